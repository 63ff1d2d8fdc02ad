package dev.procession.internal.segment;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The maximum length of the path of a Unix-domain socket. {@code sun_path} of unix(7) has 108 bytes on Linux and 104 on
 * macOS, of which the JDK leaves two: so 103 with the terminating zero fit everywhere.
 *
 * <p>The limit is the same for all sockets of a session, whatever their names, so that a session that can be made can
 * do everything.
 */
final class SocketPath {
    /** Maximum length of a socket's path in bytes, its terminating zero included. */
    static final int LIMIT = 103;

    /**
     * The longest name of a socket below a session's directory: that of the JVM which trains the ahead-of-time cache
     * there.
     */
    private static final String LONGEST_NAME = "/t/control.sock";

    private SocketPath() {}

    /**
     * Length in bytes of the longest path of a socket in the session's {@code directory}, its terminating zero
     * included.
     */
    static int lengthIn(Path directory) {
        return bytes(directory.toString()) + LONGEST_NAME.length() + 1;
    }

    /**
     * Returns if all sockets of a session can be in {@code directory}.
     *
     * @throws PlaceException if the path of one would be too long
     */
    static void check(Path directory) {
        int length = lengthIn(directory);
        if (length > LIMIT) {
            throw PlaceException.tooLong(Path.of(directory + LONGEST_NAME), length, LIMIT);
        }
    }

    /** Length in bytes of a path as the system gets it. */
    private static int bytes(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) >= 0x80) {
                return path.getBytes(encoding()).length;
            }
        }
        return path.length();
    }

    /** The JDK's for paths, which need not be the default one. */
    private static Charset encoding() {
        String name = System.getProperty("sun.jnu.encoding");
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
