package dev.procession.internal.liveness;

import dev.procession.internal.segment.PlaceException;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory that this process has made, and whose lock it holds from before the directory can be found until after it is gone. A sweep removes it only with
 * that lock.
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
    private final SessionDirectory directory;
    private final LivenessFile liveness;

    private HeldDirectory(SessionDirectory directory, LivenessFile liveness) {
        this.directory = directory;
        this.liveness = liveness;
    }

    /** Gives a directory its name. */
    interface Publishing {
        /** Returns once it has it. */
        void publish(SessionDirectory directory) throws IOException;

        /** What to throw if a live session has the name. */
        ProcessionException taken(Path there);
    }

    /**
     * Takes {@code directory}, which was just made, and publishes it.
     *
     * @param furnish puts into it what must be there when somebody finds it
     * @throws PlaceException if its file system does not do, as one without locks
     * @throws ProcessionException what {@code publishing} throws; also if this JVM belongs to a session of that name already
     */
    static HeldDirectory make(SessionDirectory directory, Consumer<? super Path> furnish, Publishing publishing) {
        Path unpublished = directory.path();
        // Before anybody can find its lock file: a sweep of this very JVM must not open that.
        OpenSessions.add(unpublished);
        @Nullable LivenessFile liveness = null;
        boolean added = false;
        boolean made = false;
        try {
            added = OpenSessions.add(directory.publishedPath());
            if (!added) {
                throw publishing.taken(directory.publishedPath());
            }
            liveness = LivenessFile.create(directory.path());
            furnish(directory.path(), furnish);
            publishing.publish(directory);
            made = true;
            return new HeldDirectory(directory, liveness);
        } catch (IOException e) {
            throw PlaceException.cannotMake(directory.path().resolve(LivenessFile.NAME), e);
        } finally {
            if (!made) {
                directory.delete();
                if (added) {
                    OpenSessions.remove(directory.publishedPath());
                }
                closeQuietly(liveness);
            }
            OpenSessions.remove(unpublished);
        }
    }

    private static void furnish(Path path, Consumer<? super Path> furnish) {
        try {
            furnish.accept(path);
        } catch (ProcessionException e) { // such as no room: elsewhere there may be
            throw PlaceException.cannotMake(path, e);
        }
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

    /** Removes the directory, then lets go of its lock. */
    void delete() {
        directory.delete();
        OpenSessions.remove(directory.path());
        closeQuietly(liveness);
    }

    static void closeQuietly(@Nullable LivenessFile liveness) {
        try {
            if (liveness != null) {
                liveness.close();
            }
        } catch (IOException e) {
            System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, "cannot close a lock file", e);
        }
    }
}
