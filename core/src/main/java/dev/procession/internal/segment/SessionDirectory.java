package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A private directory that a session's creator makes, mode 0700: the session's own,
 * {@code procession-<pid>-<random>} or {@code procession-named-<user>-<name>}, or
 * {@code procession-spill-<pid>-<random>} for segments that do not fit there.
 *
 * <p>It is made under the name {@code procession-new-<pid>-<random>} and gets its final name by {@link #publish()},
 * once its creator holds the lock in it. The process number is there for people only.
 *
 * <p>Thread safety: {@link #publish()} is for the creator's thread alone; the rest may be called from any thread.
 */
public final class SessionDirectory {
    private static final String NAMED_PREFIX = DirectoryNames.PREFIX + "named-";

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
     * @throws ProcessionException if all that exist belong to other users: any user may make a directory of that name
     *     first, and would be trusted
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
            List<Path> own = new ArrayList<>(ofThatName);
            own.removeIf(path -> !path.endsWith(nameOf(self.user(), session)) || !Owner.isSame(path, self.path()));
            if (own.isEmpty()) {
                ofThatName.forEach(path -> Owner.check(path, self.path()));
            }
            return own;
        } finally {
            FileRemoval.delete(self.path());
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
                Path path = place.resolve(DirectoryNames.NEW_PREFIX + DirectoryNames.newSuffix());
                try {
                    Files.createDirectory(path, OwnerOnly.directory());
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

    /** The name of the directory of the session with this name. */
    private static String nameOf(String user, String session) {
        return NAMED_PREFIX + user + "-" + session;
    }

    /**
     * Makes a session's directory under {@code parent}.
     *
     * @param session the session's name; {@code null} for a session that cannot be joined by name
     * @throws PlaceException if it cannot be there: it cannot be made, or its path would be too long for a socket
     */
    public static SessionDirectory create(Path parent, @Nullable String session) {
        Path base = parent.toAbsolutePath();
        if (session == null) {
            // Before anything is made. A name is checked below: it has the user in it.
            SocketPath.check(base.resolve(DirectoryNames.PREFIX + DirectoryNames.newSuffix()));
        }
        return make(base, DirectoryNames.PREFIX, session);
    }

    /**
     * Makes a spill directory under {@code parent}; no socket will be in it.
     *
     * @throws PlaceException if it cannot be made
     */
    public static SessionDirectory createSpill(Path parent) {
        return make(parent.toAbsolutePath(), DirectoryNames.SPILL_PREFIX, null);
    }

    private static SessionDirectory make(Path base, String prefix, @Nullable String session) {
        for (int attempt = 1; ; attempt++) {
            String suffix = DirectoryNames.newSuffix();
            Path path = base.resolve(DirectoryNames.NEW_PREFIX + suffix);
            boolean made = false;
            boolean kept = false;
            try {
                Files.createDirectory(path, OwnerOnly.directory());
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
                    FileRemoval.delete(path);
                }
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

    /** Removes the directory and all in it; what is already gone, or goes meanwhile, is no error. */
    public void delete() {
        FileRemoval.discard(path);
    }

    /**
     * Has the JDK delete the directory with all that is in it now when this JVM ends. Again for what has come since.
     */
    public void deleteOnExit() {
        ExitDeletion.deleteOnExit(path);
    }
}
