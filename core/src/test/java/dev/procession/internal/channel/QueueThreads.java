package dev.procession.internal.channel;

import dev.procession.testkit.Await;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A thread of a test that calls one operation, which may wait. */
final class QueueThreads {
    private QueueThreads() {}

    /** One call on a thread of its own. */
    static final class Call<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        private Call(Callable<T> operation) {
            task = new FutureTask<>(operation);
            thread = Thread.ofPlatform().daemon().start(task);
        }

        /** Waits until the call waits. */
        Call<T> untilWaiting() {
            Await.until(
                    "the call waits",
                    () -> thread.getState() == Thread.State.WAITING
                            || thread.getState() == Thread.State.TIMED_WAITING
                            || isAtTheBell());
            return this;
        }

        /** One of the threads that are parked listens for the others; to the JVM it is running. */
        private boolean isAtTheBell() {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals("dev.procession.internal.wait.BlockingWait")
                            && frame.getMethodName().equals("sleep"));
        }

        Call<T> interrupt() {
            thread.interrupt();
            return this;
        }

        boolean isDone() {
            return task.isDone();
        }

        /** What the call returns; throws what it throws. */
        T get() throws Exception {
            try {
                return task.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }

    static <T> Call<T> call(Callable<T> operation) {
        return new Call<>(operation);
    }

    /** As {@link #call}, for what returns nothing. */
    static Call<Boolean> run(Waiting operation) {
        return call(() -> {
            operation.run();
            return true;
        });
    }

    @FunctionalInterface
    interface Waiting {
        void run() throws Exception;
    }
}
