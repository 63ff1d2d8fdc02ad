package dev.procession.shared;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of an interface whose calls may run beside others of the same object. Without it, the calls of one
 * object made by {@link Manager#proxy} run one at a time, as if its class were a monitor, and what one did is
 * visible to the next. A method that waits for another call of the same object needs this; the object must be safe
 * for several threads then. On an interface it means the methods that this interface declares, not those that it
 * inherits.
 *
 * <p>Methods that return a {@link java.util.concurrent.CompletionStage} or
 * {@link java.util.concurrent.CompletableFuture} are concurrent without it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface ConcurrentCalls {}
