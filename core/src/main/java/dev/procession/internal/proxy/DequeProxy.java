package dev.procession.internal.proxy;

import dev.procession.shared.SharedDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A deque at the server. */
@SuppressWarnings("unchecked") // elements are what the user says they are
final class DequeProxy<E> extends CollectionRequests.CollectionProxy<E> implements SharedDeque<E> {
    DequeProxy(RemoteRef ref) {
        super(ref, ObjectKind.DEQUE);
    }

    private Request offer(boolean first, boolean waits, E element) {
        Objects.requireNonNull(element, "element");
        return request(Operation.OFFER).putFlag(first).putFlag(waits).putValue(element);
    }

    private Request poll(boolean first, boolean waits) {
        return request(Operation.POLL).putFlag(first).putFlag(waits);
    }

    private boolean offerNow(boolean first, E element) {
        return call(offer(first, false, element)).getFlag();
    }

    private boolean offerUntil(boolean first, E element, long nanos) throws InterruptedException {
        if (nanos <= 0 && !Thread.currentThread().isInterrupted()) {
            return offerNow(first, element);
        }
        Reply reply = anchor().port().await(offer(first, true, element), nanos);
        return reply != null && reply.getFlag();
    }

    private @Nullable E pollNow(boolean first) {
        return (E) call(poll(first, false)).getOptional();
    }

    private @Nullable E pollUntil(boolean first, long nanos) throws InterruptedException {
        if (nanos <= 0 && !Thread.currentThread().isInterrupted()) {
            return pollNow(first);
        }
        Reply reply = anchor().port().await(poll(first, true), nanos);
        return reply == null ? null : (E) reply.getOptional();
    }

    private @Nullable E peekNow(boolean first) {
        return (E) call(request(Operation.PEEK).putFlag(first)).getOptional();
    }

    private static <E> E present(@Nullable E element) {
        if (element == null) {
            throw new NoSuchElementException("the deque is empty");
        }
        return element;
    }

    private void addNow(boolean first, E element) {
        if (!offerNow(first, element)) {
            throw new IllegalStateException("the queue is full");
        }
    }

    @Override
    public void addFirst(E element) {
        addNow(true, element);
    }

    @Override
    public void addLast(E element) {
        addNow(false, element);
    }

    @Override
    public boolean add(E element) {
        addLast(element);
        return true;
    }

    @Override
    public boolean offerFirst(E element) {
        return offerNow(true, element);
    }

    @Override
    public boolean offerLast(E element) {
        return offerNow(false, element);
    }

    @Override
    public boolean offer(E element) {
        return offerLast(element);
    }

    @Override
    public void putFirst(E element) throws InterruptedException {
        offerUntil(true, element, ManagerConnection.FOREVER);
    }

    @Override
    public void putLast(E element) throws InterruptedException {
        offerUntil(false, element, ManagerConnection.FOREVER);
    }

    @Override
    public void put(E element) throws InterruptedException {
        putLast(element);
    }

    @Override
    public boolean offerFirst(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return offerUntil(true, element, unit.toNanos(timeout));
    }

    @Override
    public boolean offerLast(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return offerUntil(false, element, unit.toNanos(timeout));
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return offerLast(element, timeout, unit);
    }

    @Override
    public E takeFirst() throws InterruptedException {
        return present(pollUntil(true, ManagerConnection.FOREVER));
    }

    @Override
    public E takeLast() throws InterruptedException {
        return present(pollUntil(false, ManagerConnection.FOREVER));
    }

    @Override
    public E take() throws InterruptedException {
        return takeFirst();
    }

    @Override
    public CompletableFuture<E> takeAsync() {
        // One that had left the queue before its future was cancelled, or its time over, goes back to where it was.
        return anchor().port().<E>send(poll(true, true), reply -> present((E) reply.getOptional()), this::giveBack);
    }

    private void giveBack(E element) {
        CompletableFuture<?> _ = anchor().port().send(offer(true, true, element), Reply::getFlag);
    }

    @Override
    public @Nullable E pollFirst(long timeout, TimeUnit unit) throws InterruptedException {
        return pollUntil(true, unit.toNanos(timeout));
    }

    @Override
    public @Nullable E pollLast(long timeout, TimeUnit unit) throws InterruptedException {
        return pollUntil(false, unit.toNanos(timeout));
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return pollFirst(timeout, unit);
    }

    @Override
    public @Nullable E pollFirst() {
        return pollNow(true);
    }

    @Override
    public @Nullable E pollLast() {
        return pollNow(false);
    }

    @Override
    public @Nullable E poll() {
        return pollFirst();
    }

    @Override
    public E removeFirst() {
        return present(pollFirst());
    }

    @Override
    public E removeLast() {
        return present(pollLast());
    }

    @Override
    public E remove() {
        return removeFirst();
    }

    @Override
    public E pop() {
        return removeFirst();
    }

    @Override
    public void push(E element) {
        addFirst(element);
    }

    @Override
    public @Nullable E peekFirst() {
        return peekNow(true);
    }

    @Override
    public @Nullable E peekLast() {
        return peekNow(false);
    }

    @Override
    public @Nullable E peek() {
        return peekFirst();
    }

    @Override
    public E getFirst() {
        return present(peekFirst());
    }

    @Override
    public E getLast() {
        return present(peekLast());
    }

    @Override
    public E element() {
        return getFirst();
    }

    private boolean removeOccurrence(boolean last, @Nullable Object element) {
        return element != null
                && call(request(Operation.REMOVE).putObject(element).putFlag(last))
                        .getFlag();
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return removeOccurrence(false, element);
    }

    @Override
    public boolean removeFirstOccurrence(@Nullable Object element) {
        return removeOccurrence(false, element);
    }

    @Override
    public boolean removeLastOccurrence(@Nullable Object element) {
        return removeOccurrence(true, element);
    }

    @Override
    public int remainingCapacity() {
        return call(request(Operation.REMAINING)).getInt();
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int maxElements) {
        if (ProxyFactory.isSame(anchor(), Objects.requireNonNull(target))) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        int drained = 0;
        while (drained < maxElements) {
            Reply reply = call(request(Operation.DRAIN).putInt(maxElements - drained));
            List<@Nullable Object> piece = reply.getObjects();
            for (Object element : piece) {
                target.add((E) Objects.requireNonNull(element));
            }
            drained += piece.size();
            if (piece.isEmpty()) {
                break;
            }
        }
        return drained;
    }

    @Override
    public Iterator<E> descendingIterator() {
        return new SequenceIterator<>(anchor(), true);
    }

    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return ProxyFactory.isSame(anchor(), other);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(anchor().id());
    }
}
