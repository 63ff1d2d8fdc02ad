package dev.procession.testkit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What Linux says this JVM has open and mapped, as far as it can be ours; empty elsewhere. */
final class ProcSelf {

    /**
     * A session's directory in a path. Not just the library's name: its jars, and the directory it is built in,
     * have that as well, and the JVM opens jars when it likes.
     */
    private static final Pattern IN_SESSION = Pattern.compile("/procession-\\d+-[^/]+");

    private ProcSelf() {}

    static Set<String> descriptors() {
        var found = new HashSet<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : entries) {
                String target = target(entry);
                if (isOurs(target)) {
                    found.add(entry.getFileName() + " -> " + target);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Set.of(); // no /proc here
        }
        return found;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed since it was listed
        }
    }

    private static boolean isOurs(String target) {
        return target.startsWith("socket:[")
                || target.startsWith("pipe:[")
                || target.endsWith(" (deleted)")
                || IN_SESSION.matcher(target).find();
    }

    static Set<String> mappings() {
        var found = new HashSet<String>();
        try {
            // address perms offset dev inode path; the path starts at the first slash
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                int path = line.indexOf('/');
                if (path >= 0 && IN_SESSION.matcher(line).find(path)) {
                    found.add(line.substring(0, line.indexOf(' ')) + " " + line.substring(path));
                }
            }
        } catch (IOException e) {
            return Set.of(); // no /proc here
        }
        return found;
    }
}
