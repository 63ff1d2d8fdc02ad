package dev.procession.internal.proxy;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.Op;
import dev.procession.function.SerializablePredicate;
import dev.procession.shared.SharedList;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A list at the server. */
@SuppressWarnings("unchecked") // elements are what the user says they are
final class ListProxy<E extends @Nullable Object> extends AbstractList<E> implements SharedList<E>, RemoteObject {
    private final RemoteRef ref;

    ListProxy(RemoteRef ref) {
        this.ref = ref;
    }

    @Override
    public RemoteRef anchor() {
        return ref;
    }

    @Override
    public Serializable handle() {
        return ProxyFactory.handle(ref, ObjectKind.LIST);
    }

    private Request request(int operation) {
        return Request.to(ref, operation);
    }

    private Reply call(Request request) {
        return ref.port().call(request);
    }

    @Override
    public int size() {
        return call(request(Operation.SIZE)).getInt();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public E get(int index) {
        return call(request(Operation.GET).putInt(index)).getAs();
    }

    @Override
    public E set(int index, E element) {
        return call(request(Operation.SET).putInt(index).putValue(element)).getAs();
    }

    @Override
    public boolean add(E element) {
        return call(request(Operation.ADD).putValue(element)).getFlag();
    }

    @Override
    public void add(int index, E element) {
        call(request(Operation.ADD_AT).putInt(index).putValues(Collections.singletonList(element)));
    }

    @Override
    public E remove(int index) {
        return call(request(Operation.REMOVE_AT).putInt(index)).getAs();
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return call(request(Operation.REMOVE).putObject(element)).getFlag();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return call(request(Operation.INDEX_OF).putObject(element)).getInt();
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return call(request(Operation.LAST_INDEX_OF).putObject(element)).getInt();
    }

    @Override
    public void clear() {
        call(request(Operation.CLEAR));
    }

    @Override
    protected void removeRange(int fromIndex, int toIndex) {
        call(request(Operation.REMOVE_RANGE).putInt(fromIndex).putInt(toIndex));
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        Collection<? extends E> copy = ProxyFactory.isSame(ref, elements) ? new ArrayList<>(elements) : elements;
        return CollectionRequests.addAll(ref, copy, true);
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        Collection<? extends E> copy = ProxyFactory.isSame(ref, elements) ? new ArrayList<>(elements) : elements;
        List<List<Object>> pieces = CollectionRequests.pieces(copy, true);
        if (pieces.isEmpty()) {
            // Whether there is such a place is for the server to say.
            call(request(Operation.ADD_AT).putInt(index).putValues(List.of()));
        }
        int at = index;
        for (List<Object> piece : pieces) {
            call(request(Operation.ADD_AT).putInt(at).putValues(piece));
            at += piece.size();
        }
        return at != index;
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        return CollectionRequests.removeAll(ref, elements, false);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        return CollectionRequests.removeAll(ref, elements, true);
    }

    @Override
    public boolean removeIf(SerializablePredicate<? super E> test) {
        return CollectionRequests.removeIf(ref, test);
    }

    @Override
    public List<E> filter(SerializablePredicate<? super E> test) {
        return CollectionRequests.filter(ref, test);
    }

    @Override
    public <R extends @Nullable Object> List<R> map(Fn<? super E, ? extends R> function) {
        return CollectionRequests.map(ref, function);
    }

    @Override
    public <R extends @Nullable Object> R reduce(R identity, Fn2<? super R, ? super E, ? extends R> function) {
        return CollectionRequests.reduce(ref, identity, function);
    }

    @Override
    public void replaceAll(Op<E> function) {
        Request request = request(Operation.REPLACE_ALL).putObject(Objects.requireNonNull(function, "function"));
        ref.port().call(request, ManagerConnection.Mode.RUNS);
    }

    @Override
    public void replaceAll(UnaryOperator<E> function) {
        if (function instanceof Op<E> there) {
            replaceAll(there);
        } else {
            SharedList.super.replaceAll(function);
        }
    }

    @Override
    public E update(int index, Op<E> function) {
        Request request =
                request(Operation.UPDATE).putInt(index).putObject(Objects.requireNonNull(function, "function"));
        return ref.port().call(request, ManagerConnection.Mode.RUNS).getAs();
    }

    @Override
    public CompletableFuture<Boolean> addAsync(E element) {
        return ref.port().send(request(Operation.ADD).putValue(element), Reply::getFlag);
    }

    /**
     * At the server if the comparator can be sent; else a copy is sorted here, and takes the elements' places one by
     * one.
     */
    @Override
    public void sort(@Nullable Comparator<? super E> comparator) {
        if (comparator == null || comparator instanceof Serializable) {
            ref.port().call(request(Operation.SORT).putObject(comparator), ManagerConnection.Mode.RUNS);
        } else {
            SharedList.super.sort(comparator);
        }
    }

    // Going through.

    @Override
    public Iterator<E> iterator() {
        return new Cursor(0);
    }

    @Override
    public ListIterator<E> listIterator() {
        return new Cursor(0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        if (index < 0 || index > size()) {
            throw new IndexOutOfBoundsException("index=" + index + ", size=" + size());
        }
        return new Cursor(index);
    }

    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED);
    }

