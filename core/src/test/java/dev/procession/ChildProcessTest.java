package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import dev.procession.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a child process. */
@Tag("process")
class ChildProcessTest {
    private Procession px;

    @BeforeEach
    void open() {
        px = Procession.builder()
                .output(Output.DISCARD)
                .closeTimeout(Duration.ofMillis(200))
                .build();
    }

    @AfterEach
    void close() {
        px.close();
    }

    @Test
    void start_body_runsInItsOwnProcess(@TempDir Path directory) throws Exception {
        String file = directory.resolve("pid").toString();

        ChildProcess child = px.start(() -> Files.writeString(
                Path.of(file), Long.toString(ProcessHandle.current().pid())));
        child.join();

        assertEquals(Long.toString(child.pid()), Files.readString(Path.of(file)));
        assertEquals(0, child.exitCode().orElseThrow());
        assertTrue(child.exitStatus().isSuccess());
        assertTrue(child.failure().isEmpty());
        assertFalse(child.isAlive());
        assertEquals("process-1", child.name());
    }

    @Test
    void start_bodyThatThrows_exitsWithOneAndTellsWhy() throws Exception {
        ChildProcess child = px.start(() -> {
            throw new IOException("disk");
        });
        child.join();

        assertEquals(1, child.exitCode().orElseThrow());
        IOException failure =
                assertInstanceOf(IOException.class, child.failure().orElseThrow());
        assertEquals("disk", String.valueOf(failure.getMessage()));
    }

    @Test
    void start_bodyThatExits_hasThatCode() throws Exception {
        ChildProcess child = px.start(() -> System.exit(7));
        child.join();

        assertEquals(7, child.exitCode().orElseThrow());
        assertInstanceOf(ProcessionException.class, child.failure().orElseThrow());
    }

    @Test
    void join_withTimeout_tellsWhetherItEnded() throws Exception {
        ChildProcess child = px.start(() -> Thread.sleep(1_000_000));

        assertFalse(child.join(Duration.ofMillis(20)));
        assertFalse(child.join(Duration.ZERO));
        assertFalse(child.join(Duration.ofSeconds(-1)));
        assertTrue(child.isAlive());
        assertTrue(child.exitCode().isEmpty());
        assertThrows(IllegalStateException.class, child::exitStatus);
        child.kill();
        assertTrue(child.join(Duration.ofSeconds(30)));
    }

    @Test
    void kill_child_endsBySigkill() throws Exception {
        ChildProcess child = px.start(() -> Thread.sleep(1_000_000));

        child.kill();

        assertEquals("SIGKILL", child.onExit().get().signal().orElseThrow());
        assertTrue(String.valueOf(child.failure().orElseThrow().getMessage()).contains("SIGKILL"));
    }

    @Test
    void terminate_child_runsItsShutdownHooks(@TempDir Path directory) throws Exception {
        String file = directory.resolve("hook").toString();
        ChildProcess child = px.start(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Files.writeString(Path.of(file), "ran");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
            Files.createFile(Path.of(file + ".ready"));
            Thread.sleep(1_000_000);
        });
        Await.until("the hook is there", () -> Files.exists(Path.of(file + ".ready")));

        child.terminate();
        child.join();

        assertEquals(143, child.exitCode().orElseThrow());
        assertEquals("ran", Files.readString(Path.of(file)));
    }

    @Test
    void close_childThatIgnoresSigterm_isKilled() {
        ChildProcess child = px.start(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }));
            Thread.sleep(1_000_000);
        });

        child.close();

        assertFalse(child.isAlive());
        child.close();
    }

    @Test
    void activeChildren_listsTheLiving() throws Exception {
        ChildProcess one = px.start(() -> Thread.sleep(1_000_000));
        ChildProcess two = px.process(() -> Thread.sleep(1_000_000))
                .name("two")
                .daemon(true)
                .start();

        assertEquals(List.of(one, two), px.activeChildren());
        assertTrue(two.isDaemon());
        one.kill();
        one.join();
        assertEquals(List.of(two), px.activeChildren());
    }

    @Test
    void builder_options_reachTheChild(@TempDir Path directory) throws Exception {
        String file = directory.resolve("seen").toString();
        ChildProcess child = px.process(() -> Files.writeString(
                        Path.of(file),
                        System.getProperty("x")
                                + System.getenv("PX_TEST")
                                + Path.of("").toAbsolutePath()
                                + Procession.currentWorker().orElseThrow().name()))
                .name("named")
                .jvmOptions("-Dx=a \"quoted\\ value")
                .environment(Map.of("PX_TEST", "env"))
                .workingDirectory(directory)
                .start();
        child.join();

        assertEquals("a \"quoted\\ valueenv" + directory.toRealPath() + "named", Files.readString(Path.of(file)));
    }

    @Test
    void start_badJvmOption_failsWithTheJvmsWords() {
        WorkerStartException thrown = assertThrows(
                WorkerStartException.class,
                () -> px.process(() -> {}).jvmOptions("-XX:+NoSuchOption").start());

        assertTrue(String.valueOf(thrown.getMessage()).contains("NoSuchOption"), String.valueOf(thrown.getMessage()));
    }

    @Test
    void start_bodyThatCannotBeEncoded_failsInTheCaller() {
        Object captured = new Object();

        assertThrows(CodecException.class, () -> px.start(() -> System.out.println(captured)));
    }

    @Test
    void start_afterClose_isRefused() {
        px.close();

        assertThrows(SessionClosedException.class, () -> px.start(() -> {}));
        assertThrows(SessionClosedException.class, () -> px.pool(1));
    }

    @Test
    void close_session_endsChildren() {
        ChildProcess daemon =
                px.process(() -> Thread.sleep(1_000_000)).daemon(true).start();
        ChildProcess other = px.start(() -> Thread.sleep(1_000_000));

        px.close();

        assertFalse(daemon.isAlive());
        assertFalse(other.isAlive());
    }

    @Test
    void close_session_letsShortWorkFinish(@TempDir Path directory) throws Exception {
        String file = directory.resolve("done").toString();
        try (Procession patient = Procession.builder()
                .output(Output.DISCARD)
                .closeTimeout(Duration.ofSeconds(30))
                .build()) {
            patient.start(() -> Files.createFile(Path.of(file)));
        }

        assertTrue(Files.exists(Path.of(file)));
    }
}
