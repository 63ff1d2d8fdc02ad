package dev.procession.internal.proxy;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Iterates over elements that have places, in their order or against it. Not thread-safe. */
final class SequenceIterator<E> implements Iterator<E> {
    private final Pages pages;

    SequenceIterator(RemoteRef ref, boolean descending) {
        pages = new Pages(ref, descending);
        pages.hasAnother();
    }

    private record Placed(long place, Object element) {}

    private static final class Pages extends PagedIterator<Placed> {
        private final RemoteRef ref;
        private final boolean descending;

        Pages(RemoteRef ref, boolean descending) {
            this.ref = ref;
            this.descending = descending;
        }

        @Override
        boolean turn(@Nullable Placed after, List<Placed> into) {
            long first = descending ? Long.MAX_VALUE : Long.MIN_VALUE;
            Reply reply = ref.port()
                    .call(Request.to(ref, Operation.PAGE)
                            .putFlag(descending)
                            .putLong(after == null ? first : after.place()));
            boolean more = reply.getFlag();
            for (int left = reply.getInt(); left > 0; left--) {
                into.add(new Placed(reply.getLong(), Objects.requireNonNull(reply.getObject())));
            }
            return more;
        }

        @Override
        void drop(Placed one) {
            ref.port().call(Request.to(ref, Operation.REMOVE_PLACE).putLong(one.place()));
        }
    }

    @Override
    public boolean hasNext() {
        return pages.hasAnother();
    }

    @Override
    @SuppressWarnings("unchecked") // elements are what the user says they are
    public E next() {
        return (E) pages.another().element();
    }

    @Override
    public void remove() {
        pages.dropLast();
    }
}
