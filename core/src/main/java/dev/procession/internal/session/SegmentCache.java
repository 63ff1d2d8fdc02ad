package dev.procession.internal.session;

import dev.procession.internal.liveness.Membership;
import dev.procession.internal.liveness.ProcessTableLayout;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.segment.ByteRange;
import dev.procession.internal.segment.ExitDeletion;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.wait.Doorbell;
import dev.procession.internal.wait.MappedSegmentContext;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.process.CorruptedSegmentException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one session that this process has open. A segment is mapped once in a process, and unmapped when
 * nothing refers to it any more, or when the session is closed.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class SegmentCache implements SiteKeeper {
    /** Number of open things from which on those that are gone are looked for, whenever it has doubled. */
    static final int FIRST_PURGE = 256;

    private final SessionFiles files;
    private final MappedWords table;
    private final Membership members;
    private final Doorbell doorbell;
    /** The open segments by file name; one that nothing refers to any more is opened again when it is needed. */
    private final Map<String, WeakReference<OpenSegment>> open = new ConcurrentHashMap<>();

    private int purgeAt = FIRST_PURGE;

    /** Those that stay mapped until the session ends. */
    private final Set<SegmentContext> kept = ConcurrentHashMap.newKeySet();

    SegmentCache(SessionFiles files, MappedWords table, Membership members, Doorbell doorbell) {
        this.files = files;
        this.table = table;
        this.members = members;
        this.doorbell = doorbell;
    }

    /** A number that no other segment of the session has. */
    long nextId() {
        long id = table.getAndAdd(ProcessTableLayout.NEXT_ID, 1);
        if (id < 2 || id > CheckedWord.MAX_VALUE >>> 8) {
            throw new CorruptedSegmentException("process table: next id=" + id + " is damaged; close the session");
        }
        return id;
    }

    /**
     * Makes a segment without a name.
     *
     * @param kind the kind of its contents
     * @param bytes its length, header included
     * @param written the number of its bytes that are committed at once
     * @param layout lays out the structure
     */
    OpenSegment create(int kind, long bytes, long written, Consumer<? super SharedWords> layout) {
        return create(kind, bytes, ByteRange.first(written), layout);
    }

    /** As {@link #create(int, long, long, Consumer)}, of which several ranges are committed. */
    OpenSegment create(int kind, long bytes, List<ByteRange> written, Consumer<? super SharedWords> layout) {
        files.check();
        long id = nextId();
        String file = OpenSegment.ANONYMOUS + id;
        try {
            return remember(
                    file,
                    Segment.create(
                            files.forNew(file, bytes, ByteRange.bytes(written)), kind, id, bytes, written, layout));
        } catch (IOException e) {
            throw files.cannot("make", file, e);
        }
    }

    /**
     * Opens the segment in {@code file}, made as {@link #create} does if it is not there yet; its kind is the
     * caller's to compare.
     */
    OpenSegment openOrCreate(String file, int kind, long bytes, long written, Consumer<? super SharedWords> layout) {
        files.check();
        while (true) {
            try {
                return open(file);
            } catch (NoSuchFileException e) {
                try {
                    return remember(
                            file,
                            Segment.create(
                                    files.forNew(file, bytes, written),
                                    kind,
                                    nextId(),
                                    bytes,
                                    ByteRange.first(written),
                                    layout));
                } catch (FileAlreadyExistsException other) {
                    // Another process was first: the next attempt finds its file.
                } catch (IOException other) {
                    throw files.cannot("make", file, other);
                }
            }
        }
    }

    /**
     * Opens a segment that this process or another made.
     *
     * @throws NoSuchFileException if it is not there any more
     */
    OpenSegment open(String file) throws NoSuchFileException {
        files.check();
        WeakReference<OpenSegment> known = open.get(file);
        OpenSegment opened = known == null ? null : known.get();
        if (opened != null) {
            return opened;
        }
        synchronized (open) {
            known = open.get(file);
            opened = known == null ? null : known.get();
            if (opened != null) {
                return opened;
            }
            try {
                return remember(file, Segment.open(files.find(file)));
            } catch (NoSuchFileException e) {
                throw e;
            } catch (IOException e) {
                throw files.cannot("open", file, e);
            }
        }
    }

    private OpenSegment remember(String file, Segment segment) {
        ExitDeletion.hasMade(segment.path());
        synchronized (open) {
            if (files.isEnded()) {
                segment.close();
                throw SessionFiles.closed();
            }
            WeakReference<OpenSegment> known = open.get(file);
            OpenSegment opened = known == null ? null : known.get();
            if (opened != null) {
                // Another thread found the file between its making and now. There must be one site for a segment in a
                // process: with two, a ring would reach the threads in the line of only one of them.
                segment.close();
                return opened;
            }
            if (open.size() >= purgeAt) {
                open.values().removeIf(reference -> reference.get() == null);
                purgeAt = Math.max(FIRST_PURGE, 2 * open.size());
            }
            opened = new OpenSegment(
                    files, file, segment, this, context(segment.words(), segment.id(), segment.path(), 0));
            open.put(file, new WeakReference<>(opened));
            return opened;
        }
    }

    /** Makes the context of what lies in {@code words}, at {@code at} of the file {@code path}. */
    MappedSegmentContext context(MappedWords words, long id, Path path, long at) {
        return new MappedSegmentContext(words, id, path, at, table, members, doorbell);
    }

    /**
     * Opens a further segment of an object, for memory that it needs later; it is made by the first process that asks
     * for it, and removed with the object.
     *
     * @param kind the kind of its contents
     * @param bytes its length, header included
     * @param written the number of those that are committed at once
     */
    OpenSegment openBeside(OpenSite thing, int kind, long bytes, long written) {
        return openOrCreate(thing.announceSide(), kind, bytes, written, words -> {});
    }

    @Override
    public void keep(SegmentContext site) {
        kept.add(site);
    }

    @Override
    public void closeAndDelete(String file) {
        try {
            open(file).close();
        } catch (NoSuchFileException e) {
            // It was not made.
        }
        files.delete(file);
    }

    /**
     * Removes a segment in which nothing is.
     *
     * @param unknown whether no thread of any process can be using it
     */
    void remove(OpenSegment segment, boolean unknown) {
        files.delete(segment.file());
        if (unknown) {
            synchronized (open) {
                open.remove(segment.file());
            }
            segment.segment().close();
        }
    }

    /** Closes all: nothing is open here from now on. The session has ended. */
    void close() {
        synchronized (open) {
            for (Iterator<WeakReference<OpenSegment>> each = open.values().iterator(); each.hasNext(); ) {
                @Nullable OpenSegment opened = each.next().get();
                if (opened != null) {
                    opened.segment().close();
                }
                each.remove();
            }
        }
        kept.clear();
    }
}
