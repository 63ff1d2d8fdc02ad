package dev.procession.internal.proxy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a collection by pages, of which each begins behind the last element of the one before; the server
 * keeps nothing of it.
 *
 * <p>Thread safety: none; one thread at a time.
 *
 * @param <P> what a page consists of
 */
abstract class PagedIterator<P> {
    private List<P> page = List.of();
    private int at;
    private boolean more = true;
    private @Nullable P last;

    /**
     * Puts the elements behind {@code after} into {@code into}, the first ones if that is {@code null}; returns
     * whether more may follow.
     */
    abstract boolean turn(@Nullable P after, List<P> into);

    /** Removes an element that was returned. */
    abstract void drop(P one);

    final boolean hasAnother() {
        while (at == page.size() && more) {
            P after = page.isEmpty() ? null : page.getLast();
            List<P> next = new ArrayList<>();
            more = turn(after, next);
            if (next.isEmpty()) {
                more = false;
            } else {
                page = next;
                at = 0;
            }
        }
        return at < page.size();
    }

    final P another() {
        if (!hasAnother()) {
            throw new NoSuchElementException("no more elements");
        }
        P next = page.get(at++);
        last = next;
        return next;
    }

    final void dropLast() {
        P one = last;
        if (one == null) {
            throw new IllegalStateException("remove() comes once after each next()");
        }
        last = null;
        drop(one);
    }

    /** An iterator of what the parts of the pages show. */
    static <P, E extends @Nullable Object> Iterator<E> of(
            PagedIterator<P> pages, java.util.function.Function<? super P, ? extends E> shown) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return pages.hasAnother();
            }

            @Override
            public E next() {
                return shown.apply(pages.another());
            }

            @Override
            public void remove() {
                pages.dropLast();
            }
        };
    }
}
