package dev.procession.stress;

import dev.procession.Procession;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Starts an {@link Orphan}, kills it, and looks whether anything of its session is left: processes, memory, sockets;
 * and, once another session has begun, files.
 */
final class OrphanFault {
    private static final String MARK = "PROCESSION_CHAOS_ORPHAN";
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int BOOTING_ONE_IN = 3;

    private final Tally tally;
    private final Fault fault;

    OrphanFault(Tally tally, Fault fault) {
        this.tally = tally;
        this.fault = fault;
    }

    void run() {
        String mark = MARK + "=" + System.nanoTime();
        try {
            Process parent = start(mark);
            long pid = parent.pid();
            if (fault.victim() % BOOTING_ONE_IN != 0 && !isReady(parent)) {
                tally.wrong("a session of its own did not come up");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(fault.lengthMillis()));
            if (!parent.isAlive()) {
                tally.wrong("a session of its own ended by itself: exit=" + parent.exitValue());
            }
            parent.destroyForcibly();
            int _ = parent.waitFor();
            empty("processes of a killed parent", () -> Proc.processesWith(mark));
            empty("directories of a killed parent", () -> {
                // Opening a session sweeps. A process that ends loses its memory, by which it was seen, some time
                // before its locks.
                Procession.local().close();
                return directories(pid);
            });
            empty("sockets of a killed parent", () -> Proc.lines("net/unix", "/procession-" + pid + "-"));
            tally.orphans.increment();
        } catch (IOException | RuntimeException e) {
            tally.wrong("a session of its own: " + Seat.trace(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process start(String mark) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Orphan.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(MARK, mark.substring(MARK.length() + 1));
        return builder.start();
    }

    private static boolean isReady(Process parent) throws IOException {
        try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
            return Orphan.READY.equals(out.readLine());
        }
    }

    private static List<String> directories(long pid) {
        List<String> found = new ArrayList<>();
        for (Path place : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
            String[] names = place.toFile()
                    .list((parent, name) -> name.startsWith("procession-") && name.contains("-" + pid + "-"));
            found.addAll(names == null ? List.of() : List.of(names));
        }
        return found;
    }

    private void empty(String what, Supplier<? extends List<?>> looks) {
        long start = System.nanoTime();
        List<?> found = looks.get();
        while (!found.isEmpty()) {
            if (System.nanoTime() - start > MAX_NANOS) {
                tally.wrong(what + " are left: " + found);
                return;
            }
            LockSupport.parkNanos(LOOK_NANOS);
            found = looks.get();
        }
    }
}
