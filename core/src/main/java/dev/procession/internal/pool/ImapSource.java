package dev.procession.internal.pool;

import dev.procession.internal.service.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The source of one {@code imap}: read by one feeder at a time, and closed once, where it can be closed.
 *
 * <p>The source is the user's, and may block forever in {@code next()}. Closing therefore interrupts a reader,
 * gives it {@link #LEAVE_NANOS} to come out, so that as a rule the source is not closed while it is being read, and
 * then closes it all the same, on a thread of its own, because a source may be
 * one that only its closing unblocks.
 *
 * <p>Thread safety: {@link #advance} and {@link #take} for the feeder; {@link #close} for any thread.
 *
 * @param <A> the type of the elements
 */
final class ImapSource<A extends @Nullable Object> {
    /** How long closing waits for a reader that it has interrupted. */
    private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Iterator<? extends A> elements;
    /** {@code null} if there is nothing to close, or it has been closed; guarded by the lock, as are the next two. */
    private @Nullable AutoCloseable closeable;

    private @Nullable Thread reader;
    private boolean closed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    /** The element read last; of the feeder. */
    private @Nullable A next;

    /** Reads {@code elements}; {@code closeable} is what is closed with it, {@code null} if nothing is. */
    ImapSource(Iterator<? extends A> elements, @Nullable AutoCloseable closeable) {
        this.elements = elements;
        this.closeable = closeable;
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads the next element, to be {@link #take}n; returns whether there is one, which there is not once this is
     * closed.
     */
    boolean advance() {
        if (!enter()) {
            return false;
        }
        try {
            boolean any = elements.hasNext();
            if (any) {
                next = elements.next();
            }
            return any;
        } finally {
            leave();
        }
    }

    /** The element read last, which this lets go of. */
    @SuppressWarnings("NullAway") // the element is null only where its type admits it
    A take() {
        A taken = next;
        next = null;
        return taken;
    }

    private boolean enter() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            reader = Thread.currentThread();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            reader = null;
            if (closed) {
                // The interrupt was for the source; what the feeder does after must not meet it.
                Thread.interrupted();
                left.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the reading, and closes what is to be closed. Idempotent.
     *
     * @throws RuntimeException what the closing throws; if that is checked, as an {@link UncheckedIOException} or
     *     an {@link IllegalStateException}
     */
    void close() {
        AutoCloseable ending;
        boolean isBeingRead;
        lock.lock();
        try {
            closed = true;
            ending = closeable;
            closeable = null;
            isBeingRead = !awaitReader();
        } finally {
            lock.unlock();
        }
        if (ending == null) {
            return;
        }
        if (isBeingRead) {
            Thread.ofVirtual().name("procession-source-close").start(() -> closeUnderItsReader(ending));
        } else {
            close(ending);
        }
    }

    /** Interrupts the reader, and waits for it; returns whether nothing reads. */
    @SuppressWarnings("Interruption") // the feeder is ours, and the interrupt is for the source that it reads
    private boolean awaitReader() {
        Thread reading = reader;
        if (reading == null) {
            return true;
        }
        reading.interrupt();
        boolean interrupted = false;
        long nanos = LEAVE_NANOS;
        while (reader != null && nanos > 0) {
            try {
                nanos = left.awaitNanos(nanos);
            } catch (InterruptedException e) {
                // The closing thread's own affair, which it finds again when the source is closed.
                interrupted = true;
                nanos = 0;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return reader == null;
    }

    private static void closeUnderItsReader(AutoCloseable source) {
        try {
            close(source);
        } catch (RuntimeException | Error e) { // the user's code, which no caller waits for any more
            Log.warn("dev.procession.pool", "the source of an abandoned imap", "failed to close", e);
        }
    }

    private static void close(AutoCloseable source) {
        try {
            source.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("closing the source of an imap failed: " + e.getMessage(), e);
        } catch (Exception e) { // close() may throw anything
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("closing the source of an imap failed: " + e, e);
        }
    }
}
