package dev.procession.internal.channel;

import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * As {@link TakingIterator}, for a sequential stream: takes exactly the elements that the stream consumes, one at a time, so that a stream with a limit leaves the
 * rest.
 *
 * <p>Thread safety: none; one thread at a time.
 */
final class TakingSpliterator<E> implements Spliterator<E> {
    private final RingQueue<E> queue;

    TakingSpliterator(RingQueue<E> queue) {
        this.queue = queue;
    }

    @Override
    public boolean tryAdvance(Consumer<? super E> action) {
        E element = TakingIterator.takeOrEnd(queue);
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
