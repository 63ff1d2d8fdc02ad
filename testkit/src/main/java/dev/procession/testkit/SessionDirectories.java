package dev.procession.testkit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The session directories of this JVM, and of processes below it that are dead; not those of other test runs, which
 * may lie about until the next session removes them.
 */
final class SessionDirectories {

    /** {@code procession-<pid of the creator>-<random>}, and what a session has elsewhere. */
    private static final Pattern NAME = Pattern.compile("procession-(?:spill-)?(\\d{1,18})-.+");

    private SessionDirectories() {}

    static Set<String> present() {
        var found = new HashSet<String>();
        for (Path parent : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, "procession-*")) {
                for (Path entry : entries) {
                    if (isAbandonedOrOurs(entry)) {
                        found.add(entry.toString());
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                // No such parent on this system: nothing can be in it.
            }
        }
        return found;
    }

    private static boolean isAbandonedOrOurs(Path directory) {
        Matcher name = NAME.matcher(String.valueOf(directory.getFileName()));
        if (!name.matches() || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        long pid = Long.parseLong(name.group(1));
        return isOwn(directory) && (pid == ProcessHandle.current().pid() || (Descendants.haveSeen(pid) && isDead(pid)));
    }

    private static boolean isDead(long pid) {
        return ProcessHandle.of(pid).map(p -> !p.isAlive()).orElse(true) || Descendants.isZombie(pid);
    }

    private static boolean isOwn(Path directory) {
        try {
            return Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(thisUser());
        } catch (IOException e) {
            return false; // gone since it was listed
        }
    }

    /** By what this process owns; a name would miss a user that has none, as in many containers. */
    private static UserPrincipal thisUser() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.getOwner(Files.exists(self) ? self : Path.of(System.getProperty("user.home")));
    }
}
