package dev.procession;

import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * JVMs that see other mounts, other process numbers or are another user's, as those in containers. Needs Linux and
 * root.
 */
final class Namespaces {
    private Namespaces() {}

    /** Skips the test where there can be none. */
    static void assume() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && "root".equals(System.getProperty("user.name"))
                        && succeeds("unshare", "-m", "true"),
                "skipped: namespaces need Linux, root and unshare");
    }

    private static boolean succeeds(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A Java home whose {@code java} is started by {@code unshare} with these options, after these commands of a
     * shell, by a last one such as {@code exec}.
     *
     * @param directory where to make it
     */
    static Path home(Path directory, String options, String setUp, String exec) throws IOException {
        Path home = Files.createTempDirectory(directory, "home");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                exec unshare %s sh -c '%s
                %s %s/bin/java "$@"' - "$@"
                """.formatted(options, setUp, exec, System.getProperty("java.home")));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    /** One with mounts of its own. */
    static Path mounts(Path directory, String setUp) throws IOException {
        return home(directory, "-m", "set -e\n" + setUp, "exec");
    }

    /**
     * One with process numbers of its own, in which it is the first, and dies with the process that is seen from
     * here.
     */
    static Path processes(Path directory) throws IOException {
        return home(directory, "-pf --mount-proc --kill-child", "", "exec");
    }

    /** One of another user, without a name. */
    static Path user(Path directory, int number) throws IOException {
        return home(directory, "-m", "", "exec setpriv --reuid %1$d --regid %1$d --clear-groups".formatted(number));
    }

    /** Runs {@code main} there. */
    static JavaProcess.Builder java(Path home, Class<?> main, String... arguments) {
        return JavaProcess.running(main, arguments).javaHome(home);
    }
}
