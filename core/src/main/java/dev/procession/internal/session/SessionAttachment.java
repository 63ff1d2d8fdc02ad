package dev.procession.internal.session;

import dev.procession.internal.liveness.LivenessFile;
import dev.procession.internal.liveness.Membership;
import dev.procession.internal.liveness.ProcessTableLayout;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.segment.ByteRange;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.service.Log;
import dev.procession.internal.wait.Doorbell;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This process's attachment to one session: the segments that it shares with the others.
 *
 * <p>A segment is mapped once in a process, and unmapped when nothing refers to it any more, or when the session is
 * closed.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class SessionAttachment {
    private final LivenessFile liveness;
    private final Segment processes;
    private final MappedWords table;
    private final Membership members;
    private final Doorbell doorbell;
    private final SessionFiles files;
    private final SegmentCache segments;
    private final Object placesLock = new Object();
    /** Made with the first small thing; guarded by {@link #placesLock}. */
    private @Nullable OpenPlaces places;

    /** Whether this process joined from outside: it is neither the creator nor a child of one. */
    private final boolean foreign;

    private final @Nullable CreatorWatchdog watch;

    /**
     * Begins this process's life in a session.
     *
     * @param slot the slot whose byte it holds; -1 to take a free one
     * @param watched whether a parent learns of this process's death by itself
     */
    SessionAttachment(Path directory, LivenessFile liveness, int slot, boolean watched) throws IOException {
        this.liveness = liveness;
        processes = openProcesses(directory);
        table = processes.words();
        files = new SessionFiles(directory, table);
        int taken = slot >= 0 ? slot : Membership.claimAny(liveness, table);
        members = new Membership(liveness, table, taken, watched);
        doorbell = new Doorbell(directory, table, members, this::onMembershipChanged);
        segments = new SegmentCache(files, table, members, doorbell);
        foreign = slot < 0;
        if (foreign) {
            // Parked threads of the other processes have not watched this one so far.
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
                    // Another process was first: the next attempt finds its file.
                }
            }
        }
    }

    /** The session's directory. */
    public Path directory() {
        return files.directory();
    }

    /**
     * Ensures that this process can be woken, for callers that must know it before they begin.
     *
     * @throws ProcessionException if it cannot
     */
    public void listen() {
        doorbell.open();
    }

    /** The processes of the session. */
    public Membership members() {
        return members;
    }

    /** The session's files. */
    public SessionFiles files() {
        return files;
    }

    /**
     * Makes a segment without a name.
     *
     * @param kind the kind of its contents
     * @param bytes its length, header included
     * @param written the number of its bytes that are committed at once
     * @param layout lays out the structure
     */
    public OpenSegment create(int kind, long bytes, long written, Consumer<? super SharedWords> layout) {
        return segments.create(kind, bytes, ByteRange.first(written), layout);
    }

    /** As {@link #create(int, long, long, Consumer)}, of which several ranges are committed. */
    public OpenSegment create(int kind, long bytes, List<ByteRange> written, Consumer<? super SharedWords> layout) {
        return segments.create(kind, bytes, written, layout);
    }

    /**
     * Opens the segment in {@code file}, made as {@link #create} does if it is not there yet; its kind is the
     * caller's to compare.
     */
    public OpenSegment openOrCreate(
            String file, int kind, long bytes, long written, Consumer<? super SharedWords> layout) {
        return segments.openOrCreate(file, kind, bytes, written, layout);
    }

    /**
     * Opens a segment that this process or another made.
     *
     * @throws NoSuchFileException if it is not there any more
     */
    public OpenSegment open(String file) throws NoSuchFileException {
        return segments.open(file);
    }

    /**
     * Opens a further segment of an object, for memory that it needs later; it is made by the first process that asks
     * for it, and removed with the object.
     *
     * @param kind the kind of its contents
     * @param bytes its length, header included
     * @param written the number of those that are committed at once
     */
    public OpenSegment openBeside(OpenSite thing, int kind, long bytes, long written) {
        return segments.openBeside(thing, kind, bytes, written);
    }

    /** Whether a thing of so many bytes, header included, may have a place in a slab. */
    public static boolean isSmall(long bytes) {
        return bytes <= SlabLayout.LARGEST_PLACE;
    }

    /**
     * Makes a small thing without a name, in a slab of this process.
     *
     * @param kind the kind of its contents
     * @param bytes its length, header included
     * @param layout lays out the structure
     */
    public OpenPlace createPlace(int kind, long bytes, Consumer<? super SharedWords> layout) {
        check();
        try {
            return places().create(kind, segments.nextId(), bytes, layout);
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
        return places().open(segments.open(file), at, id);
    }

    private OpenPlaces places() {
        synchronized (placesLock) {
            if (places == null) {
                places = new OpenPlaces(files, segments);
            }
            return places;
        }
    }

    /**
     * Returns if the session is open.
     *
     * @throws SessionClosedException if it is closed
     */
    public void check() {
        files.check();
    }

    /** Whether the session is closed, for all its processes. */
    public boolean isClosed() {
        return files.isClosed();
    }

    /** A child process of this one has ended, whose slot it was. */
    public void childEnded(int slot) {
        try {
            // Also if another process has found it dead already: that one may have died before it told the others.
            if (!files.isEnded() && members.findEnded(slot)) {
                doorbell.ringEverybody();
            }
            if (!files.isEnded()) {
                doorbell.forgetDead();
            }
        } catch (IllegalStateException e) {
            if (!files.isEnded()) {
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
            if (!files.isEnded()) {
                Log.debug("dev.procession", "cannot look after the session's maker", e);
            }
        }
        return true;
    }

    /** Closes the session for all processes; called by its creator. Waiters are woken. */
    public void close() {
        if (files.close()) {
            doorbell.ringEverybody();
            end();
        }
    }

    /** Ends this process's part in the session: nothing of it is mapped or listened at here any more. */
    void end() {
        if (!files.end()) {
            return;
        }
        if (watch != null) {
            watch.close();
        }
        doorbell.close();
        segments.close();
        synchronized (placesLock) {
            if (places != null) {
                places.clear();
            }
        }
        processes.close();
        // A thread that began to wait after the doorbell was closed, and before the memory was gone, checks again and
        // finds it gone.
        doorbell.close();
    }

    boolean isForeign() {
        return foreign;
    }

    /** Its lock file; closed when this process leaves for good. */
    LivenessFile liveness() {
        return liveness;
    }
}
