package dev.procession.internal.channel;

import static java.util.Objects.requireNonNull;

import dev.procession.channel.ProcessQueue;
import dev.procession.codec.CodecException;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ProcessQueue} on a ring. The ring handles bytes, order, space, waiting and death; this class handles
 * elements and the contract of {@link java.util.concurrent.BlockingQueue}.
 *
 * <p>Methods that read elements without taking them use a snapshot: see {@link QueueSnapshots}.
 *
 * <p>An element that cannot be decoded: {@link CodecException} to its taker, and the element is lost, as with any
 * failure after a take. Iterators and arrays throw it too, and leave the element; searches skip it, because it equals
 * nothing.
 *
 * <p>Thread safety: any thread; there is no state here but the ring's.
 *
 * @param <E> the elements
 */
public class RingQueue<E> extends AbstractQueue<E> implements ProcessQueue<E>, SegmentResident {
    /** Number of records taken under one lock: enough to make the lock cheap, few enough to let others in. */
    private static final int BATCH = 64;

    final RecordRing ring;
    final ElementCodec elements;
    private final QueueSnapshots<E> snapshots;
    private final SegmentContext context;
    private final String name;

    /** A queue on {@code ring}, which lives on {@code site}; {@code name} is for people. */
    public RingQueue(RecordRing ring, SegmentContext context, ObjectCodec codec, String name) {
        this.ring = ring;
        this.context = context;
        this.elements = new ElementCodec(codec);
        snapshots = new QueueSnapshots<>(ring, elements);
        this.name = name;
        if (QueueEvents.areOn()) {
            QueueEvents.opened(name, ring.capacity());
        }
    }

    /** For people and logs. */
    final String name() {
        return name;
    }

    private E decode(Object read) {
        return ElementCodec.cast(elements.decode(read));
    }

    /** Makes what {@link #received} gets. */
    RecordRing.Reader reader() {
        return elements;
    }

    /** Told of every record that this process took, before anything can fail; returns what is to be decoded. */
    Object received(Object taken) {
        return taken;
    }

    // ---- putting

    @Override
    public void put(E element) throws InterruptedException {
        offer(element, WaitPoint.FOREVER);
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return offer(element, unit.toNanos(timeout));
    }

    private boolean offer(E element, long timeoutNanos) throws InterruptedException {
        EncodedElement record = elements.encode(requireNonNull(element, "a queue takes no null"));
        try {
            return ring.put(record, timeoutNanos);
        } finally {
            elements.release(record);
        }
    }

    @Override
    public boolean offer(E element) {
        EncodedElement record = elements.encode(requireNonNull(element, "a queue takes no null"));
        try {
            return ring.offer(record);
        } finally {
            elements.release(record);
        }
    }

    @Override
    public boolean add(E element) {
        if (offer(element)) {
            return true;
        }
        throw new IllegalStateException("Queue full: " + this + ", capacityBytes=" + capacityBytes()
                + "; take elements, or use put, which waits");
    }

    @Override
    public boolean addAll(Collection<? extends E> added) {
        refuseItself(added);
        return super.addAll(added);
    }

    @Override
    public void putAll(Collection<? extends E> added) throws InterruptedException {
        refuseItself(added);
        List<EncodedElement> records = new ArrayList<>(added.size());
        try {
            for (E element : added) {
                records.add(elements.encodeToKeep(requireNonNull(element, "a queue takes no null")));
            }
        } catch (Throwable t) {
            records.forEach(EncodedElement::cancel);
            throw t;
        }
        ring.putAll(records);
    }

    private void refuseItself(Object other) {
        if (equals(requireNonNull(other))) {
            throw new IllegalArgumentException(this + ": cannot be added to itself, or drained to itself");
        }
    }

    // ---- taking

    @Override
    public E take() throws InterruptedException {
        Object taken = ring.take(reader(), WaitPoint.FOREVER);
        return decode(received(requireNonNull(taken)));
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        Object taken = ring.take(reader(), unit.toNanos(timeout));
        return taken == null ? null : decode(received(taken));
    }

    @Override
    public @Nullable E poll() {
        Object taken = ring.poll(reader());
        return taken == null ? null : decode(received(taken));
    }

