package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Callbacks run one after another, and a thread that waits for them returns. */
class CallbackExecutorTest {
    private static final long LONG = TimeUnit.DAYS.toNanos(1);

    private final CallbackExecutor callbacks = new CallbackExecutor("pool", () -> {}, () -> {});

    @Test
    void execute_several_runInOrder() throws Exception {
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 100; i++) {
            int n = i;
            callbacks.expect();
            callbacks.execute(() -> seen.add(n));
        }

        assertTrue(callbacks.await(LONG));

        assertEquals(100, seen.size());
        assertEquals(seen.stream().sorted().toList(), seen);
    }

    @Test
    void await_oneIsOwed_waits() throws Exception {
        callbacks.expect();

        assertFalse(callbacks.await(0));
        callbacks.execute(() -> {});

        assertTrue(callbacks.await(LONG));
    }

    @Test
    void await_inACallback_doesNotWaitForItself() throws Exception {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        CountDownLatch both = new CountDownLatch(1);
        callbacks.expect();
        callbacks.expect();
        callbacks.execute(() -> {
            try {
                both.await();
                callbacks.await(LONG);
                answer.complete(true);
            } catch (InterruptedException e) {
                answer.completeExceptionally(e);
            }
        });
        callbacks.execute(() -> {});
        both.countDown();

        assertTrue(answer.get());
        assertTrue(callbacks.await(LONG));
    }
}
