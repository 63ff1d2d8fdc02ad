package dev.procession.internal.proxy;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.SerializablePredicate;
import dev.procession.shared.SharedCollection;
import java.io.Serializable;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks for what all collections of a manager can do. */
final class CollectionRequests {
    private CollectionRequests() {}

    /** In pieces of a size that suits a ring. */
    static boolean addAll(RemoteRef ref, Collection<?> elements, boolean nulls) {
        boolean any = false;
        for (List<Object> piece : pieces(elements, nulls)) {
            any |= ref.port()
                    .call(Request.to(ref, Operation.ADD_ALL).putValues(piece))
                    .getFlag();
        }
        return any;
    }

    /** Cuts elements in pieces that are sent one by one. */
    @SuppressWarnings("NullAway") // elements may be null where the collection allows it
    static List<List<Object>> pieces(Collection<?> elements, boolean nulls) {
        List<List<Object>> pieces = new ArrayList<>();
        List<Object> piece = new ArrayList<>();
        for (Object element : elements) {
            if (!nulls) {
                Objects.requireNonNull(element, "element");
            }
            piece.add(element);
            if (piece.size() == Protocol.PAGE_ELEMENTS) {
                pieces.add(piece);
                piece = new ArrayList<>();
            }
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
        return pieces;
    }

    static boolean removeAll(RemoteRef ref, Collection<?> elements, boolean retain) {
        Request request = Request.to(ref, Operation.REMOVE_ALL).putFlag(retain).putValues(elements);
        return ref.port().call(request).getFlag();
    }

    static boolean removeIf(RemoteRef ref, Serializable test) {
        Request request = Request.to(ref, Operation.REMOVE_IF).putObject(Objects.requireNonNull(test));
        return ref.port().call(request, ManagerConnection.Mode.RUNS).getFlag();
    }

    @SuppressWarnings("unchecked") // elements are what the user says they are
    static <E extends @Nullable Object> List<E> filter(RemoteRef ref, SerializablePredicate<? super E> test) {
        Request request = Request.to(ref, Operation.FILTER).putObject(Objects.requireNonNull(test));
        return (List<E>) ref.port().call(request, ManagerConnection.Mode.RUNS).getObjects();
    }

    @SuppressWarnings("unchecked") // results are what the function says they are
    static <R extends @Nullable Object> List<R> map(RemoteRef ref, Serializable function) {
        Request request = Request.to(ref, Operation.TRANSFORM).putObject(Objects.requireNonNull(function));
        return (List<R>) ref.port().call(request, ManagerConnection.Mode.RUNS).getObjects();
    }

    static <R extends @Nullable Object> R reduce(RemoteRef ref, R identity, Serializable function) {
        Request request = Request.to(ref, Operation.REDUCE)
                .putObject(Objects.requireNonNull(function))
                .putObject(identity);
        return ref.port().call(request, ManagerConnection.Mode.RUNS).getAs();
    }

    /** What sets and deques have in common. */
    abstract static class CollectionProxy<E> extends AbstractCollection<E>
            implements SharedCollection<E>, RemoteObject {
        private final RemoteRef ref;
        private final ObjectKind kind;

        CollectionProxy(RemoteRef ref, ObjectKind kind) {
            this.ref = ref;
            this.kind = kind;
        }

        @Override
        public final RemoteRef anchor() {
            return ref;
        }

        @Override
        public final Serializable handle() {
            return ProxyFactory.handle(ref, kind);
        }

        final Request request(int operation) {
            return Request.to(ref, operation);
        }

        final Reply call(Request request) {
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
        public void clear() {
            call(request(Operation.CLEAR));
        }

        @Override
        public boolean contains(@Nullable Object element) {
            return element != null
                    && call(request(Operation.CONTAINS).putObject(element)).getFlag();
        }

        @Override
        public boolean remove(@Nullable Object element) {
            return element != null
                    && call(request(Operation.REMOVE).putObject(element)).getFlag();
        }

        @Override
        public boolean addAll(Collection<? extends E> elements) {
            if (ProxyFactory.isSame(ref, elements)) {
                throw new IllegalArgumentException("a collection cannot be added to itself");
            }
            return CollectionRequests.addAll(ref, elements, false);
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
        public Iterator<E> iterator() {
            return new SequenceIterator<>(ref, false);
        }

        @Override
        public Object[] toArray() {
            // The size of now and that of the iteration need not agree.
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
        public CompletableFuture<Boolean> addAsync(E element) {
            Objects.requireNonNull(element, "element");
            return ref.port().send(request(Operation.ADD).putValue(element), Reply::getFlag);
        }
    }
}
