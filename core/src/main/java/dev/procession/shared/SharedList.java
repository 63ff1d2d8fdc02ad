package dev.procession.shared;

import dev.procession.function.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list that lives in a {@link Manager}'s server; like {@link java.util.ArrayList}, {@code null} elements included, with every single operation atomic.
 *
 * <p>Elements travel as copies. Iterators and streams fetch pages by index, and so see the list as it is when they get there: elements that others insert or remove before that
 * place are met twice or not at all. They throw no {@link java.util.ConcurrentModificationException}. A {@link #subList} is a range of indices of this process's making.
 *
 * <p>Safety, interrupts and deaths: as {@link SharedMap}.
 *
 * @param <E> the type of the elements
 */
public interface SharedList<E extends @Nullable Object> extends SharedCollection<E>, List<E> {

    /** Replaces each element by the function's result, at the server, as one atomic operation; if it throws, none is changed. */
    void replaceAll(Op<E> function);

    /**
     * Replaces the element at {@code index} by the function's result for it, at the server.
     *
     * @return the new element
     */
    E update(int index, Op<E> function);
}
