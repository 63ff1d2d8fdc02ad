package dev.procession.internal.ring;

import dev.procession.internal.ring.RecordRing.Payload;
import dev.procession.internal.wait.WaitPoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Producer side of the ring: locking, waiting for space, and overflow segments; the stores are {@link PutProtocol}'s.
 *
 * <p>Thread safety: any thread.
 */
final class RingProducers {
    private final RingState ring;
    private final OverflowStore space;
    private final RingWaitPoints signals;
    private final PutProtocol puts;
    private final RingLock lock;
    private final RingLock takeLock;

    RingProducers(
            RingState ring,
            OverflowStore space,
            RingWaitPoints signals,
            PutProtocol puts,
            RingLock lock,
            RingLock takeLock) {
        this.ring = ring;
        this.space = space;
        this.signals = signals;
        this.puts = puts;
        this.lock = lock;
        this.takeLock = takeLock;
    }

    boolean offer(Payload payload) {
        Payload record = null;
        boolean put = false;
        try {
            record = inRing(payload);
            put = tryPut(record);
            return put;
        } finally {
            if (!put) {
                cancel(payload, record);
            }
        }
    }

    boolean put(Payload payload, long timeoutNanos) throws InterruptedException {
        Payload record = null;
        boolean put = false;
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Payload ready = inRing(payload);
            record = ready;
            put = tryPut(ready)
                    || (timeoutNanos > 0
                            && signals.notFull.await(
                                    () -> mayPut(ready) && tryPut(ready), timeoutNanos, WaitPoint.NO_RECHECK));
            return put;
        } finally {
            if (!put) {
                cancel(payload, record);
            }
        }
    }

    void putAll(List<? extends Payload> payloads) throws InterruptedException {
        List<Payload> records = new ArrayList<>(payloads.size());
        int[] put = {0};
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            for (Payload payload : payloads) {
                records.add(inRing(payload));
            }
            while (put[0] < records.size()) {
                int more = tryPutMany(records, put[0]);
                put[0] += more;
                if (more == 0) {
                    signals.notFull.await(
                            () -> {
                                int later = mayPut(records.get(put[0])) ? tryPutMany(records, put[0]) : 0;
                                put[0] += later;
                                return later > 0;
                            },
                            WaitPoint.FOREVER,
                            WaitPoint.NO_RECHECK);
                }
            }
        } finally {
            for (int i = put[0]; i < payloads.size(); i++) {
                cancel(payloads.get(i), i < records.size() ? records.get(i) : null);
            }
        }
    }

    /** The payload is not put, nor what was made for it. */
    private void cancel(Payload payload, @Nullable Payload record) {
        if (record instanceof OverflowReference side) {
            space.delete(side.id());
        }
        payload.cancel();
    }

    /**
     * The payload to put into the ring: itself, or, if it is too long, a reference to the overflow segment it was
     * written to.
     */
    private Payload inRing(Payload payload) {
        ring.context.check();
        long length = payload.length();
        boolean fits = length <= RecordHeader.MAX_LENGTH && RecordHeader.cells(length) <= ring.longestCells;
        if (fits && !payload.isHandedOver()) {
            return payload;
        }
        return OverflowReference.create(space, payload);
    }

    /** Racy check, without the lock, whether the record fits; for threads that spin. */
    private boolean mayPut(Payload record) {
        ring.context.check();
        if (ring.isClosed() || lock.isAbandoned() || takeLock.isAbandoned()) {
            return true;
        }
        return ring.readAcquire(MpmcRingLayout.PUTS) - ring.takes() < ring.capacity
                && ring.mayFit(RecordHeader.cells(record.length()));
    }

    /** The caller has just checked the context. */
    private boolean tryPut(Payload record) {
        lock.lock();
        boolean clean = false;
        boolean put;
        try {
            put = puts.put(record);
            clean = true;
        } finally {
            lock.unlock(clean);
        }
        afterPut(put);
        return put;
    }

    private int tryPutMany(List<Payload> records, int from) {
        int count = lock.under(() -> puts.put(records, from));
        afterPut(count > 0);
        return count;
    }

    private void afterPut(boolean put) {
        if (put) {
            signals.notEmpty.signalAfterFence();
            // Other producers may use the space that is left. To check for it reads the consumers' words, another cache
            // line, and so is done only if a thread waits.
            if (signals.notFull.isAwaited() && ring.readAcquire(MpmcRingLayout.PUTS) - ring.takes() < ring.capacity) {
                signals.notFull.signalAfterFence();
            }
        } else {
            takeLock.repairIfAbandoned(); // what is taken may not have been counted
        }
    }

    void close() {
        ring.context.check();
        lock.lock();
        try {
            ring.writeRelease(
                    MpmcRingLayout.CLOSED, 1); // under the lock, so that no put that has not seen it comes after
        } finally {
            lock.unlock(true);
        }
        signals.closed();
    }
}
