package dev.procession.internal.session;

import dev.procession.internal.liveness.ProcessTableLayout;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.segment.ExitDeletion;
import dev.procession.internal.segment.FileRemoval;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.service.Log;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of one session, whether the session is open, and those segments that are open for one use only.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class SessionFiles {
    private final Path directory;
    private final SegmentPlacement placement;
    private final MappedWords table;
    private volatile boolean ended;

    /**
     * The files in a session's directory.
     *
     * @param table the process table, which says whether the session is closed
     */
    SessionFiles(Path directory, MappedWords table) {
        this.directory = directory;
        this.table = table;
        placement = new SegmentPlacement(directory);
    }

    /** The session's directory. */
    public Path directory() {
        return directory;
    }

    static SessionClosedException closed() {
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

    /** Whether this process's part in the session has ended. */
    boolean isEnded() {
        return ended;
    }

    /** Closes the session for all processes; returns false if this process's part in it had ended before. */
    synchronized boolean close() {
        if (ended) {
            return false;
        }
        table.setVolatile(ProcessTableLayout.CLOSED, 1);
        return true;
    }

    /** This process's part in the session ends; returns false if it had ended before. */
    synchronized boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        return true;
    }

    /** Where a new segment goes; see {@link SegmentPlacement#forNew}. */
    Path forNew(String file, long bytes, long written) throws IOException {
        return placement.forNew(file, bytes, written);
    }

    /** Where a segment that was made before is, or would be; see {@link SegmentPlacement#find}. */
    Path find(String file) throws IOException {
        return placement.find(file);
    }

    /**
     * Makes a segment in a file of this name that no other process asks for before it is told; {@code written} of its
     * bytes are committed at once.
     */
    public Segment createPrivate(String file, int kind, long bytes, long written) {
        check();
        try {
            return Segment.createPrivate(placement.forNew(file, bytes, written), kind, 1, bytes, written);
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
            Segment.writePrivate(placement.forNew(file, bytes, bytes), kind, 1, parts);
        } catch (IOException e) {
            throw cannot("make", file, e);
        }
    }

    /** Opens a segment to read, that is not kept: the caller closes it. */
    public Segment openPrivate(String file) {
        check();
        try {
            return Segment.openToRead(placement.find(file));
        } catch (IOException e) {
            throw cannot("open", file, e);
        }
    }

    /** Removes a file of the session; existing mappings stay valid. */
    public void delete(String file) {
        try {
            FileRemoval.delete(placement.find(file));
        } catch (IOException e) {
            Log.debug("dev.procession", "cannot remove " + file, e);
        }
    }

    /** The names of the session's files that begin so. */
    public List<String> files(String prefix) {
        return placement.files(prefix);
    }

    /** The number of bytes that are free where segments go. */
    public long freeBytes() {
        return directory.toFile().getUsableSpace();
    }

    ProcessionException cannot(String what, String file, IOException e) {
        if (isClosed() || (ExitDeletion.isLeft(directory) && Files.notExists(directory))) {
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
     * The remedy, if the process may open no more files; only the message tells that case from others.
     */
    private static String outOfDescriptors(IOException e) {
        return String.valueOf(e.getMessage()).contains("Too many open files")
                ? "; likely cause: this process has as many file descriptors as it may; close what is not used any more, or raise"
                        + " the limit (ulimit -n)"
                : "";
    }
}
