package dev.procession.internal.liveness;

import java.io.File;
import java.nio.file.Path;

/**
 * The names of the directories of the sessions that this JVM belongs to, in a system property, so that two copies
 * of this library in two class loaders see each other's: to open and close such a session's lock file once more
 * would drop the locks of the whole process. Names and not paths, because with links a directory has many paths, but
 * one name, which is random.
 */
final class OpenSessionNames {
    private static final String PROPERTY = "dev.procession.sessions";

    /** Prefix of the name of a directory that a sweep of this JVM is checking. */
    private static final String SWEPT = "sweep ";

    private OpenSessionNames() {}

    // All under the lock of the properties, which every class loader has; and without lambdas: one would be the first
    // of
    // a child's start.

    /**
     * This JVM belongs to the session in {@code directory} from now on; waits while a sweep of this JVM has its
     * lock file open.
     *
     * @return {@code false} if it belonged to it before
     */
    static boolean add(Path directory) {
        boolean interrupted = false;
        synchronized (System.getProperties()) {
            while (contains(SWEPT + entry(directory))) {
                try {
                    System.getProperties().wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            boolean added = !contains(entry(directory));
            if (added) {
                put(entry(directory));
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return added;
        }
    }

    static void remove(Path directory) {
        synchronized (System.getProperties()) {
            take(entry(directory));
        }
    }

    /**
     * A sweep may open and close the lock file in {@code directory} until {@link #endSweep}, if this returns
     * {@code true}.
     */
    static boolean beginSweep(Path directory) {
        synchronized (System.getProperties()) {
            if (contains(entry(directory)) || contains(SWEPT + entry(directory))) {
                return false;
            }
            put(SWEPT + entry(directory));
            return true;
        }
    }

    static void endSweep(Path directory) {
        synchronized (System.getProperties()) {
            take(SWEPT + entry(directory));
            System.getProperties().notifyAll();
        }
    }

    private static boolean contains(String entry) {
        return (File.pathSeparator + open()).contains(File.pathSeparator + entry);
    }

    private static String open() {
        return System.getProperty(PROPERTY, "");
    }

    private static void put(String entry) {
        System.setProperty(PROPERTY, open() + entry);
    }

    private static void take(String entry) {
        String rest = (File.pathSeparator + open())
                .replace(File.pathSeparator + entry, File.pathSeparator)
                .substring(1);
        if (rest.isEmpty()) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, rest);
        }
    }

    private static String entry(Path directory) {
        return directory.getFileName() + File.pathSeparator;
    }
}