    @Override
    public @Nullable E peek() {
        Object read = ring.peek(elements);
        return read == null ? null : decode(read);
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Elements are taken in batches of at most 64. One that cannot be decoded is taken, and its
     * {@link CodecException} is thrown after the rest of its batch was added; if {@code target} refuses one, what
     * is left of the batch is gone.
     */
    @Override
    public int drainTo(Collection<? super E> target, int max) {
        refuseItself(target);
        int drained = 0;
        List<Object> batch = new ArrayList<>(Math.max(0, Math.min(max, BATCH)));
        // Not more than there are now: another thread may put as fast as this takes.
        for (int left = Math.min(max, size()); left > 0; left -= batch.size()) {
            batch.clear();
            if (ring.drain(reader(), Math.min(left, BATCH), batch) == 0) {
                break;
            }
            batch.replaceAll(this::received);
            addDecoded(batch, target);
            drained += batch.size();
        }
        return drained;
    }

    private void addDecoded(List<Object> batch, Collection<? super E> target) {
        CodecException failure = null;
        for (Object read : batch) {
            E element;
            try {
                element = decode(read);
            } catch (CodecException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
                continue;
            }
            target.add(element);
        }
        if (failure != null) {
            throw failure;
        }
    }

    // ---- looking, by snapshots

    @Override
    public Iterator<E> iterator() {
        return snapshots.iterator();
    }

    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliterator(snapshots.toList(), Spliterator.ORDERED | Spliterator.NONNULL);
    }

    @Override
    public Object[] toArray() {
        return snapshots.toList().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        requireNonNull(array);
        return snapshots.toList().toArray(array);
    }

    @Override
    public boolean contains(@Nullable Object sought) {
        return sought != null && snapshots.find(sought::equals, false, true);
    }

    @Override
    public boolean remove(@Nullable Object sought) {
        return sought != null && snapshots.find(sought::equals, true, true);
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        requireNonNull(filter);
        return snapshots.find(filter, true, false);
    }

    @Override
    public boolean removeAll(Collection<?> unwanted) {
        requireNonNull(unwanted);
        return snapshots.find(unwanted::contains, true, false);
    }

    @Override
    public boolean retainAll(Collection<?> wanted) {
        requireNonNull(wanted);
        return snapshots.find(element -> !wanted.contains(element), true, false);
    }

    /** Takes out as many as there are now; decodes only those that things travel in, so that their travel ends. */
    @Override
    public void clear() {
        List<Object> batch = new ArrayList<>(BATCH);
        for (int left = size(); left > 0; left -= batch.size()) {
            batch.clear();
            if (ring.drain(elements, Math.min(left, BATCH), batch) == 0) {
                break;
            }
        }
    }

    // ---- streams

    @Override
    public Stream<E> consume() {
        Spliterator<E> elementsToCome = new ConsumingSpliterator<>(this);
        return StreamSupport.stream(elementsToCome, false);
    }

    @Override
    public Iterable<E> untilClosed() {
        return () -> new ConsumingIterator<>(this);
    }

    // ---- numbers and state

    @Override
    public int size() {
        return ring.size();
    }

    @Override
    public boolean isEmpty() {
        return ring.size() == 0;
    }

    @Override
    public int remainingCapacity() {
        return Math.max(0, ring.capacity() - ring.size());
    }

    @Override
    public int capacity() {
        return ring.capacity();
    }

    @Override
    public long capacityBytes() {
        return ring.capacityBytes();
    }

    @Override
    public boolean isClosed() {
        try {
            return ring.isClosed();
        } catch (SessionClosedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            boolean isRecorded = QueueEvents.areOn() && !ring.isClosed();
            ring.close();
            if (isRecorded) {
                QueueEvents.closed(name, ring.size());
            }
        } catch (SessionClosedException e) {
            // The end of the session has closed it.
        }
    }

    @Override
    public SegmentContext context() {
        return context;
    }

    /** Whether it is the same shared queue; not whether the elements are equal. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof RingQueue<?> queue && context.equals(queue.context);
    }

    @Override
    public final int hashCode() {
        return context.hashCode();
    }

    /** Name, size and capacity; not the elements. */
    @Override
    public String toString() {
        try {
            return name + "[" + ring.size() + " of " + ring.capacity() + (ring.isClosed() ? ", closed]" : "]");
        } catch (ProcessionException e) {
            return name + "[" + e.getMessage() + "]";
        }
    }
}
