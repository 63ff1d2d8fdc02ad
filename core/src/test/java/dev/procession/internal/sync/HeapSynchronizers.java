package dev.procession.internal.sync;

import dev.procession.internal.lock.BarrierState;
import dev.procession.internal.lock.EventState;
import dev.procession.internal.lock.LatchState;
import dev.procession.internal.lock.LockLayout;
import dev.procession.internal.lock.LockState;
import dev.procession.internal.lock.SemaphoreState;
import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.simulator.ThreadedSite;
import dev.procession.sync.OwnerDeathPolicy;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;

/** In arrays, of one simulated process. */
final class HeapSynchronizers implements Synchronizers {
    private static SegmentContext site(ArrayWords words) {
        return new ThreadedSite(words).process(1);
    }

    @Override
    public ProcessLock lock(OwnerDeathPolicy policy) {
        ArrayWords words = new ArrayWords(LockLayout.BYTES);
        LockState.layOut(words, 0, policy == OwnerDeathPolicy.REPORT);
        SegmentContext context = site(words);
        MappedLock[] lock = new MappedLock[1];
        lock[0] = new MappedLock(
                context, new LockState(context, 0, (from, upTo) -> {}), index -> new MappedCondition(lock[0], index));
        return lock[0];
    }

    @Override
    public ProcessSemaphore semaphore(int permits) {
        ArrayWords words = new ArrayWords(SemaphoreState.BYTES);
        SemaphoreState.layOut(words, 0, permits);
        SegmentContext context = site(words);
        return new MappedSemaphore(context, new SemaphoreState(context, 0));
    }

    @Override
    public ProcessLatch latch(int count) {
        ArrayWords words = new ArrayWords(LatchState.BYTES);
        LatchState.layOut(words, 0, count);
        SegmentContext context = site(words);
        return new MappedLatch(context, new LatchState(context, 0));
    }

    @Override
    public ProcessBarrier barrier(int parties) {
        ArrayWords words = new ArrayWords(BarrierState.BYTES);
        BarrierState.layOut(words, 0, parties);
        SegmentContext context = site(words);
        return new MappedBarrier(context, new BarrierState(context, 0));
    }

    @Override
    public ProcessEvent event() {
        ArrayWords words = new ArrayWords(EventState.BYTES);
        EventState.layOut(words, 0);
        SegmentContext context = site(words);
        return new MappedEvent(context, new EventState(context, 0));
    }

    @Override
    public void close() {
        // The heap's own.
    }
}
