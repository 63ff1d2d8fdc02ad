package dev.procession.internal.sync;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Something that another thread does meanwhile. */
final class Background {
    /** What it does. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Thread thread;

    private Background(Thread.Builder builder, Body body) {
        thread = builder.start(() -> {
            begun.countDown();
            try {
                body.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
    }

    static Background start(Body body) {
        return new Background(Thread.ofPlatform().daemon(), body);
    }

    static Background startVirtual(Body body) {
        return new Background(Thread.ofVirtual(), body);
    }

    boolean isDone() {
        return done.isDone();
    }

    void interrupt() throws InterruptedException {
        begun.await();
        thread.interrupt();
    }

    /** Waits until it has ended well. */
    void join() {
        done.join();
    }

    /** Waits until it has failed; returns with what. */
    Throwable failure() {
        try {
            done.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            return cause == null ? e : cause;
        }
        throw new AssertionError("it did not fail");
    }
}
