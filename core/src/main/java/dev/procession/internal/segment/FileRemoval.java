package dev.procession.internal.segment;

import dev.procession.internal.service.Log;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Removes files, and directories with all that is in them. Files that cannot be removed stay, for a sweep.
 *
 * <p>Thread safety: any thread.
 */
public final class FileRemoval {
    private FileRemoval() {}

    /**
     * As {@link #delete(Path)}, but atomic for processes that look the directory up: it is first renamed to a name of
     * directories that are being removed. If this process dies meanwhile, the rest has its lock file, and a sweep
     * removes it.
     */
    public static void discard(Path directory) {
        Path moved = directory;
        try {
            moved = Files.move(
                    directory,
                    directory.resolveSibling(DirectoryNames.NEW_PREFIX + DirectoryNames.newSuffix()),
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            Log.debug("dev.procession", "cannot rename " + directory, e);
        }
        delete(moved);
    }

    /**
     * Removes {@code path} and, if it is a directory, all in it, the lock file last. Links are removed, not followed.
     */
    public static void delete(Path path) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                boolean hasLock = false;
                try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                    for (Path child : children) {
                        if (child.getFileName().toString().equals(DirectoryNames.LOCK)) {
                            hasLock = true;
                        } else {
                            delete(child);
                        }
                    }
                }
                if (hasLock && !hasOnlyLock(path)) {
                    // Something could not be removed, or came meanwhile: it is the next sweep's, which needs the
                    // lock.
                    return;
                }
                if (hasLock) {
                    delete(path.resolve(DirectoryNames.LOCK));
                }
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException e) {
            // Another process removed it: that was the purpose.
        } catch (IOException e) {
            Log.debug("dev.procession", "cannot remove " + path, e);
        }
    }

    private static boolean hasOnlyLock(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                if (!child.getFileName().toString().equals(DirectoryNames.LOCK)) {
                    return false;
                }
            }
            return true;
        }
    }
}
