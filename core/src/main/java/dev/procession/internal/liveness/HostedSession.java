package dev.procession.internal.liveness;

import dev.procession.internal.segment.PlaceException;
import dev.procession.internal.segment.Places;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.internal.segment.SpillFile;
import dev.procession.internal.service.Log;
import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session's directories together with its creator's locks in them: the lock on slot 0 is held before a directory has
 * its name, and released after the directory is removed.
 *
 * <p>The creator decides where they are. The session's own directory names the spill directory ({@link SpillFile});
 * other processes read it there.
 */
public final class HostedSession {
    /**
     * The sessions that gave this process a slot, or that it made. The former are kept forever: the JDK closes a file
     * that nothing refers to, and the lock with it.
     */
    private static final Map<Path, Joined> JOINED = new ConcurrentHashMap<>();

    /** The sessions that this process made, by their directories. */
    private static final Map<Path, HostedSession> MADE = new ConcurrentHashMap<>();

    private final HeldDirectory directory;
    private boolean spillTried;
    private @Nullable HeldDirectory spill;

    private HostedSession(HeldDirectory directory) {
        this.directory = directory;
    }

    /** As {@link #create(Path, String, Consumer)}, with nothing in it. */
    public static HostedSession create(@Nullable Path parent, @Nullable String session) {
        return create(parent, session, null);
    }

    /**
     * Makes the directory of a new session, under {@code parent}, else in the first of the
     * {@linkplain Places usual places} that does.
     *
     * @param session the session's name; {@code null} for one that cannot be joined by name
     * @param furnish puts the files into the directory that must be there when it is found; may throw a
     *     {@link ProcessionException}; {@code null} for none
     * @throws ProcessionException if it cannot be made in any of the places, with the reason of each; also if a
     *     live session has the name
     */
    public static HostedSession create(
            @Nullable Path parent, @Nullable String session, @Nullable Consumer<? super Path> furnish) {
        if (parent != null) {
            return createIn(parent, session, furnish);
        }
        List<Path> places = Places.forSession(session != null);
        StringBuilder tried = new StringBuilder();
        @Nullable PlaceException first = null;
        // Those that are nearly full are tried last.
        for (int i = 0; i < 2 * places.size(); i++) {
            Path place = places.get(i % places.size());
            if (Places.hasRoom(place) != i < places.size()) {
                continue;
            }
            try {
                return createIn(place, session, furnish);
            } catch (PlaceException e) {
                first = first == null ? e : first;
                tried.append(tried.isEmpty() ? "" : "; ").append(e.reason());
            }
        }
        throw new ProcessionException(
                "session directory: usable places=0 of " + places.size() + ": " + tried
                        + "; make one of them writable, or give a writable and short one to Procession.builder().directory(…), or to -Djava.io.tmpdir",
                first);
    }

    private static HostedSession createIn(
            Path parent, @Nullable String session, @Nullable Consumer<? super Path> furnish) {
        HeldDirectory made = HeldDirectory.make(SessionDirectory.create(parent, session), session, furnish);
        HostedSession home = new HostedSession(made);
        JOINED.put(made.path(), new Joined(made.liveness(), 0));
        MADE.put(made.path(), home);
        return home;
    }

    /**
     * A place in a session: one that another process gave this one, or the creator's, slot 0.
     *
     * @param liveness its lock file, never closed: the lock must last as long as the process
     * @param slot the slot
     */
    public record Joined(LivenessFile liveness, int slot) {}

    /** Joins the session in {@code directory} as {@code slot}; this process's slot is held until it ends. */
    public static void join(Path directory, int slot) throws IOException {
        LivenessFile liveness = enter(directory);
        liveness.claim(slot);
        JOINED.put(directory, new Joined(liveness, slot));
    }

    /**
     * The place of this process in the session in {@code directory}, given or its creator's own; {@code null} if it
     * has none.
     */
    public static @Nullable Joined joined(Path directory) {
        return JOINED.get(directory);
    }

