package dev.procession.function;

import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BiFunction} that can be sent to another process and may throw checked exceptions.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Fn2<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends BiFunction<A, B, R>, Serializable {

    /**
     * Applies the function.
     *
     * @throws Exception whatever the function throws
     */
    R call(A first, B second) throws Exception;

    /**
     * Applies the function in this process.
     *
     * @throws CompletionException around a checked exception of the function
     */
    @Override
    default R apply(A first, B second) {
        try {
            return call(first, second);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /** {@inheritDoc} The composed function is serializable where {@code after} is. */
    @Override
    default <V> Fn2<A, B, V> andThen(Function<? super R, ? extends V> after) {
        Objects.requireNonNull(after);
        return (first, second) -> after.apply(call(first, second));
    }
}
