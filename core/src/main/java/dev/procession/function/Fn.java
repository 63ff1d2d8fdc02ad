package dev.procession.function;

import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Function} that can be sent to another process and may throw checked exceptions.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Fn<A extends @Nullable Object, R extends @Nullable Object> extends Function<A, R>, Serializable {

    /**
     * Applies the function.
     *
     * @throws Exception whatever the function throws
     */
    R call(A argument) throws Exception;

    /**
     * Applies the function in this process.
     *
     * @throws CompletionException around a checked exception of the function
     */
    @Override
    default R apply(A argument) {
        try {
            return call(argument);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /** {@inheritDoc} The composed function is serializable where {@code after} is. */
    @Override
    default <V> Fn<A, V> andThen(Function<? super R, ? extends V> after) {
        Objects.requireNonNull(after);
        return argument -> after.apply(call(argument));
    }

    /** {@inheritDoc} The composed function is serializable where {@code before} is. */
    @Override
    default <V> Fn<V, R> compose(Function<? super V, ? extends A> before) {
        Objects.requireNonNull(before);
        return argument -> call(before.apply(argument));
    }
}
