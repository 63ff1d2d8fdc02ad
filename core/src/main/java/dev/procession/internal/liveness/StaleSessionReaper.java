package dev.procession.internal.liveness;

import dev.procession.internal.segment.DirectoryNames;
import dev.procession.internal.segment.FileRemoval;
import dev.procession.internal.segment.Places;
import dev.procession.internal.segment.SpillFile;
import dev.procession.internal.service.Log;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes what sessions left behind whose processes were all killed. Each JVM that opens a session sweeps; several
 * may sweep at once.
 *
 * <p>A directory is dead when its whole lock file can be locked: every process of a live session holds a byte of
 * the file in the session's own directory, and its creator one in each of the others. The sweeper holds that lock
 * while it removes, so that no two remove the same. Dying half-way leaves less to remove.
 *
 * <p>There is no other proof. A directory without a lock file, or with one that cannot be opened or locked, stays:
 * whatever its name says, and whether or not something that it names can be seen from here. Other processes may
 * have another {@code /dev/shm}, other process numbers and other rights.
 */
public final class StaleSessionReaper {
    private StaleSessionReaper() {}

    /**
     * Sweeps the usual places, and the place of {@code own}, the directory of a live session of this process. Never
     * throws: what cannot be swept is left.
     *
     * @return the directories removed
     */
    public static List<Path> run(Path own) {
        List<Path> removed = new ArrayList<>();
        Set<Path> parents = new LinkedHashSet<>(Places.forSession(false));
        parents.add(own.toAbsolutePath().getParent());
        for (Path parent : parents) {
            run(own, parent, removed);
        }
        return removed;
    }

    private static void run(Path own, Path parent, List<Path> removed) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, DirectoryNames.PREFIX + "*")) {
            UserPrincipal user = Files.getOwner(own);
            for (Path directory : found) {
                if (isOurs(directory, user) && sweep(directory)) {
                    removed.add(directory);
                }
            }
        } catch (IOException | RuntimeException e) {
            Log.debug("dev.procession", "cannot sweep " + parent, e);
        }
    }

    private static boolean isOurs(Path directory, UserPrincipal user) {
        try {
            return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user);
        } catch (IOException e) {
            // As a rule it went meanwhile.
            return false;
        }
    }

    private static boolean sweep(Path directory) {
        if (!OpenSessionNames.beginSweep(directory)) {
            return false;
        }
        try {
            return isDead(directory);
        } finally {
            OpenSessionNames.endSweep(directory);
        }
    }

    /** Finds whether the session is dead, and removes it if so. */
    private static boolean isDead(Path directory) {
        try (LivenessFile file = LivenessFile.join(directory)) {
            return file.claimAll() && file.isStillThere() && remove(directory);
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** State of the creator of a session, as far as known. */
    enum Verdict {
        /** It holds its slot. */
        ALIVE,
        /** It does not; or the session is gone. */
        DEAD,
        /** There is no lock to ask. */
        UNKNOWN
    }

    /**
     * Removes the session in {@code directory} if no process holds its creator's slot: a session ends with its creator,
     * even if other processes still have its files open. Not for a session that this process belongs to.
     */
    static Verdict removeIfMakerIsDead(Path directory) {
        try (LivenessFile file = LivenessFile.join(directory)) {
            // Held until it is removed: else two may find it dead, and the slower one would remove what the other has
            // made.
            if (!file.tryClaim(0)) {
                return Verdict.ALIVE;
            }
            if (file.isStillThere()) {
                remove(directory);
            }
            return Verdict.DEAD;
        } catch (NoSuchFileException e) {
            if (Files.notExists(directory)) {
                return Verdict.DEAD;
            }
            // Another session may have taken the place of the one that went.
            return Files.exists(directory.resolve(LivenessFile.NAME)) ? Verdict.ALIVE : Verdict.UNKNOWN;
        } catch (IOException | OverlappingFileLockException e) {
            return Verdict.UNKNOWN;
        }
    }

    /**
     * Whether a process holds the creator's slot of the session in {@code directory}, to which this JVM does not
     * belong.
     */
    static boolean isMakerAlive(Path directory) {
        try (LivenessFile file = LivenessFile.join(directory)) {
            return file.isHeldByAnother(0);
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    /**
     * Removes {@code directory}, whose lock file this process has open and whose creator's slot it holds for the
     * moment, unless another session has the place by now. It needs no second descriptor of the lock file, whose
     * closing would drop this process's own lock.
     */
    static void removeOrphaned(Path directory, LivenessFile file) {
        try {
            if (!file.isStillThere()) {
                return;
            }
        } catch (NoSuchFileException e) {
            // Removed before the rest; a session that has its name has its lock file.
        } catch (IOException e) {
            return;
        }
        remove(directory);
    }

    private static boolean remove(Path directory) {
        Optional<Path> spill = SpillFile.read(directory);
        FileRemoval.discard(directory);
        // It has a lock of its own, which its session's creator held; and it may be in a place that no sweep visits.
        if (spill.isPresent() && SpillFile.isSpill(spill.get())) {
            sweep(spill.get());
        }
        return true;
    }
}
