package dev.procession.internal.session;

import dev.procession.internal.liveness.LivenessFile;
import dev.procession.internal.liveness.Membership;
import dev.procession.internal.liveness.ProcessTableLayout;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.segment.ByteRange;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.internal.service.Log;
import dev.procession.internal.wait.Doorbell;
import dev.procession.internal.wait.MappedSegmentContext;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
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
 * What this process shares with the others of one session.
 *
 * <p>A segment is mapped once in a process, and unmapped when nothing refers to it any more, or when the session is
 * closed.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class SessionAttachment {
    /** What the names of files begin with whose things have no name. */
    static final String ANONYMOUS = "s-";

    /** Number of open things from which on those that are gone are looked for, whenever it has doubled. */
    static final int FIRST_PURGE = 256;

    private final Path directory;
    private final SegmentPlacement segmentPlacement;
    private final LivenessFile liveness;
    private final Segment processes;
    private final MappedWords table;
    private final Membership members;
    private final Doorbell doorbell;
    /** The open segments by file name; one that nothing refers to any more is opened again when it is needed. */
    private final Map<String, WeakReference<OpenSegment>> open = new ConcurrentHashMap<>();

    private int purgeAt = FIRST_PURGE;

    /** Made with the first small thing. */
    private @Nullable OpenPlaces places;

    /** Those that stay mapped until the session ends. */
    private final Set<OpenSite> kept = ConcurrentHashMap.newKeySet();

    /** Whether this process joined from outside: it is neither the creator nor a child of one. */
    private final boolean foreign;

    private final @Nullable CreatorWatchdog watch;

    private volatile boolean ended;

    /**
     * Begins this process's life in a session.
     *
     * @param slot the slot whose byte it holds; -1 to take a free one
     * @param watched whether a parent learns of this process's death by itself
     */
    SessionAttachment(Path directory, LivenessFile liveness, int slot, boolean watched) throws IOException {
        this.directory = directory;
        this.liveness = liveness;
        segmentPlacement = new SegmentPlacement(directory);
        processes = openProcesses(directory);
        table = processes.words();
        int taken = slot >= 0 ? slot : Membership.claimAny(liveness, table);
        members = new Membership(liveness, table, taken, watched);
        doorbell = new Doorbell(directory, table, members, this::onMembershipChanged);
        foreign = slot < 0;
        if (foreign) {
            // Those who are parked did not look after this one so far.
            doorbell.ringEverybody();
        }
        watch = foreign ? CreatorWatchdog.start(this::endsWithMaker) : null;
    }

    private static Segment openProcesses(Path directory) throws IOException {
        Path path = directory.resolve(ProcessTableLayout.NAME);
        while (true) {
            try {
                return Segment.open(path);
            } catch (NoSuchFileException e) {
                try {
                    return Segment.create(
                            path,
                            SegmentKind.PROCESSES,
                            1,
                            ProcessTableLayout.BYTES,
                            ByteRange.first(ProcessTableLayout.BYTES),
                            words -> words.setPlain(ProcessTableLayout.NEXT_ID, 2));
                } catch (FileAlreadyExistsException other) {
                    // Another process was first: the next look finds its file.
                }
            }
        }
    }

    /** The session's directory. */
    public Path directory() {
        return directory;
    }

    /**
     * Sees to it that this process can be woken, for who must not find out that it cannot when it has begun
     * something.
     *
     * @throws ProcessionException if it cannot
     */
    public void listen() {
        doorbell.open();
    }

    /** Who else is there. */
    public Membership members() {
        return members;
    }

    /** A number that no other segment of the session has. */
    private long nextId() {
        long id = table.getAndAdd(ProcessTableLayout.NEXT_ID, 1);
        if (id < 2 || id > CheckedWord.MAX_VALUE >>> 8) {
            throw new CorruptedSegmentException("process table: next id=" + id + " is damaged; close the session");
        }
        return id;
    }

    /**
     * Makes a segment without a name.
     *
     * @param kind what is in it
     * @param bytes its length, header included
     * @param written how many bytes of it are given room at once
     * @param layout lays out the structure
     */
    public OpenSegment create(int kind, long bytes, long written, Consumer<? super SharedWords> layout) {
        return create(kind, bytes, ByteRange.first(written), layout);
    }

    /** As {@link #create(int, long, long, Consumer)}, of which several stretches are given room. */
    public OpenSegment create(int kind, long bytes, List<ByteRange> written, Consumer<? super SharedWords> layout) {
        check();
        long id = nextId();
        String file = ANONYMOUS + id;
        try {
            return remember(
                    file,
                    Segment.create(
                            segmentPlacement.forNew(file, bytes, ByteRange.bytes(written)),
                            kind,
                            id,
                            bytes,
                            written,
                            layout));
        } catch (IOException e) {
            throw cannot("make", file, e);
        }
    }

    /**
     * Opens the segment in {@code file}, made as {@link #create} does if it is not there yet; its kind is the
     * caller's to compare.
     */
    public OpenSegment openOrCreate(
            String file, int kind, long bytes, long written, Consumer<? super SharedWords> layout) {
        check();
        while (true) {
            try {
                return open(file);
            } catch (NoSuchFileException e) {
                try {
                    return remember(
                            file,
                            Segment.create(
                                    segmentPlacement.forNew(file, bytes, written),
                                    kind,
                                    nextId(),
                                    bytes,
                                    ByteRange.first(written),
                                    layout));
                } catch (FileAlreadyExistsException other) {
                    // Another process was first: the next look finds its file.
                } catch (IOException other) {
                    throw cannot("make", file, other);
                }
            }
        }
    }

    /**
     * Opens a segment that this process or another made.
     *
     * @throws NoSuchFileException if it is not there any more
     */
    public OpenSegment open(String file) throws NoSuchFileException {
        check();
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
                return remember(file, Segment.open(segmentPlacement.find(file)));
            } catch (NoSuchFileException e) {
                throw e;
            } catch (IOException e) {
                throw cannot("open", file, e);
            }
        }
    }

    private OpenSegment remember(String file, Segment segment) {
        SessionDirectory.hasMade(segment.path());
        synchronized (open) {
            if (ended) {
                segment.close();
                throw closed();
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
            opened = new OpenSegment(this, file, segment, site(segment.words(), segment.id(), segment.path(), 0));
            open.put(file, new WeakReference<>(opened));
            return opened;
        }
    }

    MappedSegmentContext site(MappedWords words, long id, Path path, long at) {
        return new MappedSegmentContext(words, id, path, at, table, members, doorbell);
    }

    /** Whether a thing of so many bytes, header included, may have a place in a slab. */
    public static boolean isSmall(long bytes) {
        return bytes <= SlabLayout.LARGEST_PLACE;
    }

    /**
     * Makes a small thing without a name, in a slab of this process.
     *
     * @param kind what is in it
     * @param bytes its length, header included
     * @param layout lays out the structure
     */
    public OpenPlace createPlace(int kind, long bytes, Consumer<? super SharedWords> layout) {
        check();
        try {
            return places().create(kind, nextId(), bytes, layout);
        } catch (IllegalStateException e) {
            check(); // the session was closed, and its memory is gone: then this says so
            throw e;
        }
    }

    /**
     * Opens a place in a slab that this process or another made.
     *
     * @throws NoSuchFileException if the slab is not there any more, or what lies there is not the thing with that
     *     number
     */
    public OpenPlace openPlace(String file, long at, long id) throws NoSuchFileException {
        return places().open(open(file), at, id);
    }

    OpenPlaces places() {
        synchronized (open) {
            if (places == null) {
                places = new OpenPlaces(this);
            }
            return places;
        }
    }

    /** Removes a slab in which nothing is. */
    void removeSlab(Slab slab) {
        String file = slab.segment().file();
        delete(file);
        if (slab.isUnknown()) {
            synchronized (open) {
                open.remove(file);
            }
            slab.segment().segment().close();
        }
    }

    private ProcessionException cannot(String what, String file, IOException e) {
        if (isClosed() || (SessionDirectory.isLeft(directory) && Files.notExists(directory))) {
            return closed();
        }
        if (Files.notExists(directory)) {
            return new ProcessionException(
                    "shared memory: cannot " + what + " " + file + ": the session's directory " + directory
                            + " is gone, and no process of the session removed it; did something tidy up there?",
                    e);
        }
        return new ProcessionException(
                "shared memory: cannot " + what + " " + file + " in " + directory + " (" + e + ")"
                        + outOfDescriptors(e),
                e);
    }

    /**
     * What to do about it, if the process may open no more files: that is all the JDK has to tell the cases apart.
     */
    private static String outOfDescriptors(IOException e) {
        return String.valueOf(e.getMessage()).contains("Too many open files")
                ? "; likely cause: this process has as many file descriptors as it may; close what is not used any more, or raise"
                        + " the limit (ulimit -n)"
                : "";
    }

    private static SessionClosedException closed() {
        return new SessionClosedException("the session is closed");
    }

    /**
     * Returns if the session is open.
     *
     * @throws SessionClosedException if it is closed
     */
    public void check() {
        if (isClosed()) {
            throw closed();
        }
    }

    /** Whether the session is closed, for all its processes. */
    public boolean isClosed() {
        if (ended) {
            return true;
        }
        try {
            return table.getVolatile(ProcessTableLayout.CLOSED) != 0;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /**
     * Makes a segment in a file of this name that no other process asks for before it is told; {@code written} of its
     * bytes have room at once.
     */
    public Segment createPrivate(String file, int kind, long bytes, long written) {
        check();
        try {
            return Segment.createPrivate(segmentPlacement.forNew(file, bytes, written), kind, 1, bytes, written);
        } catch (IOException e) {
            throw cannot("make", file, e);
        }
    }

    /**
     * As {@link #createPrivate}, of {@code parts} behind its header, in {@code bytes} with that; it is not mapped
     * here.
     */
    public void writePrivate(String file, int kind, long bytes, List<MemorySegment> parts) {
        check();
        try {
            Segment.writePrivate(segmentPlacement.forNew(file, bytes, bytes), kind, 1, parts);
        } catch (IOException e) {
            throw cannot("make", file, e);
        }
    }

    /** Opens a segment to read, that is not kept: the caller closes it. */
    public Segment openPrivate(String file) {
        check();
        try {
            return Segment.openToRead(segmentPlacement.find(file));
        } catch (IOException e) {
            throw cannot("open", file, e);
        }
    }

    void keep(OpenSite site) {
        kept.add(site);
    }

    /** Removes a file of the session; who has it mapped keeps what it has. */
    public void delete(String file) {
        try {
            SessionDirectory.delete(segmentPlacement.find(file));
        } catch (IOException e) {
            Log.debug("dev.procession", "cannot remove " + file, e);
        }
    }

    /** The names of the session's files that begin so. */
    public List<String> files(String prefix) {
        return segmentPlacement.files(prefix);
    }

    /** How many bytes are free where segments go. */
    public long freeBytes() {
        return directory.toFile().getUsableSpace();
    }

    /** A child process of this one has ended, whose slot it was. */
    public void childEnded(int slot) {
        try {
            // Also if another process has found it dead already: that one, which may have died since, tells nobody.
            if (!ended && members.findEnded(slot)) {
                doorbell.ringEverybody();
            }
            if (!ended) {
                doorbell.forgetDead();
            }
        } catch (IllegalStateException e) {
            if (!ended) {
                throw e;
            }
            // The session was closed meanwhile, and its memory is gone.
        }
    }

    /** This process ends in good order. */
    public void leave() {
        if (!isClosed()) {
            members.leave();
        }
    }

    /** Something happened: the session of a creator that is dead is closed. */
    private void onMembershipChanged() {
        if (members.isMakerGone()) {
            table.setVolatile(ProcessTableLayout.CLOSED, 1);
        }
    }

    /**
     * Closes the session for all if its creator is dead; returns whether it is closed. In a process that is neither
     * the creator nor a child of it.
     */
    boolean endsWithMaker() {
        try {
            if (isClosed()) {
                return true;
            }
            if (liveness.isHeldByAnother(0)) {
                return false;
            }
            table.setVolatile(ProcessTableLayout.CLOSED, 1);
            doorbell.ringEverybody();
        } catch (IOException | IllegalStateException e) {
            if (!ended) {
                Log.debug("dev.procession", "cannot look after the session's maker", e);
            }
        }
        return true;
    }

    /** Closes the session for all processes; for its creator. Those who wait are woken. */
    public void close() {
        synchronized (open) {
            if (ended) {
                return;
            }
            table.setVolatile(ProcessTableLayout.CLOSED, 1);
        }
        doorbell.ringEverybody();
        end();
    }

    /** Ends this process's part in the session: nothing of it is mapped or listened at here any more. */
    void end() {
        synchronized (open) {
            if (ended) {
                return;
            }
            ended = true;
        }
        if (watch != null) {
            watch.close();
        }
        doorbell.close();
        synchronized (open) {
            for (Iterator<WeakReference<OpenSegment>> each = open.values().iterator(); each.hasNext(); ) {
                @Nullable OpenSegment opened = each.next().get();
                if (opened != null) {
                    opened.segment().close();
                }
                each.remove();
            }
            if (places != null) {
                places.clear();
            }
        }
        kept.clear();
        processes.close();
        // Whoever stood in line after the doorbell was closed, and before the memory was gone, looks again and finds
        // it gone.
        doorbell.close();
    }

    boolean isForeign() {
        return foreign;
    }

    /** Its lock file; closed by who leaves for good. */
    LivenessFile liveness() {
        return liveness;
    }
}
