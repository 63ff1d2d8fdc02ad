package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.control.CallKind;
import dev.procession.pool.TaskOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How many items travel together. */
class JobTest {
    private static final ItemSink NOBODY = new ItemSink() {
        @Override
        public void completed(Item item, @Nullable Object value) {}

        @Override
        public void failed(Item item, Throwable failure) {}
    };

    private static Job job(int chunkSize, int items, int bytesEach) {
        Call call = new Call(CallKind.FN, new byte[1], ClassLoader.getSystemClassLoader(), 0, false, "f");
        Job job = new Job(call, TaskOptions.defaults().withChunkSize(chunkSize));
        byte[] arguments = new byte[bytesEach];
        for (int i = 0; i < items; i++) {
            job.pending().addLast(new Item(job, arguments, i, NOBODY));
        }
        return job;
    }

    @Test
    void takeBatch_unknownTime_isOne() {
        assertEquals(1, job(0, 1000, 1).takeBatch(1).size());
    }

    @Test
    void takeBatch_shortItems_growsByAFactor() {
        Job job = job(0, 100_000, 1);
        job.takeBatch(1);
        job.observe(1);

        assertEquals(4, job.takeBatch(1).size());
        assertEquals(16, job.takeBatch(1).size());
        for (int i = 0; i < 10; i++) {
            job.takeBatch(1);
        }
        assertEquals(4096, job.takeBatch(1).size());
        assertEquals(4096, job.batchSize());
    }

    @Test
    void takeBatch_longItems_isOne() {
        Job job = job(0, 1000, 1);
        job.takeBatch(1);
        job.observe(50_000_000);

        assertEquals(1, job.takeBatch(1).size());
    }

    @Test
    void takeBatch_fewItems_leavesTheOthersTheirShare() {
        Job job = job(0, 37, 1);
        job.takeBatch(4);
        job.observe(1);
        job.takeBatch(4);

        // Of the 32 that are left, each of 4 workers gets two batches.
        assertEquals(32, job.pending().size());
        assertEquals(4, job.takeBatch(4).size());
        assertEquals(3, job.takeBatch(4).size());
    }

    @Test
    void takeBatch_chunkSize_isExact() {
        Job job = job(7, 20, 1);

        assertEquals(7, job.takeBatch(100).size());
        assertEquals(7, job.takeBatch(100).size());
        assertEquals(6, job.takeBatch(100).size());
        assertTrue(job.takeBatch(100).isEmpty());
    }

    @Test
    void takeBatch_hugeChunkSize_takesWhatThereIs() {
        assertEquals(3, job(Integer.MAX_VALUE, 3, 1).takeBatch(1).size());
    }

    @Test
    void takeBatch_largeItems_staysWithinTheBytes() {
        Job job = job(1000, 10, 1 << 20);

        assertEquals(4, job.takeBatch(1).size());
    }

    @Test
    void takeBatch_anItemBeyondTheBytes_travelsAlone() {
        Job job = job(1000, 1, 1);
        job.pending().addLast(new Item(job, new byte[8 << 20], 1, NOBODY));
        job.pending().addLast(new Item(job, new byte[1], 2, NOBODY));

        assertEquals(1, job.takeBatch(1).size());
        assertEquals(1, job.takeBatch(1).getFirst().tag());
        assertEquals(2, job.takeBatch(1).getFirst().tag());
    }
}