    /** Opens the lock file of a session that this process does not belong to; no slot is taken yet. */
    public static LivenessFile enter(Path directory) throws IOException {
        if (!OpenSessionNames.add(directory)) {
            throw new ProcessionException("session: this JVM belongs to the one in " + directory
                    + " already, through another copy of the library in another class loader; use that one");
        }
        boolean entered = false;
        try {
            LivenessFile liveness = LivenessFile.join(directory);
            entered = true;
            return liveness;
        } catch (NoSuchFileException e) {
            if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new ProcessionException(
                        "session: the lock file of the one in " + directory
                                + " is missing, so that no process can join it;"
                                + " likely cause: something tidied up there; close the session and open another",
                        e);
            }
            throw e;
        } finally {
            if (!entered) {
                OpenSessionNames.remove(directory);
            }
        }
    }

    /** Gives up what {@link #enter} opened, and the slots taken. */
    public static void exit(Path directory, LivenessFile liveness) {
        OpenSessionNames.remove(directory);
        HeldDirectory.closeQuietly(liveness);
    }

    /**
     * Removes the session in {@code directory}, in which this process is a child, if its creator is dead; of
     * several children one does. For a process that is about to halt, so that no sweep has to.
     *
     * @return whether the creator is dead
     */
    public static boolean removeAfterMaker(Path directory) {
        Joined joined = JOINED.get(directory);
        try {
            return joined != null
                    && joined.slot() != 0
                    // By the file that was locked, whatever is at its path now; held until the directory is gone, so
                    // that no other removes what a new session of this name has made.
                    && joined.liveness()
                            .whileFree(0, () -> StaleSessionReaper.removeOrphaned(directory, joined.liveness()));
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    /** Where the session's files are. */
    public Path path() {
        return directory.path();
    }

    /** The liveness of the session's processes. */
    public LivenessFile liveness() {
        return directory.liveness();
    }

    /**
     * Has the JDK delete what is there now, and the directories, after the last shutdown hook of this JVM. The
     * locks are held until the process has ended.
     */
    public synchronized void deleteOnExit() {
        spillTried = true;
        directory.deleteOnExit();
        if (spill != null) {
            spill.deleteOnExit();
        }
    }

    /**
     * The spill directory of the session in {@code directory}, if it has one; this process may not be able to see it.
     * In the session's creator this makes it, if that has not been done.
     */
    public static Optional<Path> spill(Path directory) {
        HostedSession made = MADE.get(directory);
        if (made != null) {
            made.makeSpill();
        }
        return SpillFile.read(directory);
    }

    /**
     * Makes the spill directory, unless that has been done, if it can be on another file system. If it cannot be made
     * there is none, and segments that do not fit fail. Takes milliseconds, for which there is time while the first
     * child boots; but returns before another process can need it: its lock is held by this one, for as long as the
     * session lives.
     */
    public synchronized void makeSpill() {
        if (spillTried) {
            return;
        }
        spillTried = true;
        List<Path> places = Places.forSpill();
        for (int i = 0; i < 2 * places.size() && spill == null; i++) {
            Path place = places.get(i % places.size());
            if (Places.hasRoom(place) == i < places.size() && SpillFile.isElsewhere(place, path())) {
                try {
                    spill = makeSpill(place);
                } catch (PlaceException | IOException e) {
                    Log.debug("dev.procession", "cannot use " + place + " for what finds no room", e);
                }
            }
        }
    }

    private HeldDirectory makeSpill(Path place) throws IOException {
        HeldDirectory made = HeldDirectory.make(SessionDirectory.createSpill(place), null, null);
        try {
            SpillFile.write(path(), made.path());
            return made;
        } catch (Throwable t) {
            made.delete();
            throw t;
        }
    }

    /** Removes the session's directories, then releases their locks. */
    public synchronized void delete() {
        spillTried = true;
        Path path = directory.path();
        JOINED.remove(path);
        MADE.remove(path);
        directory.delete();
        if (spill != null) {
            spill.delete();
            spill = null;
        }
    }
}
