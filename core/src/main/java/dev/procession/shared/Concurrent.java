package dev.procession.shared;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of an interface whose calls may run besides others of the same object. Without it, the calls of one object made by {@link Manager#proxy} run one at a time, as if
 * its class were a monitor; a method that waits for another call of the same object needs this, and an object that is safe for several threads. On an interface it means all methods.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Concurrent {}
