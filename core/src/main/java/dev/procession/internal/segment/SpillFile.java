package dev.procession.internal.segment;

import dev.procession.internal.service.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file {@code spill} in a session's directory: the path of the spill directory, as the session's creator has chosen
 * it. A session without a spill directory has no such file.
 *
 * <p>Process safety: written once, by the creator, under another name, and renamed; so it is whole when it is found. If
 * the creator dies before, the session lacks it, and the spill directory's lock is free.
 */
public final class SpillFile {
    private static final String NAME = "spill";
    private static final String UNFINISHED_NAME = "spill-new";

    private SpillFile() {}

    /** Whether {@code place} is not on the file system of {@code directory}; as far as can be told. */
    public static boolean isElsewhere(Path place, Path directory) {
        try {
            if (place.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                return !Files.getAttribute(place, "unix:dev").equals(Files.getAttribute(directory, "unix:dev"));
            }
            return !Files.getFileStore(place).equals(Files.getFileStore(directory));
        } catch (IOException e) {
            return false;
        }
    }

    /** Says in the session's {@code directory} where {@code spill} is. */
    public static void write(Path directory, Path spill) throws IOException {
        Path unfinished = directory.resolve(UNFINISHED_NAME);
        Files.write(unfinished, spill.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(unfinished, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The path in the spill file of the session's {@code directory}; this process may be unable to see that path. */
    public static Optional<Path> read(Path directory) {
        try {
            byte[] text = Files.readAllBytes(directory.resolve(NAME));
            return Optional.of(Path.of(new String(text, StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | InvalidPathException e) {
            Log.debug("dev.procession", "cannot read where " + directory + " spills", e);
            return Optional.empty();
        }
    }

    /**
     * Whether {@code spill}, of the session in {@code directory}, can be seen from here, and is of one user with it.
     */
    public static boolean isUsable(Path spill, Path directory) {
        return isSpill(spill) && Owner.isSame(spill, directory);
    }

    /** Whether there is a directory with the name of a spill directory. */
    public static boolean isSpill(Path spill) {
        return spill.isAbsolute()
                && spill.getFileName().toString().startsWith(DirectoryNames.SPILL_PREFIX)
                && Files.isDirectory(spill, LinkOption.NOFOLLOW_LINKS);
    }
}
