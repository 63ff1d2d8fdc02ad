package dev.procession.function;

import java.io.Serializable;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Predicate} that can be sent to another process and may throw checked exceptions.
 *
 * @param <A> the type of the argument
 */
@FunctionalInterface
public interface SerializablePredicate<A extends @Nullable Object> extends Predicate<A>, Serializable {

    /**
     * Tells whether {@code argument} passes.
     *
     * @throws Exception whatever the test throws
     */
    boolean call(A argument) throws Exception;

    /**
     * Tests in this process.
     *
     * @throws CompletionException around a checked exception of the test
     */
    @Override
    default boolean test(A argument) {
        try {
            return call(argument);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
