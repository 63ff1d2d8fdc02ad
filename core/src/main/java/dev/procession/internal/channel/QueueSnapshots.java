package dev.procession.internal.channel;

import dev.procession.codec.CodecException;
import dev.procession.internal.ring.RecordRing;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads the elements of a queue without taking them: records are copied out, decoded and passed to user code outside
 * all locks; an element to be removed is then removed by its position, if it is still there.
 *
 * <p>Thread safety: any thread; there is no state here but the ring's.
 */
final class QueueSnapshots<E> {
    private final RecordRing ring;
    private final ElementCodec elements;

    QueueSnapshots(RecordRing ring, ElementCodec elements) {
        this.ring = ring;
        this.elements = elements;
    }

    private List<Object> snapshot() {
        return ring.snapshot(PositionedRecord::read);
    }

    private E decode(Object read) {
        return ElementCodec.cast(elements.decode(read));
    }

    List<E> toList() {
        List<Object> records = snapshot();
        List<E> list = new ArrayList<>(records.size());
        for (Object record : records) {
            list.add(decode(((PositionedRecord) record).read()));
        }
        return list;
    }

    Iterator<E> iterator() {
        return new SnapshotIterator<>(snapshot(), held -> decode(held.read()), ring::remove);
    }

    /**
     * Shows every element to {@code filter}; removes those it accepts, or the first of them; returns whether there
     * was one, or one was removed.
     */
    boolean find(Predicate<? super E> filter, boolean remove, boolean onlyFirst) {
        boolean found = false;
        for (Object record : snapshot()) {
            PositionedRecord held = (PositionedRecord) record;
            E element;
            try {
                element = decode(held.read());
            } catch (CodecException e) {
                continue;
            }
            if (filter.test(element) && (!remove || ring.remove(held.position()))) {
                found = true;
                if (onlyFirst) {
                    break;
                }
            }
        }
        return found;
    }
}
