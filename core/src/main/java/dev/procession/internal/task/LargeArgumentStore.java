package dev.procession.internal.task;

import dev.procession.internal.codec.ByteSource;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.message.OverflowSegments;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SessionFiles;
import dev.procession.process.ProcessionException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Store for arguments that are too long for a ring of tasks, from their submission until their element is settled: in
 * memory that all workers have mapped to read, managed by a {@link FirstFitAllocator}, or, when that is full, in a file
 * of their own. Each is written once, by the submitting thread, and read in place, however often.
 *
 * <p>If a worker dies while it reads, nothing changes; if the pool's process dies, its workers do.
 *
 * <p>Thread safety: any thread.
 */
public final class LargeArgumentStore {
    /** The argument store has so much address space for each worker; memory only under what has been used. */
    private static final long WORKERS_BYTES = 4 << 20;

    private static final long MIN_BYTES = 8 << 20;
    private static final long MAX_BYTES = 32 << 20;
    /** Divisor of the free space that limits the store as well, because others need the rest. */
    private static final int PART = 4;

    private final SessionFiles session;
    private final OverflowSegments files;
    private final String file;
    private final OpenSegment pool;
    private final int workers;
    private volatile @Nullable Store store;
    /** The memory of the argument store, in a worker that has read from it; guarded by this. */
    private @Nullable Segment memory;

    private volatile boolean removed;

    /**
     * The memory of the argument store, in the pool's process.
     *
     * @param allocator says what of it is in use
     */
    private record Store(Segment memory, FirstFitAllocator allocator) {}

    /** Those of the pool whose segment this is, of so many workers at most; nothing is made before it is needed. */
    LargeArgumentStore(OpenSegment pool, int workers) {
        this.pool = pool;
        this.workers = workers;
        session = pool.session();
        files = new OverflowSegments(pool, null);
        file = "a-" + pool.segment().id();
    }

    /**
     * Writes {@code parts} to memory or a file that every worker can read.
     *
     * @return its reference: the number of a file, or, negative, the complement of an address in the argument store
     * @throws dev.procession.process.ProcessionException if there is no space for it
     */
    public long put(List<MemorySegment> parts, long bytes) {
        session.check();
        Store to = storeToFill();
        long at = to == null ? FirstFitAllocator.NONE : to.allocator().take(bytes);
        if (to == null || at == FirstFitAllocator.NONE) {
            return files.create(parts);
        }
        boolean written = false;
        try {
            long next = at;
            for (MemorySegment part : parts) {
                to.memory().words().putBytes(next, part, 0, part.byteSize());
                next += part.byteSize();
            }
            written = true;
            return ~at;
        } catch (IllegalStateException e) {
            if (!removed) {
                throw e;
            }
            // The pool has ended meanwhile, and its memory is gone; the submitter will be told.
            return files.create(parts);
        } finally {
            if (!written) {
                to.allocator().giveBack(at);
            }
        }
    }

    /** The argument store of this pool; {@code null} if there is no space for one. */
    private @Nullable Store storeToFill() {
        Store known = store;
        return known != null || removed ? known : makeStore();
    }

    private synchronized @Nullable Store makeStore() {
        if (store != null || removed) {
            return store;
        }
        long wanted = Math.clamp(workers * WORKERS_BYTES, MIN_BYTES, MAX_BYTES);
        long bytes = Math.min(wanted, (session.freeBytes() / PART) & -WORKERS_BYTES);
        if (bytes == 0) {
            return null;
        }
        try {
            Segment made = session.createPrivate(
                    file, SegmentKind.ARGUMENTS, SegmentLayout.BYTES + bytes, SegmentLayout.BYTES);
            store = new Store(
                    made, new FirstFitAllocator(made::reserve, SegmentLayout.BYTES, SegmentLayout.BYTES + bytes));
        } catch (ProcessionException e) { // no space, or no descriptor; a file may fit elsewhere, or says why not
            return null;
        }
        return store;
    }

    /** Opens what was {@link #put}, of so many bytes; to be closed. */
    public ByteSource open(long place, long bytes) {
        if (place < 0) {
            SharedWords words = memoryToRead().words();
            checkRoom(place, bytes, ~place < SegmentLayout.BYTES ? -1 : words.size() - ~place);
            return new MappedSource(words, ~place, bytes, () -> {});
        }
        OverflowStore.OverflowSegment side = files.open(place);
        try {
            checkRoom(place, bytes, side.words().size() - side.at());
        } catch (RuntimeException e) {
            side.close();
            throw e;
        }
        return new MappedSource(side.words(), side.at(), bytes, side::close);
    }

    private synchronized Segment memoryToRead() {
        Segment known = memory;
        if (known == null) {
            known = session.openPrivate(file);
            memory = known;
        }
        return known;
    }

    private void checkRoom(long place, long bytes, long room) {
        if (bytes < 0 || bytes > room) {
            throw pool.corrupted("arguments at " + place + ": bytes=" + bytes + ", room there=" + room);
        }
    }

    /** Frees an argument. */
    public void delete(long place) {
        Store from = store;
        if (place >= 0) {
            files.delete(place);
        } else if (from != null) {
            from.allocator().giveBack(~place);
        }
    }

    /** Frees the whole store. */
    synchronized void remove() {
        removed = true;
        Store gone = store;
        if (gone != null) {
            gone.memory().close();
            session.delete(file);
        }
        files.deleteAll();
    }
}
