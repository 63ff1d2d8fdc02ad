package dev.procession.internal.local;

import dev.procession.codec.Reducer;
import dev.procession.internal.codec.ClassFilter;
import dev.procession.process.Inherit;
import dev.procession.process.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a session, from the facade's builder.
 *
 * @param name the name by which other JVMs find it; {@code null} for none
 * @param directory where its directory is made; {@code null} for the usual places
 * @param classPath replaces this process's class path in the children; {@code null} to keep it
 * @param jvmOptions options of every child's JVM
 * @param environment variables added to every child's environment
 * @param reducers how to send what is not serializable
 * @param output where the children's output goes
 * @param useAotCache whether children start from an ahead-of-time cache
 * @param allowed the patterns of the classes that its processes decode; {@code null} for all classes
 * @param closeTimeout the time that running work has to finish when the session is closed
 * @param killDescendants whether the processes that children have started end with them
 * @param shutdownHook whether the session has a shutdown hook
 * @param inherited what the children take from this JVM
 */
public record SessionOptions(
        @Nullable String name,
        @Nullable Path directory,
        @Nullable List<Path> classPath,
        List<String> jvmOptions,
        Map<String, String> environment,
        List<Reducer<?>> reducers,
        Output output,
        boolean useAotCache,
        @Nullable List<String> allowed,
        Duration closeTimeout,
        boolean killDescendants,
        boolean shutdownHook,
        Set<Inherit> inherited) {
    /** What children inherit by default. */
    public static final Set<Inherit> INHERITED =
            Set.of(Inherit.PROPERTIES, Inherit.LOCALE, Inherit.ASSERTIONS, Inherit.MODULES);

    private static final int MAX_NAME_LENGTH = 40;

    private static final String NAME_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    /**
     * Returns if {@code name} can be a session's.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public static void checkName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("session: name=\"" + name + "\" must be 1 to " + MAX_NAME_LENGTH
                    + " ASCII letters, digits, dots, hyphens or underscores");
        }
    }

    /** Not by a regular expression, which takes some milliseconds where it is the JVM's first. */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (NAME_CHARS.indexOf(name.charAt(i)) < 0) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_NAME_LENGTH;
    }

    /**
     * Returns if these can be the patterns of classes.
     *
     * @throws IllegalArgumentException if one cannot
     */
    public static void checkAllowed(List<String> patterns) {
        ClassFilter.of(patterns);
    }

    /** Those of {@code Procession.local()}. */
    public static SessionOptions defaults() {
        return ofManager(null, true);
    }

    /**
     * {@link #defaults()} but for what a manager's own session takes from the manager's: its processes decode classes
     * of these patterns, all classes if {@code null}, and kill their descendants or do not.
     */
    static SessionOptions ofManager(@Nullable List<String> patterns, boolean killDescendants) {
        return new SessionOptions(
                null,
                null,
                null,
                List.of(),
                Map.of(),
                List.of(),
                Output.FORWARD,
                true,
                patterns,
                Duration.ofSeconds(5),
                killDescendants,
                true,
                INHERITED);
    }
}
