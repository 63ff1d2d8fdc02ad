package dev.procession.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The processes below this JVM, and only those. */
final class Descendants {

    private static final int DESCRIBED_CHARS = 300;

    /** The ids of all that were ever seen. */
    private static final Set<Long> SEEN = ConcurrentHashMap.newKeySet();

    private Descendants() {}

    /** A process was started, which may end before it is listed. */
    static void started(long pid) {
        SEEN.add(pid);
    }

    /** Whether a process of this id was one; its id may be another one's since. */
    static boolean haveSeen(long pid) {
        return SEEN.contains(pid);
    }

    /** Every descendant that can still run; a zombie, which only waits for its parent to look, is not one. */
    static List<ProcessHandle> live() {
        return ProcessHandle.current()
                .descendants()
                .filter(p -> p.isAlive() && !isZombie(p.pid()))
                .peek(p -> SEEN.add(p.pid()))
                .toList();
    }

    /** Kills the processes listed; what they had started has to be in the list. */
    static void kill(List<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            // False when it has just ended by itself; a reused pid is told apart by the handle's start time.
            boolean _ = process.destroyForcibly();
        }
    }

    static String describe(ProcessHandle process) {
        String line =
                process.info().commandLine().or(() -> process.info().command()).orElse("(command unknown)");
        String shown = line.length() <= DESCRIBED_CHARS ? line : line.substring(0, DESCRIBED_CHARS) + "…";
        return "pid " + process.pid() + " " + shown;
    }

    static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The state follows the command in brackets, which may hold anything.
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false; // no /proc, or gone
        }
    }

    /**
     * Whether {@code jcmd} may be pointed at it; attaching sends SIGQUIT, which would end a process that is no JVM.
     */
    static boolean isJvm(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/maps")).contains("/libjvm.so");
        } catch (IOException e) {
            return process.info().command().map(Descendants::namesJava).orElse(false);
        }
    }

    private static boolean namesJava(String command) {
        return command.endsWith("/java") || command.endsWith("\\java.exe");
    }
}
