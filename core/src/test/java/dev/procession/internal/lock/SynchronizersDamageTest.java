package dev.procession.internal.lock;

import dev.procession.internal.lock.RobustLock.Outcome;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.simulator.DamageTrial;
import dev.procession.simulator.DamageTrial.Actor;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * A word of a synchronizer that something else wrote: it goes on as if nothing had happened, or every process is
 * told.
 */
class SynchronizersDamageTest {
    private static final int ROUNDS = TestSize.of(2_000, 10_000, 200_000);

    private static void trial(
            String name, int bytes, long[] busy, Consumer<SharedWords> layOut, Function<SegmentContext, Actor> open)
            throws InterruptedException {
        DamageTrial trial = new DamageTrial(bytes, Seeds.random("SynchronizersDamageTest." + name));
        trial.run(ROUNDS, busy, layOut, open);
        trial.requireSound(name, ROUNDS);
    }

    @Test
    @Deadline(seconds = 300)
    void semaphore_damaged_rightOrTold() throws InterruptedException {
        long[] busy = {
            0, SemaphoreState.BASE, SemaphoreState.AVAILABLE, SemaphoreState.HELD + 8, SemaphoreState.HELD + 16
        };
        trial("semaphore", SemaphoreState.BYTES, busy, words -> SemaphoreState.layOut(words, 0, 5), context -> {
            SemaphoreState semaphore = new SemaphoreState(context, 0);
            return random -> switch (random.nextInt(4)) {
                case 0 -> semaphore.tryAcquire(1 + random.nextInt(2));
                case 1 -> {
                    semaphore.release(1);
                    yield null;
                }
                case 2 -> semaphore.available();
                default -> semaphore.drain();
            };
        });
    }

    @Test
    @Deadline(seconds = 300)
    void latch_damaged_rightOrTold() throws InterruptedException {
        trial("latch", LatchState.BYTES, new long[] {0}, words -> LatchState.layOut(words, 0, 20), context -> {
            LatchState latch = new LatchState(context, 0);
            return random -> {
                if (random.nextBoolean()) {
                    latch.countDown();
                }
                return latch.count();
            };
        });
    }

    @Test
    @Deadline(seconds = 300)
    void event_damaged_rightOrTold() throws InterruptedException {
        trial("event", EventState.BYTES, new long[] {0}, words -> EventState.layOut(words, 0), context -> {
            EventState event = new EventState(context, 0);
            return random -> switch (random.nextInt(3)) {
                case 0 -> {
                    event.set();
                    yield null;
                }
                case 1 -> {
                    event.clear();
                    yield null;
                }
                default -> event.isSet();
            };
        });
    }

    @Test
    @Deadline(seconds = 300)
    void barrier_damaged_rightOrTold() throws InterruptedException {
        long arrived = BarrierState.BYTES - 1024 * 8;
        long[] busy = {0, RobustLock.BYTES, RobustLock.BYTES + 8, arrived + 8, arrived + 16};
        trial("barrier", BarrierState.BYTES, busy, words -> BarrierState.layOut(words, 0, 3), context -> {
            BarrierState barrier = new BarrierState(context, 0);
            return random -> switch (random.nextInt(6)) {
                case 0, 1 -> barrier.arrive();
                case 2 -> barrier.waiting();
                case 3 -> barrier.broken();
                case 4 -> barrier.await(random.nextInt(3), 0);
                default -> {
                    barrier.reset();
                    yield null;
                }
            };
        });
    }

    @Test
    @Deadline(seconds = 300)
    void lockAndConditions_damaged_rightOrTold() throws InterruptedException {
        long slots = LockLayout.FIRST_CONDITION + ConditionState.BYTES - 1024 * 8 - 120;
        long[] busy = {
            0,
            LockLayout.POLICY,
            LockLayout.INCONSISTENT,
            LockLayout.CONDITIONS_USED,
            LockLayout.NAMES,
            LockLayout.NAMES + 8,
            slots + 8,
            slots + 16
        };
        trial("lock", LockLayout.BYTES, busy, words -> LockState.layOut(words, 0, true), context -> {
            LockState state = new LockState(context, 0, (from, upTo) -> {});
            return random -> {
                if (state.lock().acquire() == Outcome.OWNER_DIED) {
                    state.markInconsistent();
                }
                Object result = underLock(state, random.nextInt(6));
                state.lock().release();
                return result;
            };
        });
    }

    private static Object underLock(LockState state, int operation) throws InterruptedException {
        return switch (operation) {
            case 0 -> state.isInconsistent();
            case 1 -> {
                state.markInconsistent();
                yield state.reports();
            }
            case 2 -> {
                state.markConsistent();
                yield state.lock().owner();
            }
            case 3 -> state.condition("full");
            case 4 -> {
                ConditionState condition = state.conditionState(state.condition("full"));
                yield condition.await(condition.enter(), 0);
            }
            default -> {
                ConditionState condition = state.conditionState(state.condition("full"));
                ConditionState.Ticket entered = condition.enter();
                condition.signal();
                yield condition.await(entered, 0);
            }
        };
    }
}
