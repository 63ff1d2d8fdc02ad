package dev.procession.internal.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The arithmetic of the running clock, on a system's clock that the test sets. */
class RunningClockTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final SetClock clock = new SetClock();

    /** A clock that moves when it is told to. */
    static final class SetClock extends RunningClock {
        private long now = Long.MAX_VALUE - SECOND;

        @Override
        protected long systemNanos() {
            return now;
        }

        void pass(long nanos) {
            now += nanos;
        }
    }

    private static void sleep(SetClock clock, long asked, long taken) {
        clock.beginSleep(asked);
        clock.pass(taken);
        clock.endSleep();
    }

    private static Arguments course(String name, long counted, Consumer<SetClock> events) {
        return arguments(named(name, events), counted);
    }

    private static Stream<Arguments> courses() {
        return Stream.of(
                course("no sleeper: the system's time", 10 * SECOND, clock -> clock.pass(10 * SECOND)),
                course("sleepers in time: the system's time", 10_100 * MILLI, clock -> {
                    for (int i = 0; i < 100; i++) {
                        sleep(clock, 100 * MILLI, 101 * MILLI);
                    }
                }),
                course(
                        "stopped while one sleeps: the stop is left out",
                        SECOND + 100 * MILLI + RunningClock.LATE_NANOS,
                        clock -> {
                            sleep(clock, 100 * MILLI, 60 * SECOND);
                            clock.pass(SECOND);
                        }),
                course(
                        "stopped while a sleeper works: the stop is left out",
                        SECOND + 200 * MILLI + RunningClock.LATE_NANOS,
                        clock -> {
                            clock.beginSleep(100 * MILLI);
                            clock.pass(100 * MILLI);
                            clock.renewSleep(0);
                            clock.pass(60 * SECOND);
                            clock.renewSleep(100 * MILLI);
                            clock.pass(100 * MILLI);
                            clock.endSleep();
                            clock.pass(SECOND);
                        }),
                course(
                        "several sleepers wake from one stop: it is left out once",
                        SECOND + 100 * MILLI + RunningClock.LATE_NANOS,
                        clock -> {
                            clock.beginSleep(100 * MILLI);
                            clock.beginSleep(5 * MILLI);
                            clock.pass(60 * SECOND);
                            clock.endSleep();
                            clock.pass(MILLI);
                            clock.endSleep();
                            clock.pass(SECOND);
                        }),
                course("every slice late: the clock goes on", 10 * (100 * MILLI + RunningClock.LATE_NANOS), clock -> {
                    for (int i = 0; i < 10; i++) {
                        sleep(clock, 100 * MILLI, SECOND);
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("courses")
    void nanoTime_afterACourse_hasCounted(Consumer<SetClock> course, long counted) {
        long start = clock.nanoTime();
        course.accept(clock);

        assertEquals(counted, clock.nanoTime() - start);
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
