package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One outcome, the first, and no user code on the thread that completes it. */
class PoolFutureTest {
    private final PoolFuture<Integer> future = new PoolFuture<>();

    @Test
    void complete_afterACancel_changesNothing() {
        AtomicInteger cancels = new AtomicInteger();
        future.setCanceller(mayKill -> cancels.incrementAndGet());

        assertTrue(future.cancel(true));
        assertFalse(future.cancel(true));
        assertFalse(future.complete(1));

        assertEquals(1, cancels.get());
        assertTrue(future.isCancelled() && future.isDone());
        assertEquals(Future.State.CANCELLED, future.state());
        assertThrows(CancellationException.class, future::get);
        assertThrows(CancellationException.class, future::join);
    }

    @Test
    void cancel_afterACompletion_isRefused() throws Exception {
        AtomicInteger cancels = new AtomicInteger();
        future.setCanceller(mayKill -> cancels.incrementAndGet());
        future.complete(1);

        assertFalse(future.cancel(true));

        assertEquals(0, cancels.get());
        assertFalse(future.isCancelled());
        assertEquals(1, future.get());
    }

    @Test
    void cancel_andComplete_atOnce_oneWins() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            PoolFuture<Integer> contended = new PoolFuture<>();
            AtomicInteger cancels = new AtomicInteger();
            contended.setCanceller(mayKill -> cancels.incrementAndGet());
            CyclicBarrier barrier = new CyclicBarrier(2);
            CompletableFuture<Boolean> completed = CompletableFuture.supplyAsync(() -> {
                meet(barrier);
                return contended.complete(1);
            });
            meet(barrier);
            boolean cancelled = contended.cancel(true);

            assertTrue(cancelled ^ completed.get());
            assertEquals(cancelled, contended.isCancelled());
            assertEquals(cancelled ? 1 : 0, cancels.get());
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void dependents_runOnAnotherThreadThanTheOneThatCompletes() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<Thread> before = future.thenApply(x -> {
                    try {
                        blocked.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Thread.currentThread();
                })
                .toCompletableFuture();

        // Would not return if the stage ran here.
        future.complete(1);
        blocked.countDown();

        assertNotSame(Thread.currentThread(), before.get());
    }

    @Test
    void toCompletableFuture_completedByAStranger_leavesTheTask() throws Exception {
        CompletableFuture<Integer> copy = future.toCompletableFuture();

        copy.complete(7);

        assertFalse(future.isDone());
        future.complete(1);
        assertEquals(1, future.get());
        assertEquals(1, future.toCompletableFuture().get());
    }

    @Test
    void fail_checked_isTheCauseOfGet() {
        IOException failure = new IOException("x");
        future.fail(failure);

        assertSame(failure, assertThrows(ExecutionException.class, future::get).getCause());
        assertSame(
                failure,
                assertThrows(
                                ExecutionException.class,
                                () -> future.toCompletableFuture().get())
                        .getCause());
        assertEquals(Future.State.FAILED, future.state());
    }

    @Test
    void get_withATimeoutThatPasses_leavesTheTask() {
        assertThrows(TimeoutException.class, () -> future.get(1, TimeUnit.NANOSECONDS));
        assertFalse(future.isDone());
    }

    @Test
    void await_interrupted_cancelsTheTaskAndKeepsTheInterrupt() {
        AtomicInteger cancels = new AtomicInteger();
        future.setCanceller(mayKill -> cancels.incrementAndGet());
        Thread.currentThread().interrupt();

        assertThrows(CancellationException.class, future::await);

        assertTrue(Thread.interrupted());
        assertEquals(1, cancels.get());
    }

    @Test
    void follow_anotherFuture_endsAsItDoes() throws Exception {
        PoolFuture<String> value = new PoolFuture<>();
        value.follow(future, "done");
        future.complete(1);
        assertEquals("done", value.get());

        PoolFuture<Integer> cancelled = new PoolFuture<>();
        PoolFuture<String> follower = new PoolFuture<>();
        follower.follow(cancelled, "done");
        cancelled.cancel(false);
        assertTrue(follower.isCancelled());
    }
}
