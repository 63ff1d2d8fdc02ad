package dev.procession.function;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} that can be sent to another process.
 *
 * <p>A lambda or method reference written where a {@code Task} is expected is serializable without a cast. What it
 * captures travels with it as a copy: changes made in the worker are not seen by the sender, nor the other way round.
 * A captured value that cannot be encoded is refused in the caller, at once, by a
 * {@link dev.procession.codec.CodecException} that names it.
 *
 * @param <R> the type of the result, which is encoded in the worker and decoded in the caller
 */
@FunctionalInterface
public interface Task<R extends @Nullable Object> extends Callable<R>, Serializable {}
