package dev.procession.internal.liveness;

import java.io.File;
import java.nio.file.Path;

/**
 * The names of the directories of the sessions that this JVM belongs to, in a system property, so that two copies of this library in two class
 * loaders see each other's: to open and close such a session's lock file once more would drop the locks of the whole process.
 * Names and not paths, for a directory has many paths where there are links, and one name, which is random.
 */
final class OpenSessions {
    private static final String PROPERTY = "dev.procession.sessions";

    private OpenSessions() {}

    static void add(Path directory) {
        // Under the lock of the properties, and not by merge(): a lambda would be the first of a child's start.
        synchronized (System.getProperties()) {
            System.setProperty(PROPERTY, System.getProperty(PROPERTY, "") + entry(directory));
        }
    }

    static void remove(Path directory) {
        synchronized (System.getProperties()) {
            String rest = System.getProperty(PROPERTY, "").replace(entry(directory), "");
            if (rest.isEmpty()) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, rest);
            }
        }
    }

    static boolean contains(Path directory) {
        String open = System.getProperty(PROPERTY, "");
        return (File.pathSeparator + open).contains(File.pathSeparator + entry(directory));
    }

    private static String entry(Path directory) {
        return directory.getFileName() + File.pathSeparator;
    }
}
