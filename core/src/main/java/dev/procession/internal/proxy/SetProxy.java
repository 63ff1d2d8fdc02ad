package dev.procession.internal.proxy;

import dev.procession.shared.SharedSet;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import org.jspecify.annotations.Nullable;

/** A set at the server. */
final class SetProxy<E> extends CollectionRequests.CollectionProxy<E> implements SharedSet<E> {
    SetProxy(RemoteRef ref) {
        super(ref, ObjectKind.SET);
    }

    @Override
    public boolean add(E element) {
        Objects.requireNonNull(element, "element");
        return call(request(Operation.ADD).putValue(element)).getFlag();
    }

    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.DISTINCT | Spliterator.NONNULL);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (ProxyFactory.isSame(anchor(), other)) {
            return true;
        }
        return other instanceof Set<?> set && set.size() == size() && containsAll(set);
    }

    @Override
    public int hashCode() {
        int sum = 0;
        for (E element : this) {
            sum += element.hashCode();
        }
        return sum;
    }
}
