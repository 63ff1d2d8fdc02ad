package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The private directory of one session: {@code procession-<pid>-<random>}, or {@code procession-named-<user>-<name>}, mode 0700.
 *
 * <p>It is made under the name {@code procession-new-<pid>-<random>} and gets its final name by {@link #publish()}, once its
 * maker holds the session's lock in it; so whoever finds a final name whose lock nobody holds knows that its maker is dead. A
 * crash before that leaves a directory whose name tells whose it was.
 *
 * <p>Thread safety: {@link #publish()} is for the maker's thread alone; the rest may be called from any thread.
 */
public final class SessionDirectory {
    /** What the names of all session directories begin with. */
    public static final String PREFIX = "procession-";

    /** What the names of files begin with that a process of the session reads when it starts. */
    public static final String ARGUMENTS_PREFIX = "args-";

    /** What the names of directories begin with that hold what a session has no room for in its own. */
    public static final String SPILL_PREFIX = "procession-spill-";

    /** What the names of directories begin with whose maker does not hold their lock yet. */
    public static final String NEW_PREFIX = "procession-new-";

    /** The directories that the JDK is to delete when this JVM ends: it is ending. */
    private static final Set<Path> LEFT = ConcurrentHashMap.newKeySet();

    /** Names of files that come at any time, by no call of {@link #willMake}. */
    private static final List<String> KNOWN = List.of("lock", "control.sock", "bell-0");

    private static final String NAMED_PREFIX = PREFIX + "named-";

    /** The file in a spill directory that says whose it is. */
    public static final String SPILL_HOME = "home";

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long LEAST_ROOM_BYTES = 16L << 20;
    /** sun_path of unix(7) holds 108 bytes with its NUL on Linux, 104 on macOS; the longest name in a session counts. */
    private static final int LONGEST_SOCKET_PATH = 103;

    private static final String LONGEST_NAME = "/control.sock";
    private static final int NAMES_TRIED = 3;

    private Path path;
    private final Path published;

    private SessionDirectory(Path path, Path published) {
        this.path = path;
        this.published = published;
    }

    /** What the directory of the session with this name is called. */
    private static String nameOf(String session) {
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
        return NAMED_PREFIX + user + "-" + session;
    }

    /**
     * The directory of the session with this name, in one of the usual places, whether it is alive or not.
     *
     * @throws ProcessionException if the only one belongs to another user: anybody may make a directory of that name there first, and would be trusted
     */
    public static Optional<Path> find(String session) {
        @Nullable Path foreign = null;
        for (Path parent : usualParents()) {
            Path path = parent.resolve(nameOf(session));
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                if (isOfThisUser(path)) {
                    return Optional.of(path);
                }
                foreign = path;
            }
        }
        if (foreign != null) {
            throw ofAnotherUser(foreign);
        }
        return Optional.empty();
    }

    /** Says so by the one means that every system has: whose is what this process makes? */
    private static boolean isOfThisUser(Path directory) {
        SessionDirectory own = create(null, null);
        try {
            return haveSameOwner(directory, own.path());
        } finally {
            own.delete();
        }
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
     * Makes a directory under {@code parent}, else under {@code /dev/shm} where that has room, else under
     * {@code java.io.tmpdir}.
     *
     * @param session the session's name; {@code null} for one that nobody finds by name
     * @throws ProcessionException if the directory cannot be made, or its path would be too long for a socket
     */
    public static SessionDirectory create(@Nullable Path parent, @Nullable String session) {
        Path base = (parent != null ? parent : defaultParent()).toAbsolutePath();
        for (int attempt = 1; ; attempt++) {
            String suffix = newSuffix();
            Path path = base.resolve(NEW_PREFIX + suffix);
            Path published = base.resolve(session == null ? PREFIX + suffix : nameOf(session));
            checkLength(path);
            checkLength(published);
            try {
                Files.createDirectory(path, ownerOnly());
                return new SessionDirectory(path, published);
            } catch (FileAlreadyExistsException e) {
                if (attempt == NAMES_TRIED) {
                    throw cannotMake(path, e);
                }
            } catch (IOException e) {
                throw cannotMake(path, e);
            }
        }
    }

    /** Unique, and no secret, which the directory's permissions keep; a secure random number would cost tens of milliseconds. */
    private static String newSuffix() {
        long mixed = System.nanoTime() * 0x9e3779b97f4a7c15L ^ System.identityHashCode(new Object());
        return ProcessHandle.current().pid() + "-" + Long.toHexString(mixed);
    }

    private static void checkLength(Path path) {
        int length = path.toString().length() + LONGEST_NAME.length();
        if (length > LONGEST_SOCKET_PATH) {
            throw new ProcessionException("session directory: path length=" + length + ", limit=" + LONGEST_SOCKET_PATH
                    + " for a Unix-domain socket in it: " + path
                    + "; give a shorter one to Procession.builder().directory(…), or set java.io.tmpdir");
        }
    }

    private static ProcessionException cannotMake(Path path, IOException e) {
        return new ProcessionException(
                "session directory: cannot make " + path + " (" + e + "); give another place to"
                        + " Procession.builder().directory(…)",
                e);
    }

    /** The directories in which sessions of this user may be found. */
    public static Set<Path> usualParents() {
        return Set.of(SHARED_MEMORY, temporaryDirectory());
    }

    /** The directory for what the session in {@code directory} has no room for. */
    public static Path spillOf(Path directory) {
        String name = directory.getFileName().toString();
        String suffix = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        // Sessions in different places may have the same name.
        String place = Integer.toHexString(directory.toAbsolutePath().toString().hashCode());
        return temporaryDirectory().toAbsolutePath().resolve(SPILL_PREFIX + suffix + "-" + place);
    }

    /** The spill directory of the session in {@code directory}, if there is one; that of another user, who may know the name and be first, is none. */
    public static Optional<Path> findSpill(Path directory) {
        Path spill = spillOf(directory);
        return Files.isDirectory(spill, LinkOption.NOFOLLOW_LINKS) && haveSameOwner(spill, directory)
                ? Optional.of(spill)
                : Optional.empty();
    }

    /**
     * Makes the spill directory of the session in {@code directory}, if it is not there.
     *
     * @throws ProcessionException if another user has made it
     */
    public static void makeSpill(Path directory) throws IOException {
        Path spill = spillOf(directory);
        if (!Files.isDirectory(spill, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(spill, ownerOnly());
            } catch (FileAlreadyExistsException e) {
                // Another process of the session was first.
            }
        }
        if (findSpill(directory).isEmpty()) {
            throw ofAnotherUser(spill);
        }
        Path home = spill.resolve(SPILL_HOME);
        if (!Files.exists(home)) {
            // Not through a channel, which an interrupt of the calling thread would close.
            try (FileOutputStream file = new FileOutputStream(home.toFile())) {
                file.write(directory.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
            }
        }
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

    /** Removes the directory and all in it, and its spill directory; what is already gone, or goes meanwhile, is no error. */
    public void delete() {
        findSpill(path).ifPresent(SessionDirectory::delete);
        discard(path);
    }

    /** Has the JDK delete the directory with all that is in it now, and its spill directory, when this JVM ends. Again for what has come since. */
    public void deleteOnExit() {
        // The names first: what is made by one that does not see them is there for the look.
        LEFT.add(path);
        LEFT.add(spillOf(path));
        deleteOnExit(path);
        KNOWN.forEach(name -> deleteOnExit(path.resolve(name)));
        findSpill(path).ifPresent(SessionDirectory::deleteOnExit);
    }

    /**
     * This process is about to make {@code file}; if that is in a directory that is deleted when this JVM ends, so is the file.
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

    /** The JDK deletes in the reverse order of what it is told, and what it was told before keeps its place: a directory before what is in it. */
    private static void deleteOnExit(Path path) {
        try {
            path.toFile().deleteOnExit();
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                    for (Path child : children) {
                        if (child.getFileName().toString().startsWith(ARGUMENTS_PREFIX)) {
                            // Of a process that has not read it yet, and would say so; it removes the file itself.
                            continue;
                        }
                        deleteOnExit(child);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // It has been removed meanwhile.
        } catch (IOException | IllegalStateException e) {
            // The JDK deletes already, or the file cannot be read: a sweep will find it.
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "cannot have " + path + " deleted at the end", e);
        }
    }

    /** Whether it is the directory of a session with a name. */
    public static boolean isNamed(Path directory) {
        return directory.getFileName().toString().startsWith(NAMED_PREFIX);
    }

    /**
     * As {@link #delete(Path)}, but all at once for who looks for it: it loses its name first, for one that belongs to this process. What is left when this
     * process dies meanwhile, a sweep removes.
     */
    public static void discard(Path directory) {
        Path moved = directory;
        try {
            moved = Files.move(
                    directory, directory.resolveSibling(NEW_PREFIX + newSuffix()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, "cannot rename " + directory, e);
        }
        delete(moved);
    }

    /** Removes {@code path} and, if it is a directory, all in it. Links are removed, not followed. */
    public static void delete(Path path) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                    for (Path child : children) {
                        delete(child);
                    }
                }
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException e) {
            // Somebody else removed it: that is what was asked for.
        } catch (IOException e) {
            System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, "cannot remove " + path, e);
        }
    }

    /** The attributes of a file that only its owner may use; none where the file system has no such permissions. */
    static FileAttribute<?>[] ownerOnlyFile() {
        return permissions(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    /** The attributes of a directory that only its owner may use; none where the file system has no such permissions. */
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

    private static Path defaultParent() {
        File shared = SHARED_MEMORY.toFile();
        boolean hasRoom = shared.isDirectory() && shared.canWrite() && shared.getUsableSpace() >= LEAST_ROOM_BYTES;
        return hasRoom ? SHARED_MEMORY : temporaryDirectory();
    }

    private static Path temporaryDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
