package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a file, as the kernel says: the property {@code user.name} may have been set to anything, and is
 * {@code ?} for a user without an entry in the passwd file.
 */
public final class Owner {
    /** Maximum length of what stands for a user in the name of a directory; a number has ten digits. */
    private static final int MAX_LENGTH = 20;

    /** Identifier of this process's user; {@code null} before it is known. */
    private static volatile @Nullable String self;

    private Owner() {}

    /**
     * The identifier of the owner of {@code made}, which this process has just made: the user's number, or the name
     * where users have none.
     */
    static String ofMade(Path made) throws IOException {
        String known = self;
        if (known == null) {
            known = read(made);
            self = known;
        }
        return known;
    }

    private static String read(Path made) throws IOException {
        if (made.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return String.valueOf(Files.getAttribute(made, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        }
        String name = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._]", "_");
        return name.substring(0, Math.min(MAX_LENGTH, name.length()));
    }

    /** Whether both are there and belong to one user; links are not followed. */
    public static boolean isSame(Path one, Path other) {
        try {
            return of(one).equals(of(other));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Checks that {@code path} is not another user's. A path without a file passes, whatever is made there later:
     * sessions of one name come and go.
     *
     * @param own a file that this process has made
     * @throws ProcessionException if it is, or if its owner cannot be read
     */
    public static void check(Path path, Path own) {
        String owner;
        try {
            UserPrincipal found = of(path);
            if (found.equals(of(own))) {
                return;
            }
            owner = found.getName();
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException | UnsupportedOperationException e) {
            owner = "unknown";
        }
        throw new ProcessionException("session directory: owner of " + path + " is " + owner
                + ", must be this process's user; likely cause: another user has made it, by chance or to be taken for you;"
                + " use another name, or have it removed");
    }

    private static UserPrincipal of(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
    }
}
