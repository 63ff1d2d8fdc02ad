package dev.procession.shared;

import dev.procession.function.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list that lives in a {@link Manager}'s server; like {@link java.util.ArrayList}, {@code null} elements
 * included, with every single operation atomic. Python's {@code Manager().list}.
 *
 * <p>Elements travel as copies; to change one that is in the list, {@link #update} or {@link #set} it, or put an
 * object of the manager there. Two elements are equal if their encoded forms are, and else if {@code equals}
 * says so. Iterators and streams fetch pages by index, and so see the list as it is when they get there: elements
 * that others insert or remove before that place are met twice or not at all. They throw no
 * {@link java.util.ConcurrentModificationException}. A {@link #subList} is a range of indices of this process's
 * making. {@link #sort} is one atomic operation if the comparator can be sent; else the elements are sorted here,
 * and put back one by one.
 *
 * <p><b>Safety, ordering, blocking, death, exceptions.</b> As {@link SharedMap}; functions as
 * {@link SharedCollection} says.
 *
 * <p><b>Bounds.</b> Indices from 0 to size − 1, else {@link IndexOutOfBoundsException}, judged at the server:
 * others may have changed the size since it was asked for. As many elements as the server's heap has room for.
 *
 * <p><b>Closing.</b> Nothing to close: it lives as long as a process can reach it, or as it has a name
 * ({@link Manager}).
 *
 * @param <E> the type of the elements
 */
public interface SharedList<E extends @Nullable Object> extends SharedCollection<E>, List<E> {

    /**
     * Replaces each element by the function's result, at the server, as one atomic operation; if it throws, none is
     * changed.
     */
    void replaceAll(Op<E> function);

    /**
     * Replaces the element at {@code index} by the function's result for it, at the server, as one atomic operation.
     *
     * @return the new element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    E update(int index, Op<E> function);
}
