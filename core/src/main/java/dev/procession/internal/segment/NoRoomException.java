package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.nio.file.Path;

/** The file system has no room for a segment. */
public final class NoRoomException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    NoRoomException(Path path, long needed, long free, Throwable cause) {
        super(
                "shared memory: bytes needed=" + needed + ", free=" + free + " in " + path.getParent()
                        + "; free some (df " + path.getParent()
                        + "), give the container a larger /dev/shm (--shm-size),"
                        + " or another place to Procession.builder().directory(…)",
                cause);
    }
}
