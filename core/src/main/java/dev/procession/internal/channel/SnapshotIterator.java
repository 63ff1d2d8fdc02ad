package dev.procession.internal.channel;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The elements that were in the queue when the iterator was made, decoded one by one.
 *
 * <p>Thread safety: none; one thread at a time.
 */
final class SnapshotIterator<E> implements Iterator<E> {
    private static final long NONE = -1;

    private final RingQueue<E> queue;
    private final List<Object> records;
    private int next;
    private long last = NONE;

    SnapshotIterator(RingQueue<E> queue, List<Object> records) {
        this.queue = queue;
        this.records = records;
    }

    @Override
    public boolean hasNext() {
        return next < records.size();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException(
                    "queue iterator: elements=" + records.size() + ", all seen; ask hasNext() first");
        }
        PositionedRecord held = (PositionedRecord) records.get(next++);
        // Before decoding, so that an element that cannot be decoded can be removed.
        last = held.position();
        return queue.decode(held.read());
    }

    @Override
    public void remove() {
        if (last == NONE) {
            throw new IllegalStateException("queue iterator: nothing to remove; call next() first, and remove() once");
        }
        queue.ring.remove(last);
        last = NONE;
    }
}
