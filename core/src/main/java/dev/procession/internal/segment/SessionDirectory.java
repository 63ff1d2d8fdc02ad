package dev.procession.internal.segment;

import dev.procession.internal.service.Log;
import dev.procession.process.ProcessionException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A private directory that a session's creator makes, mode 0700: the session's own,
 * {@code procession-<pid>-<random>} or {@code procession-named-<user>-<name>}, or
 * {@code procession-spill-<pid>-<random>} for what that has no room for.
 *
 * <p>It is made under the name {@code procession-new-<pid>-<random>} and gets its final name by {@link #publish()},
 * once its creator holds the lock in it. The process number is there for people to read; nothing follows from it.
 *
 * <p>Thread safety: {@link #publish()} is for the creator's thread alone; the rest may be called from any thread.
 */
public final class SessionDirectory {
    /** What the names of all directories of sessions begin with. */
    public static final String PREFIX = "procession-";

    /** What the names of files begin with that a process of the session reads when it starts. */
    public static final String ARGUMENTS_PREFIX = "args-";

    /** What the names of directories begin with that hold what a session has no room for in its own. */
    public static final String SPILL_PREFIX = "procession-spill-";

    /** What the names of directories begin with that are being made, or removed. */
    public static final String NEW_PREFIX = "procession-new-";

    /** The directories that the JDK is to delete when this JVM ends: it is ending. */
    private static final Set<Path> LEFT = ConcurrentHashMap.newKeySet();

    /** The files that processes read which this one has started, while they are there. */
    private static final Set<Path> READ = ConcurrentHashMap.newKeySet();

    /** Names of files that come at any time, by no call of {@link #willMake}. */
    private static final List<String> KNOWN = List.of("control.sock", "bell-0");

    private static final String NAMED_PREFIX = PREFIX + "named-";

    /** The name of the lock file, which is the last to be removed: without it nothing says that the rest is dead. */
    public static final String LOCK = "lock";

    /**
     * Length of what makes names unique, the same for every process number: so the length of a path does not depend
     * on that.
     */
    private static final int SUFFIX_LENGTH = 18;

    private static final int NAMES_TRIED = 10;

    private Path path;
    private final Path published;

    private SessionDirectory(Path path, Path published) {
        this.path = path;
        this.published = published;
    }

    /**
     * The directories of sessions with this name that are this user's, in the usual places, best first, alive or not.
     *
     * @throws ProcessionException if all that there are belong to other users: anybody may make a directory of that
     *     name first, and would be trusted
     */
    public static List<Path> findAll(String session) {
        List<Path> ofThatName = new ArrayList<>(1);
        for (Path parent : Places.forSession(true)) {
            String[] names = parent.toFile().list((directory, name) -> isNamed(name, session));
            for (String name : names == null ? new String[0] : names) {
                ofThatName.add(parent.resolve(name));
            }
        }
        ofThatName.removeIf(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
        if (ofThatName.isEmpty()) {
            return List.of();
        }
        Probe self = Probe.make();
        try {
            Path foreign = ofThatName.getFirst();
            ofThatName.removeIf(
                    path -> !path.endsWith(nameOf(self.user(), session)) || !haveSameOwner(path, self.path()));
            if (ofThatName.isEmpty()) {
                throw ofAnotherUser(foreign);
            }
            return ofThatName;
        } finally {
            delete(self.path());
        }
    }

    /** The first of {@link #findAll}. */
    public static Optional<Path> find(String session) {
        return findAll(session).stream().findFirst();
    }

    /**
     * Whether a directory's name is that of a session of this name, of whichever user; what stands for that has no
     * hyphen.
     */
    private static boolean isNamed(String directory, String session) {
        int end = directory.length() - session.length() - 1;
        if (!directory.startsWith(NAMED_PREFIX) || !directory.endsWith("-" + session) || end <= NAMED_PREFIX.length()) {
            return false;
        }
        return directory.indexOf('-', NAMED_PREFIX.length()) == end;
    }

    /** A directory that is made to see whose it is: the one means that every system has. */
    private record Probe(Path path, String user) {
        static Probe make() {
            StringBuilder tried = new StringBuilder();
            for (Path place : Places.forSession(false)) {
                Path path = place.resolve(NEW_PREFIX + newSuffix());
                try {
                    Files.createDirectory(path, ownerOnly());
                    return new Probe(path, Owner.ofMade(path));
                } catch (IOException e) {
                    tried.append(tried.isEmpty() ? "" : ", ").append(e);
                }
            }
            throw new ProcessionException(
                    "session: cannot find out this process's user, by what it makes in a temporary directory: " + tried
                            + "; make one of these writable, or set java.io.tmpdir");
        }
    }

    /** What the directory of the session with this name is called. */
    private static String nameOf(String user, String session) {
        return NAMED_PREFIX + user + "-" + session;
    }

    /** Whether both belong to one user; links are not followed. */
    public static boolean haveSameOwner(Path one, Path other) {
        try {
            return Files.getOwner(one, LinkOption.NOFOLLOW_LINKS)
                    .equals(Files.getOwner(other, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** What to throw if something stands where a session's directory is to be, and is somebody else's. */
    public static ProcessionException ofAnotherUser(Path path) {
        String owner;
        try {
            owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
        } catch (IOException | UnsupportedOperationException e) {
            owner = "unknown";
        }
        return new ProcessionException("session directory: owner of " + path + " is " + owner
                + ", must be this process's user; likely cause: somebody else has made it, by chance or to be taken for you;"
                + " use another name, or have it removed");
    }

    /**
     * Makes a session's directory under {@code parent}.
     *
     * @param session the session's name; {@code null} for one that nobody finds by name
     * @throws PlaceException if it cannot be there: it cannot be made, or its path would be too long for a socket
     */
    public static SessionDirectory create(Path parent, @Nullable String session) {
        Path base = parent.toAbsolutePath();
        if (session == null) {
            // Before anything is made. A name is checked below: it has the user in it.
            SocketPath.check(base.resolve(PREFIX + newSuffix()));
        }
        return make(base, PREFIX, session);
    }

    /**
     * Makes a directory under {@code parent} for what a session's own has no room for; no socket will be in it.
     *
     * @throws PlaceException if it cannot be made
     */
    public static SessionDirectory createSpill(Path parent) {
        return make(parent.toAbsolutePath(), SPILL_PREFIX, null);
    }

    private static SessionDirectory make(Path base, String prefix, @Nullable String session) {
        for (int attempt = 1; ; attempt++) {
            String suffix = newSuffix();
            Path path = base.resolve(NEW_PREFIX + suffix);
            boolean made = false;
            boolean kept = false;
            try {
                Files.createDirectory(path, ownerOnly());
                made = true;
                Path published = base.resolve(session == null ? prefix + suffix : nameOf(Owner.ofMade(path), session));
                if (session != null) {
                    SocketPath.check(published);
                }
                kept = true;
                return new SessionDirectory(path, published);
            } catch (FileAlreadyExistsException e) {
                if (attempt == NAMES_TRIED) {
                    throw PlaceException.cannotMake(path, e);
                }
            } catch (IOException e) {
                throw PlaceException.cannotMake(path, e);
            } finally {
                if (made && !kept) {
                    delete(path);
                }
            }
        }
    }

    /**
     * Unique, and no secret, which the directory's permissions keep; a secure random number would cost tens of
     * milliseconds. Always of the same length.
     */
    private static String newSuffix() {
        long mixed = (System.nanoTime() ^ (long) System.identityHashCode(new Object()) << Integer.SIZE)
                * 0x9e3779b97f4a7c15L;
        String digits = Long.toHexString(mixed | Long.MIN_VALUE);
        String pid = Long.toString(ProcessHandle.current().pid());
        return pid + "-" + digits.substring(digits.length() + pid.length() + 1 - SUFFIX_LENGTH);
    }

    /** Where the directory will be, and is, once it is published. */
    public Path publishedPath() {
        return published;
    }

    /**
     * Gives the directory its final name.
     *
     * @throws IOException if it cannot be renamed; as a rule because a directory with that name is there
     */
    public void publish() throws IOException {
        path = Files.move(path, published, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Where the directory is. */
    public Path path() {
        return path;
    }

    /** Removes the directory and all in it; what is already gone, or goes meanwhile, is no error. */
    public void delete() {
        discard(path);
    }

    /**
     * Has the JDK delete the directory with all that is in it now when this JVM ends. Again for what has come since.
     */
    public void deleteOnExit() {
        // The directory before any file, because the JDK deletes in the reverse order; alone it does no harm.
        inOrder(path.toFile());
        // The name before the list: a file that is made without seeing the name is in the list.
        LEFT.add(path);
        // Then what takes memory: if there were none for the rest once the lock file had been named, the lock file
        // would
        // go and the rest stay, of which no sweep could tell that it is dead.
        List<File> files = new ArrayList<>();
        files.add(path.resolve(LOCK).toFile());
        KNOWN.forEach(name -> files.add(path.resolve(name).toFile()));
        collect(path, files);
        for (int i = 0; i < files.size(); i++) {
            inOrder(files.get(i));
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
        delete(file);
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
            debug("cannot have " + path + " deleted at the end", e);
        }
    }

    /**
     * As {@link #delete(Path)}, but all at once for who looks for it: it loses its name first, for one of what is
     * being removed. If this process dies meanwhile, what is left has its lock file, and a sweep removes it.
     */
    public static void discard(Path directory) {
        Path moved = directory;
        try {
            moved = Files.move(
                    directory, directory.resolveSibling(NEW_PREFIX + newSuffix()), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            debug("cannot rename " + directory, e);
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
                        if (child.getFileName().toString().equals(LOCK)) {
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
                    delete(path.resolve(LOCK));
                }
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException e) {
            // Somebody else removed it: that is what was asked for.
        } catch (IOException e) {
            debug("cannot remove " + path, e);
        }
    }

    private static boolean hasOnlyLock(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                if (!child.getFileName().toString().equals(LOCK)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static void debug(String what, Exception e) {
        Log.debug("dev.procession", what, e);
    }

    /** The attributes of a file that only its owner may use; none where the file system has no such permissions. */
    static FileAttribute<?>[] ownerOnlyFile() {
        return permissions(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    /**
     * The attributes of a directory that only its owner may use; none where the file system has no such permissions.
     */
    public static FileAttribute<?>[] ownerOnly() {
        return permissions(Set.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
    }

    private static FileAttribute<?>[] permissions(Set<PosixFilePermission> permissions) {
        boolean hasThem = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return hasThem
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
