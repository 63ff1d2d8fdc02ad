package dev.procession.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a session's path may be: in bytes, with one border, whatever the process's number and the random part. */
class SocketPathTest {
    private static final int MAX_NAME_LENGTH = 40;
    /** As many digits as the number of a user has. */
    private static final String LONGEST_USER = "4294967295";
    /** As macOS makes them: two parts of 2 and 30 characters, and {@code T}. */
    private static final Path MAC_TEMPORARY = Path.of("/var/folders/zz", "zyxvpxvq6csfxvn_n0000000000000", "T");

    @TempDir
    Path base;

    @Test
    void create_everyLengthInAsciiAndNot_isRefusedByItsBytesAlone() throws IOException {
        Assumptions.assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")));
        Map<Integer, Boolean> accepted = new TreeMap<>();
        int from = base.toString().length() + 3;
        for (int length = Math.max(40, from); length <= 110; length++) {
            for (String letter : List.of("x", "é")) {
                int bytes = length - base.toString().length() - 1;
                String name = letter.repeat(bytes / letter.getBytes(StandardCharsets.UTF_8).length);
                name += "x".repeat(bytes - name.getBytes(StandardCharsets.UTF_8).length);
                Path parent = Files.createDirectories(base.resolve(name));
                for (int round = 0; round < 3; round++) {
                    for (String session : new String[] {null, "shop"}) {
                        boolean accepts = accepts(parent, session);
                        Boolean before = accepted.putIfAbsent(session == null ? length : -length, accepts);
                        assertTrue(before == null || before == accepts, name + " " + session);
                    }
                }
            }
        }
        // One border: what is refused is longer than all that is accepted.
        int longest = 0;
        int shortest = Integer.MAX_VALUE;
        for (Map.Entry<Integer, Boolean> each : accepted.entrySet()) {
            if (each.getKey() > 0 && each.getValue()) {
                longest = Math.max(longest, each.getKey());
            } else if (each.getKey() > 0) {
                shortest = Math.min(shortest, each.getKey());
            }
        }
        assertTrue(longest < shortest, longest + " is accepted, " + shortest + " refused");
    }

    private static boolean accepts(Path parent, String session) {
        try {
            SessionDirectory directory = SessionDirectory.create(parent, session);
            // What it is checked for is true of it.
            assertTrue(SocketPath.lengthIn(directory.publishedPath()) <= SocketPath.LIMIT);
            directory.delete();
            return true;
        } catch (ProcessionException e) {
            assertTrue(e.toString().contains("path length=") && e.toString().contains("limit=103"), e.toString());
            try (var left = Files.list(parent)) {
                assertEquals(0, left.count());
            } catch (IOException other) {
                throw new AssertionError(other);
            }
            return false;
        }
    }

    /**
     * Where a macOS machine has them: no {@code /dev/shm}, a long temporary directory; a socket's path has 102 bytes
     * there, and its zero.
     */
    @Test
    void lengthIn_onMacOs_longestNameFitsInTmpAndOneWithoutNameInItsTemporaryDirectory() {
        Path named = Path.of("/tmp/procession-named-" + LONGEST_USER + "-" + "n".repeat(MAX_NAME_LENGTH));
        Path unnamed = MAC_TEMPORARY.resolve("procession-" + "s".repeat(18));

        assertTrue(SocketPath.lengthIn(named) <= SocketPath.LIMIT, "named: " + SocketPath.lengthIn(named));
        assertTrue(SocketPath.lengthIn(unnamed) <= SocketPath.LIMIT, "unnamed: " + SocketPath.lengthIn(unnamed));
    }

    @Test
    void lengthIn_ofTheSameDirectory_coversEverySocketInIt() {
        Path directory = Path.of("/tmp/procession-1");

        for (String socket : List.of("control.sock", "bell-1023", "t/control.sock", "t/bell-1")) {
            assertTrue(directory.resolve(socket).toString().length() + 1 <= SocketPath.lengthIn(directory), socket);
        }
    }

    @Test
    void create_manyTimes_namesAreDifferentAndOfOneLength() {
        int length = 0;
        for (int i = 0; i < 100; i++) {
            SessionDirectory directory = SessionDirectory.create(base, null);
            int here = directory.publishedPath().toString().length();
            assertTrue(length == 0 || length == here);
            length = here;
        }
        assertEquals(100, base.toFile().list().length);
    }
}
