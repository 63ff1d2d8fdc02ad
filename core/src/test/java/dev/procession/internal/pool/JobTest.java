package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.TaskOptions;
import org.junit.jupiter.api.Test;

/** How many elements travel together, and how many are on their way. */
class JobTest {
    private static Job job(int chunkSize) {
        return Jobs.ofMany(TaskOptions.defaults().withChunkSize(chunkSize));
    }

    @Test
    void nextChunk_unknownPace_isOne() {
        assertEquals(1, job(0).nextChunk(1000, 1));
    }

    @Test
    void nextChunk_shortElements_growsByAFactorUpToABound() {
        Job job = job(0);
        job.pace().observe(1);

        assertEquals(4, job.nextChunk(10_000_000, 1));
        assertEquals(16, job.nextChunk(10_000_000, 1));
        for (int i = 0; i < 10; i++) {
            job.nextChunk(10_000_000, 1);
        }
        assertEquals(1 << 14, job.nextChunk(10_000_000, 1));
    }

    @Test
    void nextChunk_longElements_isOne() {
        Job job = job(0);
        job.pace().observe(50_000_000);

        assertEquals(1, job.nextChunk(1000, 1));
    }

    @Test
    void nextChunk_fewLeft_leavesTheOthersTheirShare() {
        Job job = job(0);
        job.pace().observe(1);
        for (int i = 0; i < 10; i++) {
            job.nextChunk(1_000_000, 4);
        }

        assertEquals(10, job.nextChunk(160, 4));
        assertEquals(1, job.nextChunk(3, 4));
    }

    @Test
    void nextChunk_chunkSize_isExact() {
        assertEquals(7, job(7).nextChunk(20, 100));
        assertEquals(6, job(7).nextChunk(6, 100));
        assertEquals(3, job(Integer.MAX_VALUE).nextChunk(3, 1));
    }

    @Test
    void window_isAFewElementsAtFirst_andManyOfShortOnes() {
        Job job = job(0);
        assertEquals(8, job.window(2));

        job.pace().observe(1_000);
        assertTrue(job.window(2) > 1000, "window=" + job.window(2));

        job.pace().observe(1_000_000_000);
        assertEquals(8, job.window(2));
    }

    @Test
    void pace_risesAtOnceAndFallsSlowly() {
        DurationEstimate estimate = new DurationEstimate();
        assertEquals(1, estimate.affordable(1_000_000));
        estimate.observe(100);
        estimate.observe(1_000_100);
        long risen = estimate.nanos();
        estimate.observe(100);

        assertTrue(risen > 400_000, "risen=" + risen);
        assertTrue(estimate.nanos() > risen / 2, "fallen=" + estimate.nanos());
        for (int i = 0; i < 200; i++) {
            estimate.observe(100);
        }
        assertTrue(estimate.nanos() < 200, "at last=" + estimate.nanos());
    }
}
