package dev.procession.internal.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.lock.BarrierState.Progress;
import dev.procession.internal.lock.RobustLock.Outcome;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.simulator.CrashExplorer;
import dev.procession.simulator.CrashExplorer.Judge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A death before every store of every operation of the synchronizers, and before every store of the process that
 * recovers: a third process finds a correct state.
 */
class SynchronizersCrashTest {
    private CrashExplorer explorer = new CrashExplorer(8);

    @AfterEach
    void print() {
        System.out.println("synchronizers: pairs of deaths judged=" + explorer.states());
    }

    // The robust lock.

    private static RobustLock lock(SegmentContext context) {
        return new RobustLock(context, 0, 0);
    }

    @Test
    void lock_diesAnywhere_nextHasIt() {
        explorer = new CrashExplorer(RobustLock.BYTES);
        Consumer<SegmentContext> use = context -> {
            RobustLock lock = lock(context);
            assertNotEquals(Outcome.BUSY, lock.tryAcquire());
            lock.release();
        };
        explorer.explore(() -> {}, use, use, (context, fates) -> {
            RobustLock lock = lock(context);
            assertNotEquals(Outcome.BUSY, lock.tryAcquire());
            assertEquals(context.peers().self(), lock.owner());
            lock.release();
            assertEquals(0, lock.owner());
        });
    }

    @Test
    void lock_ownerLives_isNotRobbed() {
        explorer = new CrashExplorer(RobustLock.BYTES);
        explorer.explore(
                () -> {},
                context -> assertEquals(Outcome.ACQUIRED, lock(context).tryAcquire()),
                context -> {
                    Outcome outcome = lock(context).tryAcquire();
                    if (outcome != Outcome.BUSY) {
                        lock(context).release();
                    }
                },
                (context, fates) ->
                        assertEquals(!fates.firstDied(), lock(context).tryAcquire() == Outcome.BUSY));
    }

    // The semaphore.

    private static final int PERMITS = 3;

    private static SemaphoreState semaphore(SegmentContext context) {
        return new SemaphoreState(context, 0);
    }

    private void semaphore(Consumer<SegmentContext> first, Consumer<SegmentContext> second, Judge judge) {
        explorer = new CrashExplorer(SemaphoreState.BYTES);
        explorer.explore(() -> SemaphoreState.layOut(explorer.words(), 0, PERMITS), first, second, judge);
    }

    /** All that is said to be available can be acquired, and no more. */
    private static void requireAvailable(SegmentContext context, int least, int most) {
        int available = semaphore(context).available();
        assertTrue(
                available >= least && available <= most,
                "available=" + available + ", least=" + least + ", most=" + most);
        assertTrue(semaphore(context).tryAcquire(available));
        assertFalse(semaphore(context).tryAcquire(1));
        semaphore(context).release(available);
        assertEquals(available, semaphore(context).available());
    }

    @Test
    void semaphore_acquirersDie_permitsReturn() {
        semaphore(
                context -> assertTrue(semaphore(context).tryAcquire(2)),
                context -> semaphore(context).tryAcquire(1),
                (context, fates) -> {
                    int held = (fates.firstDied() ? 0 : 2) + (fates.secondDied() ? 0 : 1);
                    requireAvailable(context, PERMITS - held, PERMITS - held);
                });
    }

    @Test
    void semaphore_releaserDies_whatItReleasedStays() {
        semaphore(
                context -> semaphore(context).release(1),
                context -> semaphore(context).tryAcquire(1),
                (context, fates) -> {
                    int held = fates.secondDied() ? 0 : 1;
                    requireAvailable(context, PERMITS - held + (fates.firstDied() ? 0 : 1), PERMITS - held + 1);
                });
    }

    @Test
    void semaphore_deadReleaserIsSettledByOneThatDies_countIsRight() {
        semaphore(
                context -> {
                    semaphore(context).release(2);
                    semaphore(context).drain();
                    semaphore(context).release(4);
                },
                context -> semaphore(context).available(),
                (context, fates) -> {
                    // Net: released 2, drained 5, released 4: holds −1.
                    int least = fates.firstDied() ? PERMITS : PERMITS + 1;
                    requireAvailable(context, least, PERMITS + 2);
                });
    }

    @Test
    void semaphore_releasedBeyondWhatAWordHolds_isRefusedAndNothingChanges() {
        explorer = new CrashExplorer(SemaphoreState.BYTES);
        SemaphoreState.layOut(explorer.words(), 0, 0);
        SemaphoreState one = semaphore(explorer.site(1));
        SemaphoreState other = semaphore(explorer.site(2));
        one.release(Integer.MAX_VALUE);
        assertEquals(Integer.MAX_VALUE, other.drain());
        one.release(1);
        assertThrows(IllegalArgumentException.class, () -> one.release(Integer.MAX_VALUE - 1));
        assertEquals(1, one.available());
        assertThrows(IllegalArgumentException.class, () -> other.tryAcquire(1));
        assertEquals(1, one.available());
    }

