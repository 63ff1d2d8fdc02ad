package dev.procession.internal.manager;

import dev.procession.internal.proxy.Protocol;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Elements in the order of their places, of which pages are given out: a client that says where its last page ended
 * gets the next, and the server remembers nothing.
 *
 * <p>Thread safety: none.
 *
 * @param <N> what is at a place
 */
final class SequencedStore<N> {
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
    void page(
            ReplyBuilder builder, boolean descending, long after, BiConsumer<? super ReplyBuilder, ? super N> writer) {
        page(builder, ordered(descending).tailMap(after, false).entrySet(), (page, node) -> {
            page.putLong(node.getKey());
            writer.accept(page, node.getValue());
        });
    }

    /** Puts as many nodes into the answer as go into a page: {@code more count node …}. */
    static <T> void page(ReplyBuilder builder, Iterable<T> nodes, BiConsumer<? super ReplyBuilder, ? super T> writer) {
        int start = builder.size();
        builder.putFlag(true);
        long countAt = builder.reserveInt();
        int count = 0;
        boolean more = false;
        for (T node : nodes) {
            if (count == Protocol.PAGE_ELEMENTS || builder.size() - start >= Protocol.PAGE_BYTES) {
                more = true;
                break;
            }
            writer.accept(builder, node);
            count++;
        }
        builder.patchInt(countAt, count);
        if (!more) {
            builder.body().array()[start] = 0;
        }
    }
}
