package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.control.CallKind;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.TaskOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets which item, and that none is forgotten; without any process. */
@SuppressWarnings("NullAway") // no process is started, and so nothing needs a runtime
class SchedulerTest {
    private PoolCore core;
    private Scheduler scheduler;
    private WorkerSlot first;
    private WorkerSlot second;
    private final Told told = new Told();

    private static final class Told implements ItemSink {
        private final List<Throwable> failures = new ArrayList<>();

        @Override
        public void completed(Item item, @Nullable Object value) {}

        @Override
        public void failed(Item item, Throwable failure) {
            failures.add(failure);
        }
    }

    @BeforeEach
    void twoSlots() {
        core = new PoolCore(null, PoolOptions.defaults().withWorkers(2), "pool", () -> {});
        scheduler = core.scheduler();
        first = new WorkerSlot(core);
        second = new WorkerSlot(core);
        scheduler.addSlot(first);
        scheduler.addSlot(second);
    }

    private static Job job() {
        return job(TaskOptions.defaults());
    }

    private static Job job(TaskOptions options) {
        return new Job(new Call(CallKind.FN, new byte[1], ClassLoader.getSystemClassLoader(), 0, false, "f"), options);
    }

    private Item item(Job job) {
        return new Item(job, new byte[1], 0, told);
    }

    @Test
    void next_ofASlotThatNobodyCalled_leavesTheIdleOnes() {
        scheduler.next(first);
        scheduler.next(second);
        // Calls the first; the second comes before it, for a cancellation, say.
        scheduler.submit(item(job()));
        assertEquals(1, scheduler.next(second).size());

        assertTrue(scheduler.next(first).isEmpty());

        assertTrue(scheduler.toString().contains("idle=1"), scheduler.toString());
    }

    @Test
    void requeue_anItemThatWasCancelledMeanwhile_isDone() {
        Item item = item(job());
        scheduler.submit(item);
        Deque<Item> batch = scheduler.next(first);
        scheduler.cancel(item, false);

        scheduler.requeue(batch);

        assertTrue(scheduler.toString().contains("outstanding=0"), scheduler.toString());
        assertInstanceOf(CancelledItemException.class, told.failures.getFirst());
    }

    @Test
    void submit_toAJobThatWasDropped_isDoneAtOnce() {
        Job job = job();
        scheduler.drop(job);

        scheduler.submit(item(job));

        assertTrue(scheduler.next(first).isEmpty());
        assertInstanceOf(CancelledItemException.class, told.failures.getFirst());
        assertTrue(scheduler.toString().contains("outstanding=0"), scheduler.toString());
    }

    @Test
    void drop_pendingItems_areDoneAndToldNothing() {
        Job job = job();
        scheduler.submit(item(job));
        scheduler.submit(item(job));

        scheduler.drop(job);

        assertTrue(scheduler.toString().contains("outstanding=0"), scheduler.toString());
        assertEquals(List.of(), told.failures);
        assertTrue(scheduler.next(first).isEmpty());
    }

    @Test
    void cancel_aPendingItem_isDone() {
        Item item = item(job());
        scheduler.submit(item);

        scheduler.cancel(item, true);

        assertTrue(scheduler.toString().contains("outstanding=0"), scheduler.toString());
        assertTrue(scheduler.next(first).isEmpty());
    }

    @Test
    void next_severalJobs_takeTurns() {
        Job one = job(TaskOptions.defaults().withChunkSize(1));
        Job other = job(TaskOptions.defaults().withChunkSize(1));
        for (int i = 0; i < 2; i++) {
            scheduler.submit(item(one));
        }
        for (int i = 0; i < 2; i++) {
            scheduler.submit(item(other));
        }

        List<Job> order = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            order.add(scheduler.next(first).getFirst().job());
        }

        assertEquals(List.of(one, other, one, other), order);
    }

    @Test
    void requeue_severalItems_runBeforeTheOthersInTheirOrder() {
        Job job = job(TaskOptions.defaults().withChunkSize(2));
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            items.add(item(job));
            scheduler.submit(items.getLast());
        }

        scheduler.requeue(scheduler.next(first));

        assertEquals(items.subList(0, 2), new ArrayList<>(scheduler.next(second)));
        assertEquals(items.subList(2, 3), new ArrayList<>(scheduler.next(second)));
    }

    @Test
    void terminate_pendingItems_areReturnedAndLaterOnesRefused() {
        Job job = job();
        Item pending = item(job);
        scheduler.submit(pending);
        scheduler.submit(item(job()));
        scheduler.next(first);

        assertEquals(1, scheduler.terminate().size());
        assertThrows(RejectedExecutionException.class, () -> scheduler.submit(item(job)));
        scheduler.requeue(new ArrayDeque<>(List.of(pending)));

        assertInstanceOf(CancelledItemException.class, told.failures.getFirst());
    }

    @Test
    void breakPool_pendingItems_failWithTheReason() {
        scheduler.submit(item(job()));
        PoolBrokenException why = new PoolBrokenException("no worker starts", new IllegalStateException());

        scheduler.breakPool(why);

        assertEquals(List.of(why), told.failures);
        assertThrows(PoolBrokenException.class, () -> scheduler.submit(item(job())));
        assertThrows(PoolBrokenException.class, () -> scheduler.addFeeder());
    }

    @Test
    void shutdown_withAFeeder_goesOnUntilItIsRemoved() {
        scheduler.addFeeder();
        scheduler.shutdown();

        assertTrue(scheduler.goesOn());
        Item fed = item(job());
        scheduler.feed(fed);
        assertThrows(RejectedExecutionException.class, () -> scheduler.submit(item(job())));
        scheduler.removeFeeder();
        assertTrue(scheduler.goesOn());
        scheduler.cancel(fed, false);

        assertEquals(false, scheduler.goesOn());
    }

    @Test
    void window_anyChunkSize_isPositiveAndBounded() {
        for (int chunk : new int[] {0, 1, 100, 1 << 20, 1 << 28, Integer.MAX_VALUE}) {
            int window = core.window(job(TaskOptions.defaults().withChunkSize(chunk)));

            assertTrue(window > 0 && window <= 1 << 16, "chunkSize=" + chunk + ", window=" + window);
        }
    }
}
