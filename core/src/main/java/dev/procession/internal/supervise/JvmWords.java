package dev.procession.internal.supervise;

import dev.procession.process.ExitStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the messages of the JVM and its launcher on a child's standard output and error when they cannot go on.
 * Much of it goes to standard output, between the lines of the user's own.
 */
final class JvmWords {
    private static final String TERMINATING = "Terminating due to java.lang.OutOfMemoryError";
    private static final String ABORTING = "Aborting due to java.lang.OutOfMemoryError";

    /** Beginnings of lines after which all that follows is the JVM's: it ends then. */
    private static final List<String> LAST = List.of(
            "Error occurred during initialization of ",
            "Error: ",
            "Unrecognized VM option ",
            "Unrecognized option: ",
            TERMINATING,
            ABORTING,
            "# A fatal error has been detected by the Java Runtime Environment",
            "# There is insufficient memory for the Java Runtime Environment");

    /** Parts of what is said when the same command would fail in the same way. */
    private static final List<String> PERMANENT = List.of(
            "Error: Could not create the Java Virtual Machine",
            "Error: Could not find or load main class",
            "Error: LinkageError occurred while loading main class",
            "Error: Main method not found in class",
            "Error: could not open `",
            "Error occurred during initialization of ");

    /** Part of what is said by a JVM that initializes its classes while its own handler of a signal shuts it down. */
    private static final List<String> SHUT_DOWN_AT_BOOT = List.of("java.lang.InternalError: Bad level: ");

    /**
     * Parts of what is said when the machine, or a limit of the container, had no memory or threads left: it may have
     * some soon.
     */
    private static final List<String> TRANSIENT = List.of(
            "insufficient memory",
            "Could not reserve enough space",
            "Not enough space",
            "Cannot allocate memory",
            "Resource temporarily unavailable",
            "unable to create native thread");

    private JvmWords() {}

    /** The lines from the first on that the JVM said; empty if it said none. */
    static List<String> in(List<String> stdout) {
        for (int i = 0; i < stdout.size(); i++) {
            if (startsWithAny(stdout.get(i), LAST)) {
                return stdout.subList(i, stdout.size());
            }
        }
        return List.of();
    }

    /** The option that had the JVM end when its heap was full; {@code null} if it did not. */
    static @Nullable String optionForFullHeap(List<String> stdout) {
        for (String line : stdout) {
            if (line.startsWith(TERMINATING)) {
                return "-XX:+ExitOnOutOfMemoryError";
            }
            if (line.startsWith(ABORTING)) {
                return "-XX:+CrashOnOutOfMemoryError";
            }
        }
        return null;
    }

    /** Whether a JVM that ended before it could connect would end again, started by the same command. */
    static boolean sayPermanent(ExitStatus status, List<String> lines) {
        if (status.code() != 1 || sayShutDownAtBoot(status, lines)) {
            return false;
        }
        return containsAny(lines, PERMANENT) && !containsAny(lines, TRANSIENT);
    }

    /**
     * Whether a signal that asks to end came while the JVM booted; then it may end with another status than after a
     * signal.
     */
    static boolean sayShutDownAtBoot(ExitStatus status, List<String> lines) {
        return status.code() == 1 && containsAny(lines, SHUT_DOWN_AT_BOOT);
    }

    private static boolean startsWithAny(String line, List<String> beginnings) {
        for (String beginning : beginnings) {
            if (line.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean containsAny(List<String> lines, List<String> parts) {
        for (String line : lines) {
            for (String part : parts) {
                if (line.contains(part)) {
                    return true;
                }
            }
        }
        return false;
    }
}
