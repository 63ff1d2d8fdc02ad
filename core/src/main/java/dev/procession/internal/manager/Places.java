package dev.procession.internal.manager;

import dev.procession.internal.proxy.Protocol;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Elements in the order of their places, of which pages are given out: a client that says where its last page ended gets the next, and the server remembers nothing.
 *
 * <p>Thread safety: none.
 *
 * @param <N> what is at a place
 */
final class Places<N> {
    private final TreeMap<Long, N> nodes = new TreeMap<>();
    private long first;
    private long last = -1;

    /** A place before all. */
    long takeFirst() {
        return --first;
    }

    /** A place behind all. */
    long takeLast() {
        return ++last;
    }

    void put(long place, N node) {
        nodes.put(place, node);
    }

    @Nullable
    N get(long place) {
        return nodes.get(place);
    }

    @Nullable
    N remove(long place) {
        return nodes.remove(place);
    }

    Map.@Nullable Entry<Long, N> end(boolean atFirst) {
        return atFirst ? nodes.firstEntry() : nodes.lastEntry();
    }

    /** In their order. */
    Collection<N> all() {
        return nodes.values();
    }

    NavigableMap<Long, N> ordered(boolean descending) {
        return descending ? nodes.descendingMap() : nodes;
    }

    int size() {
        return nodes.size();
    }

    void clear() {
        nodes.clear();
    }

    /** Puts those behind {@code after} into the answer, as many as go into a page. */
    void page(Answer answer, boolean descending, long after, BiConsumer<? super Answer, ? super N> writer) {
        page(answer, ordered(descending).tailMap(after, false).entrySet(), (page, node) -> {
            page.putLong(node.getKey());
            writer.accept(page, node.getValue());
        });
    }

    /** Puts as many nodes into the answer as go into a page: {@code more count node …}. */
    static <T> void page(Answer answer, Iterable<T> nodes, BiConsumer<? super Answer, ? super T> writer) {
        int start = answer.size();
        answer.putFlag(true);
        long countAt = answer.reserveInt();
        int count = 0;
        boolean more = false;
        for (T node : nodes) {
            if (count == Protocol.PAGE_ELEMENTS || answer.size() - start >= Protocol.PAGE_BYTES) {
                more = true;
                break;
            }
            writer.accept(answer, node);
            count++;
        }
        answer.patchInt(countAt, count);
        if (!more) {
            answer.body().array()[start] = 0;
        }
    }
}
