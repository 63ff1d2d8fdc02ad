package dev.procession.internal.liveness;

import dev.procession.internal.segment.SessionDirectory;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes what sessions left behind whose processes were all killed. Whoever starts a session sweeps; several may sweep at once.
 *
 * <p>A session is dead when its whole lock file can be locked: every process of a live one holds a byte. The sweeper holds that lock
 * while it removes, so that no two remove the same. Dying half-way leaves less to remove.
 */
public final class SessionSweep {
    private SessionSweep() {}

    /**
     * Sweeps the usual places, and the place of {@code own}, the directory of a live session of this process. Never throws: what
     * cannot be swept is left.
     *
     * @return the directories removed
     */
    public static List<Path> run(Path own) {
        List<Path> removed = new ArrayList<>();
        Set<Path> parents = new LinkedHashSet<>(SessionDirectory.usualParents());
        parents.add(own.toAbsolutePath().getParent());
        for (Path parent : parents) {
            run(own, parent, removed);
        }
        return removed;
    }

    private static void run(Path own, Path parent, List<Path> removed) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, SessionDirectory.PREFIX + "*")) {
            UserPrincipal user = Files.getOwner(own);
            for (Path directory : found) {
                if (isOurs(directory, user) && sweep(directory)) {
                    removed.add(directory);
                }
            }
        } catch (IOException | RuntimeException e) {
            System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, "cannot sweep " + parent, e);
        }
    }

    private static boolean isOurs(Path directory, UserPrincipal user) throws IOException {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user);
    }

    private static boolean sweep(Path directory) {
        if (!OpenSessions.beginSweep(directory)) {
            return false;
        }
        try {
            return isDead(directory);
        } finally {
            OpenSessions.endSweep(directory);
        }
    }

    /** Finds whether the session is dead, and removes it if so. */
    private static boolean isDead(Path directory) {
        String name = directory.getFileName().toString();
        if (name.startsWith(SessionDirectory.SPILL_PREFIX)) {
            return isSpillDead(directory) && remove(directory);
        }
        if (name.startsWith(SessionDirectory.NEW_PREFIX)) {
            return makerIsDead(name) && remove(directory);
        }
        try (LivenessFile file = LivenessFile.join(directory)) {
            return file.claimAll() && file.isStillThere() && remove(directory);
        } catch (NoSuchFileException e) {
            // Somebody else removes it just now; or something has removed the lock file, and no more.
            return !SessionDirectory.isNamed(directory) && remove(directory);
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Removes the session in {@code directory} if nobody holds its maker's slot: a session ends with its maker, whoever else still has its
     * files open. Not for a session that this process belongs to.
     */
    static boolean removeIfMakerIsDead(Path directory) {
        try (LivenessFile file = LivenessFile.join(directory)) {
            // Held until it is removed: else two may find it dead, and the slower one would remove what the other has
            // made.
            return file.tryClaim(0) && file.isStillThere() && remove(directory);
        } catch (NoSuchFileException e) {
            return Files.notExists(directory);
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** Whether the session that a spill directory belongs to is gone. One that does not say whose it is may be just being made. */
    private static boolean isSpillDead(Path directory) {
        try {
            Path home = Path.of(Files.readString(directory.resolve(SessionDirectory.SPILL_HOME)));
            return home.isAbsolute() && Files.notExists(home);
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private static boolean makerIsDead(String name) {
        int from = SessionDirectory.NEW_PREFIX.length();
        int to = name.indexOf('-', from);
        try {
            return to > 0
                    && ProcessHandle.of(Long.parseLong(name, from, to, 10)).isEmpty();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean remove(Path directory) {
        String name = directory.getFileName().toString();
        if (!name.startsWith(SessionDirectory.SPILL_PREFIX) && !name.startsWith(SessionDirectory.NEW_PREFIX)) {
            // First: a later session of this name would take what is there for its own.
            SessionDirectory.findSpill(directory).ifPresent(SessionDirectory::delete);
        }
        SessionDirectory.discard(directory);
        return true;
    }
}
