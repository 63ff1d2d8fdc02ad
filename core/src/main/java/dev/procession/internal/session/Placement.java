package dev.procession.internal.session;

import dev.procession.internal.segment.NoRoomException;
import dev.procession.internal.segment.SessionDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a session's segments lie: in its directory, or, when one would take more than half of what is free there, in a second directory on
 * disk, the spill directory.
 *
 * <p>The spill directory is {@code procession-spill-<name of the session's directory>} under {@code java.io.tmpdir}; a sweep removes it when the session's directory is
 * gone.
 */
final class Placement {
    private final Path directory;
    private final Path spill;

    Placement(Path directory) {
        this.directory = directory;
        spill = SessionDirectory.spillOf(directory);
    }

    /**
     * Where a new segment of so many bytes goes.
     *
     * @param written how many of them are given room at once
     * @throws NoRoomException if there is not even room for those anywhere
     */
    Path forNew(String file, long bytes, long written) throws IOException {
        if (Files.notExists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        long free = directory.toFile().getUsableSpace();
        boolean hasSpill = !spill.startsWith(directory.resolveSibling(""));
        if (bytes <= free / 2 || !hasSpill) {
            NoRoomException.check(directory.resolve(file), written, free);
            return announced(directory.resolve(file));
        }
        SessionDirectory.makeSpill(directory);
        // To write until the disk is full would harm everybody else on it.
        NoRoomException.check(spill.resolve(file), written, spill.toFile().getUsableSpace());
        return announced(spill.resolve(file));
    }

    private static Path announced(Path file) throws IOException {
        SessionDirectory.willMake(file);
        return file;
    }

    /** Where a segment that was made before is. */
    Path find(String file) {
        Path path = directory.resolve(file);
        if (Files.exists(path)) {
            return path;
        }
        return SessionDirectory.findSpill(directory)
                .map(found -> found.resolve(file))
                .filter(Files::exists)
                .orElse(path);
    }

    /** The names of files that begin so. */
    List<String> files(String prefix) {
        List<String> found = new ArrayList<>();
        List<Path> places = new ArrayList<>(List.of(directory));
        SessionDirectory.findSpill(directory).ifPresent(places::add);
        for (Path place : places) {
            String[] names = place.toFile().list((parent, name) -> name.startsWith(prefix));
            if (names != null) {
                found.addAll(List.of(names));
            }
        }
        return found;
    }
}
