package dev.procession.internal.channel;

import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueClosedException;
import dev.procession.process.ProcessionException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Takes until the queue is closed and drained. An element that cannot be decoded throws its exception from
 * {@code hasNext}; the next call goes on after it.
 *
 * <p>Thread safety: none; one thread at a time, each with its own iterator.
 */
final class ConsumingIterator<E> implements Iterator<E> {
    private final ProcessQueue<E> queue;
    private @Nullable E taken;
    private boolean ended;

    ConsumingIterator(ProcessQueue<E> queue) {
        this.queue = queue;
    }

    /** Takes the next element of {@code queue}; null at its end. */
    static <E> @Nullable E takeOrEnd(ProcessQueue<E> queue) {
        try {
            return queue.take();
        } catch (QueueClosedException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessionException("interrupted while waiting for an element of " + queue, e);
        }
    }

    @Override
    public boolean hasNext() {
        if (taken == null && !ended) {
            taken = takeOrEnd(queue);
            ended = taken == null;
        }
        return taken != null;
    }

    @Override
    public E next() {
        E element = hasNext() ? taken : null;
        if (element == null) {
            throw new NoSuchElementException(queue + ": closed and drained");
        }
        taken = null;
        return element;
    }
}