    @Override
    public Object[] toArray() {
        return copy().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return copy().toArray(array);
    }

    private List<E> copy() {
        List<E> all = new ArrayList<>();
        iterator().forEachRemaining(all::add);
        return all;
    }

    /** Stands between elements, with a page of them at hand; what it changes, it changes there too. */
    private final class Cursor implements ListIterator<E> {
        private List<@Nullable Object> page = List.of();
        /** The index of the page's first element. */
        private int start;

        private int at;
        private int last = -1;

        Cursor(int index) {
            at = index;
            start = index;
            fetch(index);
        }

        private void fetch(int from) {
            start = from;
            page = call(request(Operation.PAGE).putInt(from)).getObjects();
        }

        private boolean isAtHand(int index) {
            return index >= start && index < start + page.size();
        }

        @Override
        public boolean hasNext() {
            if (!isAtHand(at)) {
                fetch(at);
            }
            return isAtHand(at);
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no element at index=" + at);
            }
            last = at;
            return (E) page.get(at++ - start);
        }

        @Override
        public boolean hasPrevious() {
            return at > 0;
        }

        @Override
        public E previous() {
            if (at == 0) {
                throw new NoSuchElementException("no element before index=0");
            }
            if (!isAtHand(at - 1)) {
                fetch(Math.max(0, at - Protocol.PAGE_ELEMENTS));
            }
            if (!isAtHand(at - 1)) {
                throw new NoSuchElementException("no element before index=" + at + ": others removed it");
            }
            last = --at;
            return (E) page.get(at - start);
        }

        @Override
        public int nextIndex() {
            return at;
        }

        @Override
        public int previousIndex() {
            return at - 1;
        }

        private int lastReturned() {
            if (last < 0) {
                throw new IllegalStateException("remove() and set() come after next() or previous()");
            }
            return last;
        }

        @Override
        public void remove() {
            int index = lastReturned();
            ListProxy.this.remove(index);
            if (isAtHand(index)) {
                page.remove(index - start);
            } else if (index < start) {
                start--;
            }
            if (index < at) {
                at--;
            }
            last = -1;
        }

        @Override
        public void set(E element) {
            int index = lastReturned();
            ListProxy.this.set(index, element);
            if (isAtHand(index)) {
                page.set(index - start, element);
            }
        }

        @Override
        public void add(E element) {
            ListProxy.this.add(at, element);
            if (at >= start && at <= start + page.size() && !page.isEmpty()) {
                page.add(at - start, element);
            }
            at++;
            last = -1;
        }
    }
}
