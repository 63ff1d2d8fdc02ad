package dev.procession.internal.channel;

import dev.procession.channel.ProcessQueue;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * As {@link ConsumingIterator}, for a sequential stream: takes exactly the elements that the stream consumes, one
 * at a time, so that a stream with a limit leaves the rest.
 *
 * <p>Thread safety: none; one thread at a time.
 */
final class ConsumingSpliterator<E> implements Spliterator<E> {
    private final ProcessQueue<E> queue;

    ConsumingSpliterator(ProcessQueue<E> queue) {
        this.queue = queue;
    }

    @Override
    public boolean tryAdvance(Consumer<? super E> action) {
        E element = ConsumingIterator.takeOrEnd(queue);
        if (element == null) {
            return false;
        }
        action.accept(element);
        return true;
    }

    /** Does not split: a chunk taken for another thread would be lost if the stream ended before. */
    @Override
    public @Nullable Spliterator<E> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL;
    }
}
