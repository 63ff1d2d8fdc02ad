package dev.procession.internal.liveness;

import dev.procession.internal.segment.Owner;
import dev.procession.internal.segment.PlaceException;
import dev.procession.internal.segment.Places;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.internal.service.Log;
import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory that this process has made, and whose lock it holds from before the directory can be found until
 * after it is gone. A sweep removes it only with that lock.
 *
 * <pre>
 *   step                                        if this process dies after it, it leaves
 *   mkdir   procession-new-…                    an empty directory that no sweep judges
 *   create  procession-new-…/lock-new, lock it  the same, with an empty file
 *   rename  lock-new → lock                     a directory whose lock is free: the next sweep removes it
 *   furnish                                     the same
 *   rename  procession-new-… → its name         the same
 *   …
 *   rename  its name → procession-new-…         the same
 *   remove  what is in it, then lock            the same; after the lock an empty directory that no sweep judges
 *   rmdir                                       nothing
 * </pre>
 *
 * <p>Thread safety: {@link #make} is one thread's; the rest may be called from any thread.
 */
final class HeldDirectory {
    /** Number of checks that must find a session alive before that is believed. */
    private static final int REFUSALS = 5;

    /** Nanoseconds between two such checks. */
    private static final long REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final SessionDirectory directory;
    private final LivenessFile liveness;

    private HeldDirectory(SessionDirectory directory, LivenessFile liveness) {
        this.directory = directory;
        this.liveness = liveness;
    }

    /**
     * Takes {@code directory}, which was just made, and publishes it.
     *
     * @param session the session's name; {@code null} for a directory that is not found by name
     * @param furnish puts the files into it that must be there when it is found; {@code null} for none
     * @throws PlaceException if its file system does not do, as one without locks
     * @throws ProcessionException if a live session has the name, or one of another user, or one of which cannot be
     *     told whether it lives
     */
    static HeldDirectory make(
            SessionDirectory directory, @Nullable String session, @Nullable Consumer<? super Path> furnish) {
        Path unpublished = directory.path();
        // Before its lock file can be found: a sweep of this very JVM must not open that.
        OpenSessionNames.add(unpublished);
        @Nullable LivenessFile liveness = null;
        boolean added = false;
        boolean made = false;
        try {
            added = OpenSessionNames.add(directory.publishedPath());
            if (!added) {
                throw taken(directory.publishedPath(), session);
            }
            liveness = LivenessFile.create(directory.path());
            if (furnish != null) {
                furnish(directory.path(), furnish);
            }
            if (session == null) {
                directory.publish();
            } else {
                publish(directory, session);
            }
            made = true;
            return new HeldDirectory(directory, liveness);
        } catch (IOException e) {
            throw PlaceException.cannotMake(directory.path().resolve(LivenessFile.NAME), e);
        } finally {
            if (!made) {
                directory.delete();
                if (added) {
                    OpenSessionNames.remove(directory.publishedPath());
                }
                closeQuietly(liveness);
            }
            OpenSessionNames.remove(unpublished);
        }
    }

    private static void furnish(Path path, Consumer<? super Path> furnish) {
        try {
            furnish.accept(path);
        } catch (ProcessionException e) { // such as a full file system: another may not be
            throw PlaceException.cannotMake(path, e);
        }
    }

    /**
     * Publishes; a dead session that has the name is removed first. Several processes may do so at once, of which one
     * gets the name.
     */
    private static void publish(SessionDirectory directory, String session) throws IOException {
        Path there = directory.publishedPath();
        checkElsewhere(directory, session);
        for (int refusals = 0; ; ) {
            try {
                if (!isWithoutLock(there)) {
                    directory.publish();
                    return;
                }
            } catch (IOException e) {
                if (!Files.isDirectory(directory.path(), LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
            }
            Owner.check(there, directory.path());
            StaleSessionReaper.Verdict verdict = StaleSessionReaper.removeIfMakerIsDead(there);
            if (verdict == StaleSessionReaper.Verdict.DEAD) {
                refusals = 0;
            } else {
                // Another may be removing it just now, or only looking at it.
                if (++refusals == REFUSALS) {
                    throw verdict == StaleSessionReaper.Verdict.ALIVE ? taken(there, session) : unknown(there, session);
                }
                LockSupport.parkNanos(REFUSAL_NANOS);
            }
        }
    }

    /**
     * Without this check an empty directory would be replaced: its session may live, and a user may have removed the
     * lock file.
     */
    private static boolean isWithoutLock(Path there) {
        return Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)
                && Files.notExists(there.resolve(LivenessFile.NAME), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * One of this name may live in another of the places: its creator saw others than this process does. This JVM
     * belongs to none of the name.
     */
    private static void checkElsewhere(SessionDirectory directory, String session) {
        Path here = directory.publishedPath();
        for (Path place : Places.forSession(true)) {
            Path there = place.resolve(here.getFileName());
            if (!there.equals(here)
                    && Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)
                    && Owner.isSame(there, directory.path())
                    && StaleSessionReaper.isMakerAlive(there)) {
                throw taken(there, session);
            }
        }
    }

    private static ProcessionException taken(Path there, @Nullable String session) {
        return new ProcessionException("session: name=" + session + " is taken by a live session, " + there
                + "; join it with Procession.join(\"" + session + "\"), or choose another name");
    }

    private static ProcessionException unknown(Path there, String session) {
        return new ProcessionException("session: name=" + session + ", and whether the one in " + there
                + " is alive cannot be told: its file " + LivenessFile.NAME
                + " is missing, cannot be opened, or its file system has no locks; likely cause: something tidied up there;"
                + " if no process uses it, remove that directory, or choose another name");
    }

    /** Where it is. */
    Path path() {
        return directory.path();
    }

    /** Its lock file. */
    LivenessFile liveness() {
        return liveness;
    }

    /** Has the JDK delete the directory when this JVM ends; the lock is held until then. */
    void deleteOnExit() {
        directory.deleteOnExit();
    }

    /** Removes the directory, then releases its lock. */
    void delete() {
        directory.delete();
        OpenSessionNames.remove(directory.path());
        closeQuietly(liveness);
    }

    static void closeQuietly(@Nullable LivenessFile liveness) {
        try {
            if (liveness != null) {
                liveness.close();
            }
        } catch (IOException e) {
            Log.debug("dev.procession", "cannot close a lock file", e);
        }
    }
}
