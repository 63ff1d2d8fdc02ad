package dev.procession.internal.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The arithmetic of the running clock, on a system's clock that the test sets. */
class RunningClockTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final SetClock clock = new SetClock();

    /** A clock that moves when it is told to. */
    private static final class SetClock extends RunningClock {
        private long now = Long.MAX_VALUE - SECOND;

        @Override
        protected long systemNanos() {
            return now;
        }

        void pass(long nanos) {
            now += nanos;
        }
    }

    private void sleep(long asked, long taken) {
        clock.beginSleep(asked);
        clock.pass(taken);
        clock.endSleep();
    }

    @Test
    void nanoTime_nobodySleeps_isTheSystems() {
        long start = clock.nanoTime();
        clock.pass(10 * SECOND);

        assertEquals(10 * SECOND, clock.nanoTime() - start);
    }

    @Test
    void nanoTime_sleepersInTime_isTheSystems() {
        long start = clock.nanoTime();
        for (int i = 0; i < 100; i++) {
            sleep(100 * MILLI, 101 * MILLI);
        }

        assertEquals(10_100 * MILLI, clock.nanoTime() - start);
    }

    @Test
    void nanoTime_processStoppedWhileOneSleeps_leavesTheStopOut() {
        long start = clock.nanoTime();
        sleep(100 * MILLI, 60 * SECOND);
        clock.pass(SECOND);

        assertEquals(SECOND + 100 * MILLI + RunningClock.LATE_NANOS, clock.nanoTime() - start);
    }

    @Test
    void nanoTime_afterAStopBeforeTheSleeperIsAwake_standsStill() {
        long start = clock.nanoTime();
        clock.beginSleep(100 * MILLI);
        clock.pass(60 * SECOND);
        long seen = clock.nanoTime();

        assertEquals(100 * MILLI + RunningClock.LATE_NANOS, seen - start);
        clock.endSleep();
        assertEquals(seen, clock.nanoTime());
    }

    @Test
    void nanoTime_processStoppedWhileASleeperWorks_leavesTheStopOut() {
        long start = clock.nanoTime();
        clock.beginSleep(100 * MILLI);
        clock.pass(100 * MILLI);
        clock.renewSleep(0);
        clock.pass(60 * SECOND);
        clock.renewSleep(100 * MILLI);
        clock.pass(100 * MILLI);
        clock.endSleep();
        clock.pass(SECOND);

        assertEquals(SECOND + 200 * MILLI + RunningClock.LATE_NANOS, clock.nanoTime() - start);
    }

    @Test
    void renewSleep_whileAnotherSleepsLonger_countsTheOthersSleep() {
        long start = clock.nanoTime();
        clock.beginSleep(100 * MILLI);
        clock.beginSleep(5 * MILLI);
        clock.pass(5 * MILLI);
        clock.renewSleep(0);
        clock.pass(95 * MILLI);

        assertEquals(100 * MILLI, clock.nanoTime() - start);
        clock.endSleep();
        clock.endSleep();
    }

    @Test
    void nanoTime_severalSleepersWakeFromOneStop_leaveItOutOnce() {
        long start = clock.nanoTime();
        clock.beginSleep(100 * MILLI);
        clock.beginSleep(5 * MILLI);
        clock.pass(60 * SECOND);
        clock.endSleep();
        clock.pass(MILLI);
        clock.endSleep();
        clock.pass(SECOND);

        long counted = clock.nanoTime() - start;
        assertEquals(SECOND + 100 * MILLI + RunningClock.LATE_NANOS, counted);
    }

    @Test
    void nanoTime_everySliceLate_goesOn() {
        long start = clock.nanoTime();
        for (int i = 0; i < 10; i++) {
            sleep(100 * MILLI, SECOND);
        }

        assertEquals(10 * (100 * MILLI + RunningClock.LATE_NANOS), clock.nanoTime() - start);
    }

    @Test
    void await_processStopped_waitsOn() throws Exception {
        int[] calls = new int[1];

        assertFalse(clock.await(SECOND, nanos -> {
            clock.pass(calls[0]++ == 3 ? 60 * SECOND : nanos);
            return false;
        }));

        assertTrue(calls[0] > 10, "slices=" + calls[0]);
        assertTrue(clock.await(SECOND, nanos -> true));
        assertFalse(clock.await(-1, nanos -> false));
    }
}
