package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file system has no space for a segment. */
public final class NoSpaceException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /**
     * Throws if {@code needed} bytes for the file at {@code path} are more than its file system has.
     *
     * @param elsewhere why it cannot be elsewhere; empty if there is no other place
     */
    public static void check(Path path, long needed, long free, String elsewhere) {
        if (needed > free) {
            throw new NoSpaceException(path, needed, free, elsewhere, null);
        }
    }

    NoSpaceException(Path path, long needed, long free, @Nullable Throwable cause) {
        this(path, needed, free, "", cause);
    }

    private NoSpaceException(Path path, long needed, long free, String elsewhere, @Nullable Throwable cause) {
        super(
                "shared memory: bytes needed=" + needed + ", free=" + free + " in " + path.getParent()
                        + (elsewhere.isEmpty() ? "" : ", and " + elsewhere)
                        + "; free some (df " + path.getParent()
                        + "), give the container a larger /dev/shm (--shm-size),"
                        + " or another place to Procession.builder().directory(…)",
                cause);
    }
}
