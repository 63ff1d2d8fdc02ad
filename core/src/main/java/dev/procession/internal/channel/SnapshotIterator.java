package dev.procession.internal.channel;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * The elements that were in the queue when the iterator was made, decoded one by one.
 *
 * <p>Thread safety: none; one thread at a time.
 */
final class SnapshotIterator<E> implements Iterator<E> {
    private static final long NONE = -1;

    private final List<Object> records;
    private final Function<? super PositionedRecord, ? extends E> decoder;
    private final LongConsumer remover;
    private int next;
    private long last = NONE;

    /**
     * Over these records.
     *
     * @param remover removes the element at a position of the queue
     */
    SnapshotIterator(
            List<Object> records, Function<? super PositionedRecord, ? extends E> decoder, LongConsumer remover) {
        this.records = records;
        this.decoder = decoder;
        this.remover = remover;
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
        return decoder.apply(held);
    }

    @Override
    public void remove() {
        if (last == NONE) {
            throw new IllegalStateException("queue iterator: nothing to remove; call next() first, and remove() once");
        }
        remover.accept(last);
        last = NONE;
    }
}
