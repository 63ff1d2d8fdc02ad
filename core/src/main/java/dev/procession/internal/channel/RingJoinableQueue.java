package dev.procession.internal.channel;

import static java.util.Objects.requireNonNull;

import dev.procession.channel.JoinableQueue;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.wait.WaitPoint;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link JoinableQueue} on a ring that lends: the ring knows which process has what, {@link Loans} which thread of this one.
 *
 * <p>An element that cannot be decoded is on loan when its taker gets the {@link dev.procession.codec.CodecException}: {@code taskDone()} gives it up, as
 * anything else. A taker that dies of it is one delivery more, and the delivery limit ends that. As a dead letter it is logged and given up.
 *
 * <p>One object per queue and process: loans taken through one are not known to another.
 *
 * @param <E> the elements
 */
public final class RingJoinableQueue<E> extends RingQueue<E> implements JoinableQueue<E> {
    private final Loans loans = new Loans();
    private final ReentrantLock listening = new ReentrantLock();
    private @Nullable DeadLetters<E> deadLetters;

    RingJoinableQueue(RecordRing ring, ObjectCodec codec, Object identity, String name) {
        super(ring, codec, identity, name);
    }

    @Override
    RecordRing.Reader reader() {
        return Held::read;
    }

    /** If the process dies before: the ring has the loan under its name, and delivers it to another. */
    @Override
    Object received(Object taken) {
        Held held = (Held) taken;
        loans.add(held.position());
        return held.read();
    }

    @Override
    public void taskDone() {
        long position = loans.removeOldest();
        if (position == Loans.NONE) {
            throw new IllegalStateException(this
                    + ": taskDone() without a loan, loans of this process=0; likely cause: called twice for an element,"
                    + " or in another process than the one that took it");
        }
        ring.done(position);
    }

    @Override
    public void join() throws InterruptedException {
        throwIfInterrupted();
        ring.awaitFinished(WaitPoint.FOREVER);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        long nanos = RecordRing.nanos(timeout);
        throwIfInterrupted();
        return ring.awaitFinished(nanos);
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
            if (deadLetters == null) {
                deadLetters = DeadLetters.start(this, listener);
            } else {
                deadLetters.replace(listener);
            }
        } finally {
            listening.unlock();
        }
    }
}
