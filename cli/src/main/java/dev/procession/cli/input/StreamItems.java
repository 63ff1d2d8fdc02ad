package dev.procession.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The items of a stream, read ahead by a thread of its own: reading starts before the first request, and a thread that
 * waits for an item can be interrupted, which a thread inside a read could not be. At most {@value #MAX_BATCHES}
 * batches wait, each what one read of 64 KiB completed, so memory is flat however long the stream is.
 *
 * <p>A read that fails is thrown by {@link #hasNext} as {@link UncheckedIOException}, after the items before it.
 */
public final class StreamItems implements Items {
    static final int MAX_BATCHES = 8;

    private final ArrayBlockingQueue<Batch> batches = new ArrayBlockingQueue<>(MAX_BATCHES);
    private volatile long total = -1;
    private Batch current = new Batch(List.of(), false, null);
    private int position;

    /** What one read brought; the last one has {@code last} set, and the failure if that was the end. */
    private record Batch(
            List<String> items, boolean last, @Nullable IOException failure) {}

    private StreamItems() {}

    /** Starts to read {@code in}, whose items end in {@code delimiter}, by a daemon thread. */
    public static StreamItems start(InputStream in, byte delimiter) {
        StreamItems items = new StreamItems();
        ItemSplitter splitter = new ItemSplitter(in, delimiter);
        Thread thread = new Thread(() -> items.read(splitter), "procession-input");
        thread.setDaemon(true);
        thread.start();
        return items;
    }

    private void read(ItemSplitter splitter) {
        long count = 0;
        try {
            try {
                while (!splitter.ended()) {
                    List<String> items = splitter.next();
                    count += items.size();
                    if (!items.isEmpty()) {
                        batches.put(new Batch(items, false, null));
                    }
                }
                total = count;
                batches.put(new Batch(List.of(), true, null));
            } catch (IOException e) {
                batches.put(new Batch(List.of(), true, e));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Does not happen; to end is the only sensible reaction.
        }
    }

    @Override
    public boolean hasNext() {
        while (position == current.items().size()) {
            if (current.failure() != null) {
                throw new UncheckedIOException(
                        "standard input: " + current.failure().getMessage(), current.failure());
            }
            if (current.last()) {
                return false;
            }
            try {
                current = batches.take();
                position = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while waiting for input");
            }
        }
        return true;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.items().get(position++);
    }

    @Override
    public long total() {
        return total;
    }
}
