package dev.procession.cli.joblog;

import dev.procession.cli.input.Items;
import dev.procession.cli.options.UsageException;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The items that are not done yet, and the position each has among all. Positions are kept while their item is in
 * flight only. Read by one thread, {@link #position} asked by another.
 */
public final class PendingItems implements Items {
    private final Items all;
    private final DoneItems done;
    private final ConcurrentHashMap<Long, Long> positions = new ConcurrentHashMap<>();
    private final AtomicLong skipped = new AtomicLong();
    private long nextPosition;
    private long handedOut;
    private @Nullable String pending;

    /** Those of {@code all} that are not in {@code done}. */
    public PendingItems(Items all, DoneItems done) {
        this.all = all;
        this.done = done;
    }

    /** {@inheritDoc} Throws {@link InputChangedException} at the first item that is not what the job log says. */
    @Override
    public boolean hasNext() {
        while (pending == null && all.hasNext()) {
            String item = all.next();
            long position = nextPosition++;
            try {
                if (done.isDone(position, item)) {
                    skipped.lazySet(skipped.getPlain() + 1);
                } else {
                    pending = item;
                }
            } catch (UsageException e) {
                throw new InputChangedException(e);
            }
        }
        return pending != null;
    }

    @Override
    public String next() {
        if (!hasNext() || pending == null) {
            throw new NoSuchElementException();
        }
        String item = pending;
        pending = null;
        positions.put(handedOut++, nextPosition - 1);
        return item;
    }

    @Override
    public long total() {
        return all.total();
    }

    /** The position among all items of the one handed out as number {@code index}; forgotten once told. */
    public long position(long index) {
        Long position = positions.remove(index);
        if (position == null) {
            throw new IllegalStateException("outcome of item " + index + ", which was never handed out");
        }
        return position;
    }

    /** How many items were skipped so far. */
    public long skipped() {
        return skipped.get();
    }
}
