package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The Java installation that this process runs, and from which its children are started. An upgrade may replace it
 * while this process lives; a child of another version, or of half an installation, then fails in ways that say
 * nothing of that.
 */
public final class JavaHome {
    private static final String VERSION_KEY = "JAVA_RUNTIME_VERSION=";

    private JavaHome() {}

    static Path executable() {
        return executable(home());
    }

    private static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    private static Path executable(Path home) {
        return home.resolve("bin").resolve("java");
    }

    /**
     * The changes of the installation since this process started, and the remedy; empty if there are none. To be called
     * after a failure, because it reads files.
     */
    public static String change() {
        return change(
                home(),
                System.getProperty("java.runtime.version", ""),
                ProcessHandle.current().info().startInstant().orElse(null));
    }

    /** As {@link #change()}, of a process that runs {@code version} from {@code home} since {@code started}. */
    static String change(Path home, String version, @Nullable Instant started) {
        String what = difference(home, version, started);
        return what.isEmpty()
                ? ""
                : "the Java at " + home + " has changed since this process started: " + what + "; restart this process";
    }

    private static String difference(Path home, String version, @Nullable Instant started) {
        if (!Files.isExecutable(executable(home))) {
            return executable(home) + " is not there, or cannot be executed";
        }
        String released = releasedVersion(home);
        if (!released.isEmpty() && !version.isEmpty() && !released.equals(version)) {
            return "it is version " + released + ", this process runs " + version;
        }
        Instant changed = changedAt(executable(home));
        return started != null && changed != null && changed.isAfter(started)
                ? "bin/java was written at " + changed + ", this process started at " + started
                : "";
    }

    private static String releasedVersion(Path home) {
        try {
            for (String line : Files.readAllLines(home.resolve("release"))) {
                if (line.startsWith(VERSION_KEY)) {
                    return line.substring(VERSION_KEY.length())
                            .replace("\"", "")
                            .strip();
                }
            }
        } catch (IOException e) {
            // Not every distribution has one.
        }
        return "";
    }

    /** When the file got its content: packages keep the time of modification that it had where it was built. */
    private static @Nullable Instant changedAt(Path file) {
        try {
            return Files.getAttribute(file, "unix:ctime") instanceof FileTime time ? time.toInstant() : null;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }
}
