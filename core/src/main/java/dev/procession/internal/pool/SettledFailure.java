package dev.procession.internal.pool;

import dev.procession.internal.codec.Copies;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.codec.Rethrow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is settled once, and thrown in every thread that asks for it: each gets an exception of its own,
 * with its own frames. What the pool found out, such as the death of a worker, is made anew in that thread; an
 * exception of the task's is given to the first thread itself, and to the others as copies.
 *
 * <p>Thread safety: any thread.
 */
final class SettledFailure implements UnreadFailures.Entry {
    private final Throwable failure;
    private final StackTraceElement[] cameWith;
    private final @Nullable ObjectCodec codec;
    private final @Nullable UnreadFailures unread;
    /** Whether another process threw it; known before the first thread's frames are put below its own. */
    private final boolean fromElsewhere;

    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicBoolean read = new AtomicBoolean();

    /**
     * A failure.
     *
     * @param codec what copies the failure; {@code null} if all threads get the same
     * @param unread what is told of the first thread; {@code null} for nothing
     */
    SettledFailure(Throwable failure, @Nullable ObjectCodec codec, @Nullable UnreadFailures unread) {
        this.unread = unread;
        this.failure = failure;
        this.codec = codec;
        fromElsewhere = Rethrow.isFromElsewhere(failure);
        cameWith = Rethrow.framesOf(failure);
    }

    /** What was settled, for those that only look at it. */
    @Override
    public Throwable failure() {
        return failure;
    }

    /** A thread knows of it, or is about to. */
    void markRead() {
        if (unread != null && read.compareAndSet(false, true)) {
            unread.read(this);
        }
    }

    /** The exception for the calling thread. */
    Throwable take() {
        markRead();
        boolean isFirst = taken.compareAndSet(false, true);
        Throwable made = fromElsewhere ? null : Copies.madeHere(failure);
        if (made != null) {
            return made;
        }
        if (isFirst) {
            Rethrow.here(failure, cameWith);
            return failure;
        }
        Throwable copy = codec == null ? null : Copies.of(failure, cameWith, codec);
        if (copy == null) {
            return failure;
        }
        Rethrow.here(copy, cameWith);
        return copy;
    }
}
