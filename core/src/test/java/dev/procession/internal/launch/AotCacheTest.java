package dev.procession.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.worker.WorkerMain;
import dev.procession.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the ahead-of-time cache is made, and how its making is given up; with the library in a jar, and real JVMs. */
@Tag("process")
class AotCacheTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path directory;

    private Path caches;
    private Path file;
    private AotCache cache;

    @BeforeEach
    void jar() throws Exception {
        Path jar = Path.of(AotCache.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        caches = directory.resolve("caches");
        file = caches.resolve("worker-serial-test.aot");
        cache = new AotCache(jar, file);
    }

    private void build() {
        cache.build(JAVA, WorkerMain.class.getName(), directory.resolve("scratch"));
    }

    private List<ProcessHandle> steps() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("-XX:AOTMode="))
                        .isPresent())
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> found = Files.list(caches)) {
            return found.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void build_makesACacheThatAJvmTakes() throws Exception {
        build();

        assertTrue(cache.await());
        assertEquals(List.of(file), files());
        List<String> options = new ArrayList<>(List.of(JAVA, "-XX:+UseSerialGC", "-XX:AOTMode=on"));
        cache.addUse(options);
        options.add("-version");
        // With this mode a JVM that cannot use its cache does not start.
        Process process = new ProcessBuilder(options)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        assertEquals(0, process.waitFor(), Files.readString(directory.resolve("said")));
    }

    /** In the first step, where a JVM records what a worker loads, and in the second, where one writes the cache. */
    @ParameterizedTest
    @ValueSource(strings = {"record", "create"})
    void close_whileItIsMade_leavesNoProcessAndNoFile(String mode) {
        build();
        Await.until(
                "the step " + mode,
                () -> steps().stream()
                        .anyMatch(step -> step.info().commandLine().orElse("").contains("-XX:AOTMode=" + mode)));
        List<ProcessHandle> steps = steps();

        cache.close();

        // Reaped as well: a process that init must reap is a zombie where init does not.
        assertTrue(steps.stream().noneMatch(ProcessHandle::isAlive));
        assertEquals(List.of(), steps());
        assertEquals(List.of(), files());
        assertFalse(cache.await());
        build();
        assertEquals(List.of(), steps());
    }
}
