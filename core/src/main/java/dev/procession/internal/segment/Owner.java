package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whose a file is, by the kernel's word: {@code user.name} is what somebody has set, or {@code ?} for a user without
 * an entry in the passwd file.
 */
public final class Owner {
    /** Maximum length of what stands for a user in the name of a directory; a number has ten digits. */
    private static final int MAX_LENGTH = 20;

    /** What stands for this process's user; {@code null} before it is known. */
    private static volatile @Nullable String self;

    private Owner() {}

    /**
     * What stands for the owner of {@code made}, which this process has just made: the number of the user, or the
     * name where users have none.
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

    /** Whether both belong to one user; links are not followed. */
    public static boolean isSame(Path one, Path other) {
        try {
            return Files.getOwner(one, LinkOption.NOFOLLOW_LINKS)
                    .equals(Files.getOwner(other, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** What to throw if something stands where a session's directory is to be, and is somebody else's. */
    public static ProcessionException another(Path path) {
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
}
