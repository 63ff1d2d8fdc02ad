package dev.procession.function;

import java.io.Serializable;
import java.util.concurrent.CompletionException;

/**
 * A {@link Runnable} that can be sent to another process and may throw checked exceptions.
 *
 * <p>A lambda or method reference written where a {@code VoidTask} is expected is serializable without a cast; what
 * it captures travels as a copy, as with {@link Task}.
 */
@FunctionalInterface
public interface VoidTask extends Runnable, Serializable {

    /**
     * Runs the body.
     *
     * @throws Exception whatever the body throws; it arrives at the caller as the cause of the failure
     */
    void call() throws Exception;

    /**
     * Runs the body in this process.
     *
     * @throws CompletionException around a checked exception of the body
     */
    @Override
    default void run() {
        try {
            call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
