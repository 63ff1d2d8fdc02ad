package dev.procession.internal.session;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.segment.ExitDeletion;
import dev.procession.internal.segment.NoSpaceException;
import dev.procession.internal.segment.SpillFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's segments lie: in its directory, or, when one would take more than half of what is free there,
 * in a second directory on another file system, the spill directory. Where that is was decided by the session's
 * creator, and is read from the session's directory: what this process has as
 * {@code java.io.tmpdir} does not matter.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class SegmentPlacement {
    private final Path directory;
    /** Where the creator has made it, once it is known; {@code null} before, and where there is none. */
    private volatile @Nullable Path spill;

    SegmentPlacement(Path directory) {
        this.directory = directory;
    }

    private @Nullable Path spill() {
        Path known = spill;
        if (known == null) {
            known = HostedSession.spill(directory).orElse(null);
            spill = known;
        }
        return known;
    }

    /**
     * The path for a new segment of {@code bytes}.
     *
     * @param written the number of those that are committed at once
     * @throws NoSpaceException if not even those fit anywhere
     */
    Path forNew(String file, long bytes, long written) throws IOException {
        if (Files.notExists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        long free = directory.toFile().getUsableSpace();
        if (bytes <= free / 2) {
            return inside(written, free, file, "");
        }
        Path other = spill();
        if (other == null) {
            return inside(written, free, file, "");
        }
        if (!SpillFile.isUsable(other, directory)) {
            return inside(
                    written,
                    free,
                    file,
                    "the session's second directory, " + other + ", cannot be seen from this process");
        }
        // To write until the disk is full would harm all its other users.
        long freeThere = other.toFile().getUsableSpace();
        return written <= freeThere
                ? announced(other.resolve(file))
                : inside(written, free, file, "free=" + freeThere + " in " + other);
    }

    private static Path announced(Path file) throws IOException {
        ExitDeletion.willMake(file);
        return file;
    }

    private Path inside(long written, long free, String file, String elsewhere) throws IOException {
        NoSpaceException.check(directory.resolve(file), written, free, elsewhere);
        return announced(directory.resolve(file));
    }

    /**
     * The path of a segment that was made before, or at which it would be.
     *
     * @throws IOException if it may be where this process cannot read
     */
    Path find(String file) throws IOException {
        Path path = directory.resolve(file);
        if (Files.exists(path)) {
            return path;
        }
        Path other = spill();
        if (other == null || Files.notExists(directory)) {
            return path;
        }
        if (!SpillFile.isUsable(other, directory)) {
            throw new IOException("it is not there, and the session's second directory, " + other
                    + ", cannot be seen from this process; likely cause: another mount namespace, as in a container of its own,"
                    + " or something tidied up there; share that directory as well, or give the session's maker a larger "
                    + directory.getParent());
        }
        return Files.exists(other.resolve(file)) ? other.resolve(file) : path;
    }

    /** The names of files that begin so. */
    List<String> files(String prefix) {
        List<String> found = new ArrayList<>();
        List<Path> places = new ArrayList<>(List.of(directory));
        Path other = spill();
        if (other != null && SpillFile.isUsable(other, directory)) {
            places.add(other);
        }
        for (Path place : places) {
            String[] names = place.toFile().list((parent, name) -> name.startsWith(prefix));
            if (names != null) {
                found.addAll(List.of(names));
            }
        }
        return found;
    }
}
