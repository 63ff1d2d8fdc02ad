package dev.procession.internal.segment;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directories in which sessions make theirs, best first. The creator of a session chooses, once; every other
 * process is told its choice, because {@code java.io.tmpdir}, {@code /dev/shm} and the environment may differ from one
 * JVM to another.
 *
 * <pre>
 *   a session without a name    /dev/shm  java.io.tmpdir  /tmp  /var/tmp  $XDG_RUNTIME_DIR
 *   a session with a name       /dev/shm  /tmp  /var/tmp  java.io.tmpdir  $XDG_RUNTIME_DIR     those that JVMs have in common come first
 *   the spill directory         java.io.tmpdir  /tmp  /var/tmp      if it is another file system
 * </pre>
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class Places {
    /** Number of free bytes from which on a place is as good as any; one with less is taken if no other can be. */
    private static final long MIN_ROOM_BYTES = 16L << 20;

    private static final String SHARED_MEMORY = "/dev/shm";
    private static final String TEMPORARY = "/tmp";
    private static final String LASTING = "/var/tmp";

    private Places() {}

    /** The places for a session's directory, best first, as absolute paths. */
    public static List<Path> forSession(boolean hasName) {
        Set<Path> places = new LinkedHashSet<>();
        addPosix(places, SHARED_MEMORY);
        if (!hasName) {
            add(places, System.getProperty("java.io.tmpdir"));
        }
        addPosix(places, TEMPORARY);
        addPosix(places, LASTING);
        add(places, System.getProperty("java.io.tmpdir"));
        addPosix(places, System.getenv("XDG_RUNTIME_DIR"));
        return List.copyOf(places);
    }

    /** The places for a spill directory, best first, as absolute paths. */
    public static List<Path> forSpill() {
        Set<Path> places = new LinkedHashSet<>();
        add(places, System.getProperty("java.io.tmpdir"));
        addPosix(places, TEMPORARY);
        addPosix(places, LASTING);
        return List.copyOf(places);
    }

    /** Whether the place is there and not nearly full. */
    public static boolean hasRoom(Path place) {
        return place.toFile().getUsableSpace() >= MIN_ROOM_BYTES;
    }

    private static void addPosix(Set<Path> places, @Nullable String path) {
        if (File.separatorChar == '/') {
            add(places, path);
        }
    }

    private static void add(Set<Path> places, @Nullable String path) {
        try {
            if (path != null && !path.isEmpty()) {
                places.add(Path.of(path).toAbsolutePath());
            }
        } catch (InvalidPathException e) {
            // A name that is no path in this JVM's encoding is skipped.
        }
    }
}
