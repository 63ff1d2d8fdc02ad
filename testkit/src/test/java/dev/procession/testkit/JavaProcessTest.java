package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class JavaProcessTest {

    @Test
    void running_mainClass_collectsOutputAndExitCode() {
        try (JavaProcess jvm =
                JavaProcess.running(ChildMain.class, "print", "a b", "ä").start()) {
            assertEquals(3, jvm.awaitExit());
            assertEquals("[a b, ä]", jvm.awaitLine("out "));
            assertTrue(jvm.stderr().startsWith("err"), jvm.stderr());
        }
    }

    @Test
    void running_sourceFile_runsIt(@TempDir Path directory) throws Exception {
        Path source = directory.resolve("Hello.java");
        Files.writeString(source, "void main() { IO.println(\"hello from source\"); }");
        try (JavaProcess jvm = JavaProcess.running(source).start()) {
            assertEquals("from source", jvm.awaitLine("hello "));
            assertEquals(0, jvm.awaitExit());
        }
    }

    @Test
    void kill_parentWithChild_leavesTheChildToBeWatched() {
        try (JavaProcess parent = JavaProcess.running(ChildMain.class, "parent").start()) {
            long pid = Long.parseLong(parent.awaitLine("ready "));
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            try {
                assertTrue(parent.descendants().contains(child));
                parent.kill();
                assertEquals(128 + 9, parent.awaitExit());
                assertTrue(child.isAlive());
            } finally {
                child.destroyForcibly();
                Await.until("the child's end", () -> !child.isAlive() || Descendants.isZombie(pid));
            }
        }
    }

    @Test
    void close_parentWithChild_endsBoth() {
        ProcessHandle child;
        try (JavaProcess parent = JavaProcess.running(ChildMain.class, "parent").start()) {
            child = ProcessHandle.of(Long.parseLong(parent.awaitLine("ready "))).orElseThrow();
        }
        assertTrue(!child.isAlive() || Descendants.isZombie(child.pid()));
    }

    @Test
    void awaitLine_endsWithoutIt_failsAtOnceWithTheOutput() {
        try (JavaProcess jvm = JavaProcess.running(ChildMain.class, "print").start()) {
            var error = assertThrows(AssertionError.class, () -> jvm.awaitLine("never"));
            assertTrue(String.valueOf(error.getMessage()).contains("exit=3"), error.toString());
        }
    }

    @Test
    void awaitExit_doesNotEnd_fails() {
        try (JavaProcess jvm = JavaProcess.running(ChildMain.class, "hang").start()) {
            var error = assertThrows(AssertionError.class, () -> jvm.awaitExit(Duration.ofMillis(10)));
            assertTrue(String.valueOf(error.getMessage()).contains("did not end"), error.toString());
        }
    }
}
