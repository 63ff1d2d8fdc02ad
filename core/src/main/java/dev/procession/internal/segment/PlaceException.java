package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A place in which a session's directory cannot be; another may do. */
public final class PlaceException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    private PlaceException(String reason, String advice, @Nullable Throwable cause) {
        super("session directory: " + reason + advice, cause);
        this.reason = reason;
    }

    /** The one for a path of {@code length} bytes, of which a socket's address holds {@code limit}. */
    static PlaceException tooLong(Path socket, int length, int limit) {
        return new PlaceException(
                "path length=" + length + ", limit=" + limit
                        + " bytes with its terminating zero for a Unix-domain socket: " + socket,
                "; give a shorter one to Procession.builder().directory(…), or set java.io.tmpdir",
                null);
    }

    /** The one for what the system refuses. */
    public static PlaceException cannotMake(Path path, Exception e) {
        return new PlaceException(
                "cannot make " + path + " (" + e + ")", "; give another place to Procession.builder().directory(…)", e);
    }

    /** The reason why the place cannot be used. */
    public String reason() {
        return reason;
    }
}