    // The latch and the event.

    @Test
    void latch_dies_countsOnceOrNot() {
        explorer = new CrashExplorer(LatchState.BYTES);
        explorer.explore(
                () -> LatchState.layOut(explorer.words(), 0, 3),
                context -> new LatchState(context, 0).countDown(),
                context -> new LatchState(context, 0).countDown(),
                (context, fates) -> {
                    long count = new LatchState(context, 0).count();
                    int died = (fates.firstDied() ? 1 : 0) + (fates.secondDied() ? 1 : 0);
                    assertTrue(count >= 1 && count <= 1 + died, "count=" + count);
                });
    }

    @Test
    void event_dies_isSetOrNot() {
        explorer = new CrashExplorer(EventState.BYTES);
        explorer.explore(
                () -> EventState.layOut(explorer.words(), 0),
                context -> new EventState(context, 0).set(),
                context -> new EventState(context, 0).clear(),
                (context, fates) -> {
                    EventState event = new EventState(context, 0);
                    assertFalse(event.isSet() && !fates.secondDied(), "cleared");
                    event.set();
                    assertTrue(event.isSet());
                });
    }

    // The barrier.

    private static BarrierState barrier(SegmentContext context) {
        return new BarrierState(context, 0);
    }

    private static Progress progress(SegmentContext context, long generation) {
        try {
            return barrier(context).await(generation, 0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void barrier_partiesDie_neverTripsWithoutThemAndNobodyWaitsForThem() {
        explorer = new CrashExplorer(BarrierState.BYTES);
        List<Long> arrivals = new ArrayList<>();
        explorer.explore(
                () -> BarrierState.layOut(explorer.words(), 0, 2),
                context -> {
                    arrivals.clear();
                    barrier(context).arrive();
                },
                context -> arrivals.add(barrier(context).arrive()),
                (context, fates) -> {
                    Progress progress = progress(context, 0);
                    if (!fates.firstDied() && !fates.secondDied()) {
                        assertEquals(Progress.TRIPPED, progress);
                    } else if (fates.firstDied() && !fates.secondDied()) {
                        assertEquals(
                                Progress.BROKEN,
                                wasAttached(context) ? progress : Progress.BROKEN,
                                "the dead cannot come");
                        assertNotEquals(Progress.TRIPPED, progress);
                    } else if (fates.firstDied()) {
                        assertNotEquals(Progress.TRIPPED, progress);
                    } else {
                        // The second died: it tripped the barrier before, or broke it, or was never there.
                        assertTrue(progress != Progress.WAITING || !wasAttached(context), "progress=" + progress);
                    }
                    barrier(context).reset();
                    assertFalse(barrier(context).broken());
                });
    }

    /** Whether a dead process is known to the barrier: else it died before its first store there. */
    private static boolean wasAttached(SegmentContext context) {
        return barrier(context).broken();
    }

    // The user's lock and its conditions.

    private static LockState lockState(SegmentContext context) {
        return new LockState(context, 0, (from, upTo) -> {});
    }

    @Test
    void condition_makerDies_namesAreFoundOrMade() {
        explorer = new CrashExplorer(LockLayout.BYTES);
        Consumer<SegmentContext> name = context -> {
            LockState state = lockState(context);
            assertNotEquals(Outcome.BUSY, state.lock().tryAcquire());
            state.condition("full");
            state.lock().release();
        };
        explorer.explore(() -> LockState.layOut(explorer.words(), 0, false), name, name, (context, fates) -> {
            LockState state = lockState(context);
            assertNotEquals(Outcome.BUSY, state.lock().tryAcquire());
            assertEquals(0, state.condition("full"));
            assertEquals(1, state.condition("empty"));
            assertEquals(0, state.condition("full"));
            for (int i = 2; i < LockLayout.CONDITIONS; i++) {
                assertEquals(i, state.condition(""));
            }
            assertThrows(IllegalStateException.class, () -> state.condition(""));
            state.lock().release();
        });
    }

    @Test
    void condition_waiterOrSignallerDies_theNextSignalWakesTheLiving() {
        explorer = new CrashExplorer(LockLayout.BYTES);
        explorer.explore(
                () -> LockState.layOut(explorer.words(), 0, false),
                context -> lockState(context).conditionState(0).enter(),
                context -> lockState(context).conditionState(0).signal(),
                (context, fates) -> {
                    ConditionState mine = lockState(context).conditionState(0);
                    ConditionState.Ticket entered = mine.enter();
                    // A living first waiter may have the first signal; the next is this one's.
                    mine.signal();
                    mine.signal();
                    try {
                        assertTrue(mine.await(entered, 0), "signalled");
                        assertFalse(mine.await(mine.enter(), 0), "not signalled");
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
    }
}
