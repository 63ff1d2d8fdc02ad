package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.process.Output;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends that come at a bad moment: of a worker that leaves something behind, of a JVM whose workers are just starting.
 */
@Tag("process")
class ProcessEndTest {
    @TempDir
    Path directory;

    /** Starts a process as native code does: with every open file of this one. */
    @SuppressWarnings("restricted") // the worker that calls it is allowed to
    private static void system(String command) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle system = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("system"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) system.invokeExact(arena.allocateFrom(command));
        }
    }

    @Test
    void halt_whileAProcessItForkedHoldsTheLink_isNoticed() throws Exception {
        Path pid = directory.resolve("pid");
        String command = "sleep 1000 >/dev/null 2>&1 & echo $! > " + pid;
        PoolOptions options =
                PoolOptions.defaults().withWorkers(1).withJvmOptions("--enable-native-access=ALL-UNNAMED");
        try (Procession px = Procession.builder().output(Output.DISCARD).build();
                ProcessPool pool = px.pool(options)) {
            assertThrows(
                    WorkerCrashedException.class,
                    () -> pool.apply(() -> {
                        try {
                            system(command);
                        } catch (Throwable t) {
                            throw new IllegalStateException(t);
                        }
                        Runtime.getRuntime().halt(3);
                    }));
        } finally {
            long left = Long.parseLong(Files.readString(pid).strip());
            ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** A program that ends while its workers start. */
    static final class Hasty {
        private Hasty() {}

        public static void main(String[] args) throws Exception {
            Procession px = Procession.builder()
                    .directory(Path.of(args[0]))
                    .closeTimeout(Duration.ofMillis(50))
                    .build();
            ProcessPool pool = px.pool(4);
            if (args[1].equals("busy")) {
                pool.submit(() -> Thread.sleep(1_000_000));
                Await.until("a worker", () -> pool.workers().stream().anyMatch(worker -> worker.pid() != 0));
            }
            if (args[1].equals("closing")) {
                pool.submit(() -> Thread.sleep(1_000_000));
                Thread closer = Thread.ofPlatform().start(px::close);
                Await.until("the pool to close", pool::isShutdown);
                System.out.println(closer.isAlive());
            }
            System.exit(7);
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> !path.equals(directory))
                    .map(path -> directory.relativize(path).toString())
                    .toList();
        } catch (UncheckedIOException e) { // something went meanwhile
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void exit_atAnyMoment_leavesNothing() throws Exception {
        for (String when : List.of("starting", "busy", "closing")) {
            for (int i = 0; i < 3; i++) {
                try (JavaProcess hasty = JavaProcess.running(Hasty.class, directory.toString(), when)
                        .start()) {
                    assertEquals(7, hasty.awaitExit(), hasty.stderr());
                    // That a task was lost is said, once; nothing else is.
                    String said = hasty.stderr();
                    boolean isOfTheTask = said.contains("failures that no thread had read: count=1")
                            && said.lines().count() == 2;
                    assertTrue(said.isEmpty() || (!when.equals("starting") && isOfTheTask), when + ": " + said);
                }
                try {
                    Await.until("nothing to be left, at last by the children", () -> left().isEmpty());
                } catch (AssertionError e) {
                    throw new AssertionError(when + " left " + left(), e);
                }
                String mark = directory.toString();
                Await.until(
                        "no worker to be left",
                        () -> ProcessHandle.allProcesses()
                                .noneMatch(process ->
                                        process.info().commandLine().orElse("").contains("@" + mark)));
            }
        }
        assertTrue(Files.isDirectory(directory));
    }
}
