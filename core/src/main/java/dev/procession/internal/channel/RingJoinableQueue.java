package dev.procession.internal.channel;

import static java.util.Objects.requireNonNull;

import dev.procession.channel.JoinableQueue;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link JoinableQueue} on a ring that lends: the ring knows which process has what, {@link ThreadLeases} which
 * thread of this one.
 *
 * <p>An element that cannot be decoded is on lease when its taker gets the
 * {@link dev.procession.codec.CodecException}: {@code taskDone()} gives it up, as
 * anything else. A taker that dies of it is one delivery more, and the delivery limit ends that. As a dead letter
 * it is logged and given up.
 *
 * <p>One object per queue and process: leases taken through one are not known to another.
 *
 * @param <E> the elements
 */
public final class RingJoinableQueue<E> extends RingQueue<E> implements JoinableQueue<E> {
    private final ThreadLeases leases = new ThreadLeases();
    private final ReentrantLock listening = new ReentrantLock();
    private @Nullable DeadLetterThread<E> deadLetterThread;

    /** A queue on {@code ring}, which lends and lives on {@code site}; {@code name} is for people. */
    public RingJoinableQueue(RecordRing ring, SegmentContext context, ObjectCodec codec, String name) {
        super(ring, context, codec, name);
    }

    @Override
    RecordRing.Reader reader() {
        return PositionedRecord::read;
    }

    /** If the process dies before: the ring has the lease under its name, and delivers it to another. */
    @Override
    Object received(Object taken) {
        PositionedRecord held = (PositionedRecord) taken;
        leases.add(held.position());
        return held.read();
    }

    @Override
    public void taskDone() {
        long position = leases.removeOldest();
        if (position == ThreadLeases.NONE) {
            throw new IllegalStateException(this
                    + ": taskDone() without a loan, loans of this process=0; likely cause: called twice for an element,"
                    + " or in another process than the one that took it");
        }
        ring.done(position);
    }

    @Override
    public void join() throws InterruptedException {
        ring.awaitFinished(WaitPoint.FOREVER);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return ring.awaitFinished(nanos(timeout));
    }

    private static long nanos(Duration timeout) {
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : WaitPoint.FOREVER;
        }
    }

    @Override
    public int unfinished() {
        return ring.unfinished();
    }

    @Override
    public void onDeadLetter(Consumer<? super E> listener) {
        requireNonNull(listener);
        listening.lock();
        try {
            if (deadLetterThread == null) {
                deadLetterThread = DeadLetterThread.start(this, listener);
            } else {
                deadLetterThread.replace(listener);
            }
        } finally {
            listening.unlock();
        }
    }

    /** Removes what could be taken now; nothing is on lease for it. */
    @Override
    public void clear() {
        for (Object record : ring.snapshot((words, at, length, position) -> position)) {
            ring.remove((long) record);
        }
    }
}
