package dev.procession.internal.liveness;

import dev.procession.internal.segment.SessionDirectory;
import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session's directory together with the parent's life in it: the lock on slot 0 is held before the directory has its name, and
 * let go after the directory is gone.
 *
 * <p>If the process dies before {@link SessionDirectory#publish()}, the name tells the sweep whose it was; after it, the lock does.
 */
public final class SessionHome {
    /** The sessions that gave this process a slot, or that it made. The former are kept for ever: the JDK closes a file that nothing refers to, and the lock with it. */
    private static final Map<Path, Joined> JOINED = new ConcurrentHashMap<>();

    /** How often a session that seems to live is looked at before it is believed, and how long in between. */
    private static final int REFUSALS = 5;

    private static final long REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final SessionDirectory directory;
    private final LivenessFile liveness;

    private SessionHome(SessionDirectory directory, LivenessFile liveness) {
        this.directory = directory;
        this.liveness = liveness;
    }

    /**
     * Makes the home of a new session; parameters as in {@link SessionDirectory#create}.
     *
     * @throws ProcessionException if it cannot be made; also if a live session has the name
     */
    public static SessionHome create(@Nullable Path parent, @Nullable String session) {
        return create(parent, session, directory -> {});
    }

    /**
     * As {@link #create(Path, String)}.
     *
     * @param furnish puts into the directory what must be there when somebody finds it; may throw a {@link ProcessionException}
     */
    public static SessionHome create(@Nullable Path parent, @Nullable String session, Consumer<? super Path> furnish) {
        SessionDirectory directory = SessionDirectory.create(parent, session);
        // Before anybody can find it by its final name: a sweep of this very process must not touch it.
        if (!OpenSessions.add(directory.publishedPath())) {
            directory.delete();
            throw taken(directory, String.valueOf(session));
        }
        @Nullable LivenessFile liveness = null;
        try {
            liveness = LivenessFile.create(directory.path());
            liveness.claim(0);
            furnish.accept(directory.path());
            publish(directory, session);
            if (session != null) {
                // What a dead session of this name has left; its directory may have gone without a sweep.
                SessionDirectory.findSpill(directory.path()).ifPresent(SessionDirectory::delete);
            }
            JOINED.put(directory.path(), new Joined(liveness, 0));
            return new SessionHome(directory, liveness);
        } catch (IOException | ProcessionException e) {
            directory.delete();
            OpenSessions.remove(directory.publishedPath());
            closeQuietly(liveness);
            if (e instanceof ProcessionException known) {
                throw known;
            }
            throw new ProcessionException(
                    "session: cannot make its lock file in " + directory.path() + " (" + e + ")", e);
        }
    }

    /** Publishes; a dead session that has the name is removed first. Several processes may do so at once, of which one gets the name. */
    private static void publish(SessionDirectory directory, @Nullable String session) throws IOException {
        for (int refusals = 0; ; ) {
            try {
                directory.publish();
                return;
            } catch (IOException e) {
                if (session == null || !Files.isDirectory(directory.path(), LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
                Path there = directory.publishedPath();
                if (Files.exists(there, LinkOption.NOFOLLOW_LINKS)
                        && !SessionDirectory.haveSameOwner(there, directory.path())
                        && Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                    throw SessionDirectory.ofAnotherUser(there);
                }
            }
            if (!SessionSweep.removeIfMakerIsDead(directory.publishedPath())) {
                // Another may be removing it just now, or only looking at it.
                if (++refusals == REFUSALS) {
                    throw taken(directory, session);
                }
                LockSupport.parkNanos(REFUSAL_NANOS);
            }
        }
    }

    private static ProcessionException taken(SessionDirectory directory, String session) {
        return new ProcessionException("session: name=" + session + " is taken by a live session, "
                + directory.publishedPath() + "; join it with Procession.join(\"" + session
                + "\"), or choose another name");
    }

    private static void closeQuietly(@Nullable LivenessFile liveness) {
        try {
            if (liveness != null) {
                liveness.close();
            }
        } catch (IOException e) {
            System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, "cannot close a lock file", e);
        }
    }

    /**
     * A place in a session: one that another process gave this one, or the maker's, slot 0.
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

    /** The place of this process in the session in {@code directory}, given or its maker's own; {@code null} if it has none. */
    public static @Nullable Joined joined(Path directory) {
        return JOINED.get(directory);
    }

    /** Opens the lock file of a session that this process does not belong to; no slot is taken yet. */
    public static LivenessFile enter(Path directory) throws IOException {
        if (!OpenSessions.add(directory)) {
            throw new ProcessionException("session: this JVM belongs to the one in " + directory
                    + " already, through another copy of the library in another class loader; use that one");
        }
        boolean entered = false;
        try {
            LivenessFile liveness = LivenessFile.join(directory);
            entered = true;
            return liveness;
        } finally {
            if (!entered) {
                OpenSessions.remove(directory);
            }
        }
    }

    /** Gives up what {@link #enter} opened, and the slots taken. */
    public static void exit(Path directory, LivenessFile liveness) {
        OpenSessions.remove(directory);
        closeQuietly(liveness);
    }

    /**
     * Removes the session in {@code directory}, in which this process is a child, if its maker is dead; of several children one does. For a process that is about to halt: the last
     * that is left of the session tidies up, and no sweep has to.
     *
     * @return whether the maker is dead
     */
    public static boolean removeAfterMaker(Path directory) {
        Joined joined = JOINED.get(directory);
        try {
            return joined != null
                    && joined.slot() != 0
                    // By the file that was locked, whatever is at its path now; held until the directory is gone, so
                    // that no other removes what a new session of this name has made.
                    && joined.liveness().whileFree(0, () -> joined.liveness().removeDirectory(directory));
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    /** Where the session's files are. */
    public Path path() {
        return directory.path();
    }

    /** Who is alive in the session. */
    public LivenessFile liveness() {
        return liveness;
    }

    /**
     * Has the JDK delete what is there now, and the directory, after the last shutdown hook of this JVM. The lock is held until the process has ended.
     */
    public void deleteOnExit() {
        directory.deleteOnExit();
    }

    /** Removes the directory, then lets go of its lock. */
    public void delete() {
        directory.delete();
        JOINED.remove(directory.path());
        OpenSessions.remove(directory.path());
        try {
            liveness.close();
        } catch (IOException e) {
            throw new ProcessionException("session: cannot close its lock file (" + e + ")", e);
        }
    }
}
