package dev.procession.internal.segment;

import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leaves directories of sessions to the JDK, which deletes files when the JVM ends.
 *
 * <p>Thread safety: any thread.
 */
public final class ExitDeletion {
    /** The directories that the JDK is to delete when this JVM ends: it is ending. */
    private static final Set<Path> LEFT = ConcurrentHashMap.newKeySet();

    /** The files that processes read which this one has started, while they are there. */
    private static final Set<Path> READ = ConcurrentHashMap.newKeySet();

    /** Names of files that come at any time, by no call of {@link #willMake}. */
    private static final List<String> KNOWN = List.of("control.sock", "bell-0");

    /** Number of tries to name a file to the JDK in a full heap, 10 ms after each other. */
    private static final int SHORTAGES_BORNE = 100;

    private ExitDeletion() {}

    /**
     * Has the JDK delete the directory at {@code path} with all that is in it now when this JVM ends. Again for what
     * has come since.
     */
    static void deleteOnExit(Path path) {
        // The directory before any file, because the JDK deletes in the reverse order; alone it does no harm.
        inOrder(path.toFile());
        // The name before the list: a file that is made without seeing the name is in the list.
        LEFT.add(path);
        // Then what takes memory: if there were none for the rest once the lock file had been named, the lock file
        // would go and the rest stay, of which no sweep could tell that it is dead.
        List<File> files = new ArrayList<>();
        files.add(path.resolve(DirectoryNames.LOCK).toFile());
        KNOWN.forEach(name -> files.add(path.resolve(name).toFile()));
        collect(path, files);
        for (int i = 0; i < files.size(); i++) {
            inOrderDespiteShortage(files.get(i));
        }
    }

    /**
     * This process is about to make {@code file}; if that is in a directory that is deleted when this JVM ends, so
     * is the file.
     *
     * @throws IOException if it is too late for that
     */
    public static void willMake(Path file) throws IOException {
        if (!LEFT.isEmpty() && LEFT.contains(file.getParent())) {
            try {
                file.toFile().deleteOnExit();
            } catch (IllegalStateException e) {
                throw new IOException("cannot make " + file + ": the JVM has shut down", e);
            }
        }
    }

    /**
     * This process has made {@code file}, after {@link #willMake}. If the JDK has begun to delete meanwhile, it may have
     * passed by: then the file goes at once, and the directory if it is empty.
     */
    public static void hasMade(Path file) {
        if (!LEFT.isEmpty() && LEFT.contains(file.getParent())) {
            try {
                file.toFile().deleteOnExit();
            } catch (IllegalStateException e) {
                deleteLast(file);
            }
        }
    }

    /** A process was started that reads this file, and removes it if this JVM is gone by then. */
    public static void isRead(Path file) {
        READ.add(file);
    }

    /**
     * Removes a file such as the arguments of a process. If the JDK deletes its directory at the end of this JVM, it
     * may have found that file there and gone on: then the directory is removed as well, if it is empty now.
     */
    public static void deleteLast(Path file) {
        FileRemoval.delete(file);
        READ.remove(file);
        Path parent = file.getParent();
        if (parent != null && LEFT.contains(parent)) {
            try {
                Files.deleteIfExists(parent);
            } catch (IOException e) {
                // Something is in it still, and what removes that removes the directory.
            }
        }
    }

    /** Whether a directory is deleted as soon as this JVM has shut down: what is missing in it has gone with that. */
    public static boolean isLeft(Path directory) {
        return LEFT.contains(directory);
    }

    /** The JDK deletes in the reverse order of what it is told, and what it was told before keeps its place. */
    private static void inOrder(File file) {
        try {
            file.deleteOnExit();
        } catch (IllegalStateException e) {
            // The JDK deletes already: a sweep will find it.
        }
    }

    /**
     * As {@link #inOrder}, tried again for a second while the heap is full: if the JDK deleted the lock file and not
     * the rest, no sweep could remove that.
     */
    private static void inOrderDespiteShortage(File file) {
        for (int tries = 0; tries < SHORTAGES_BORNE; tries++) {
            try {
                inOrder(file);
                return;
            } catch (OutOfMemoryError e) {
                ServiceLoop.afterShortage();
            }
        }
    }

    /** Adds {@code path} to {@code files}, and what is in it behind it. */
    private static void collect(Path path, List<File> files) {
        files.add(path.toFile());
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
            for (Path child : children) {
                if (READ.contains(child)) {
                    // By a process that may not have read it yet, and would say so; it removes the file itself.
                    continue;
                }
                collect(child, files);
            }
        } catch (NoSuchFileException e) {
            // It has been removed meanwhile.
        } catch (IOException e) {
            // A sweep will find it.
            Log.debug("dev.procession", "cannot have " + path + " deleted at the end", e);
        }
    }
}
