package dev.procession.internal.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.lock.BarrierState.Progress;
import dev.procession.internal.lock.StealableLock.Outcome;
import dev.procession.internal.wait.Site;
import dev.procession.simulator.CrashExplorer;
import dev.procession.simulator.CrashExplorer.Judge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every store of every operation of the synchronizers, and every store of who finds what the first left: what a third finds is right. */
class SynchronizersCrashTest {
    private CrashExplorer explorer = new CrashExplorer(8);

    @AfterEach
    void print() {
        System.out.println("synchronizers: pairs of deaths judged=" + explorer.states());
    }

    // The stealable lock.

    private static StealableLock lock(Site site) {
        return new StealableLock(site, 0, 0);
    }

    @Test
    void lock_diesAnywhere_nextHasIt() {
        explorer = new CrashExplorer(StealableLock.BYTES);
        Consumer<Site> use = site -> {
            StealableLock lock = lock(site);
            assertNotEquals(Outcome.BUSY, lock.tryAcquire());
            lock.release();
        };
        explorer.explore(() -> {}, use, use, (site, fates) -> {
            StealableLock lock = lock(site);
            assertNotEquals(Outcome.BUSY, lock.tryAcquire());
            assertEquals(site.peers().self(), lock.owner());
            lock.release();
            assertEquals(0, lock.owner());
        });
    }

    @Test
    void lock_ownerLives_isNotRobbed() {
        explorer = new CrashExplorer(StealableLock.BYTES);
        explorer.explore(
                () -> {},
                site -> assertEquals(Outcome.ACQUIRED, lock(site).tryAcquire()),
                site -> {
                    Outcome outcome = lock(site).tryAcquire();
                    if (outcome != Outcome.BUSY) {
                        lock(site).release();
                    }
                },
                (site, fates) -> assertEquals(!fates.firstDied(), lock(site).tryAcquire() == Outcome.BUSY));
    }

    // The semaphore.

    private static final int PERMITS = 3;

    private static SemaphoreState semaphore(Site site) {
        return new SemaphoreState(site, 0);
    }

    private void semaphore(Consumer<Site> first, Consumer<Site> second, Judge judge) {
        explorer = new CrashExplorer(SemaphoreState.BYTES);
        explorer.explore(() -> SemaphoreState.layOut(explorer.words(), 0, PERMITS), first, second, judge);
    }

    /** All that is said to be available can be acquired, and no more. */
    private static void requireAvailable(Site site, int least, int most) {
        int available = semaphore(site).available();
        assertTrue(
                available >= least && available <= most,
                "available=" + available + ", least=" + least + ", most=" + most);
        assertTrue(semaphore(site).tryAcquire(available));
        assertFalse(semaphore(site).tryAcquire(1));
        semaphore(site).release(available);
        assertEquals(available, semaphore(site).available());
    }

    @Test
    void semaphore_acquirersDie_permitsReturn() {
        semaphore(
                site -> assertTrue(semaphore(site).tryAcquire(2)),
                site -> semaphore(site).tryAcquire(1),
                (site, fates) -> {
                    int held = (fates.firstDied() ? 0 : 2) + (fates.secondDied() ? 0 : 1);
                    requireAvailable(site, PERMITS - held, PERMITS - held);
                });
    }

    @Test
    void semaphore_releaserDies_whatItReleasedStays() {
        semaphore(site -> semaphore(site).release(1), site -> semaphore(site).tryAcquire(1), (site, fates) -> {
            int held = fates.secondDied() ? 0 : 1;
            requireAvailable(site, PERMITS - held + (fates.firstDied() ? 0 : 1), PERMITS - held + 1);
        });
    }

    @Test
    void semaphore_deadReleaserIsSettledByOneThatDies_countIsRight() {
        semaphore(
                site -> {
                    semaphore(site).release(2);
                    semaphore(site).drain();
                    semaphore(site).release(4);
                },
                site -> semaphore(site).available(),
                (site, fates) -> {
                    // Net: released 2, drained 5, released 4: holds −1.
                    int least = fates.firstDied() ? PERMITS : PERMITS + 1;
                    requireAvailable(site, least, PERMITS + 2);
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
                site -> new LatchState(site, 0).countDown(),
                site -> new LatchState(site, 0).countDown(),
                (site, fates) -> {
                    long count = new LatchState(site, 0).count();
                    int died = (fates.firstDied() ? 1 : 0) + (fates.secondDied() ? 1 : 0);
                    assertTrue(count >= 1 && count <= 1 + died, "count=" + count);
                });
    }

    @Test
    void event_dies_isSetOrNot() {
        explorer = new CrashExplorer(EventState.BYTES);
        explorer.explore(
                () -> EventState.layOut(explorer.words(), 0),
                site -> new EventState(site, 0).set(),
                site -> new EventState(site, 0).clear(),
                (site, fates) -> {
                    EventState event = new EventState(site, 0);
                    assertFalse(event.isSet() && !fates.secondDied(), "cleared");
                    event.set();
                    assertTrue(event.isSet());
                });
    }

    // The barrier.

    private static BarrierState barrier(Site site) {
        return new BarrierState(site, 0);
    }

    private static Progress progress(Site site, long generation) {
        try {
            return barrier(site).await(generation, 0);
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
                site -> {
                    arrivals.clear();
                    barrier(site).arrive();
                },
                site -> arrivals.add(barrier(site).arrive()),
                (site, fates) -> {
                    Progress progress = progress(site, 0);
                    if (!fates.firstDied() && !fates.secondDied()) {
                        assertEquals(Progress.TRIPPED, progress);
                    } else if (fates.firstDied() && !fates.secondDied()) {
                        assertEquals(
                                Progress.BROKEN,
                                wasAttached(site) ? progress : Progress.BROKEN,
                                "the dead cannot come");
                        assertNotEquals(Progress.TRIPPED, progress);
                    } else if (fates.firstDied()) {
                        assertNotEquals(Progress.TRIPPED, progress);
                    } else {
                        // The second died: it tripped the barrier before, or broke it, or was never there.
                        assertTrue(progress != Progress.WAITING || !wasAttached(site), "progress=" + progress);
                    }
                    barrier(site).reset();
                    assertFalse(barrier(site).broken());
                });
    }

    /** Whether a dead process is known to the barrier: else it died before its first store there. */
    private static boolean wasAttached(Site site) {
        return barrier(site).broken();
    }

    // The user's lock and its conditions.

    private static LockState lockState(Site site) {
        return new LockState(site, 0, (from, upTo) -> {});
    }

    @Test
    void condition_makerDies_namesAreFoundOrMade() {
        explorer = new CrashExplorer(LockLayout.BYTES);
        Consumer<Site> name = site -> {
            LockState state = lockState(site);
            assertNotEquals(Outcome.BUSY, state.lock().tryAcquire());
            state.condition("full");
            state.lock().release();
        };
        explorer.explore(() -> LockState.layOut(explorer.words(), 0, false), name, name, (site, fates) -> {
            LockState state = lockState(site);
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
                site -> lockState(site).conditionState(0).enter(),
                site -> lockState(site).conditionState(0).signal(),
                (site, fates) -> {
                    ConditionState mine = lockState(site).conditionState(0);
                    ConditionState.Place entered = mine.enter();
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
