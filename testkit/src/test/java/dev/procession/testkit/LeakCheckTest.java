package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.StandardProtocolFamily;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Each kind of leak is reported, by name, and nothing else is. */
@Tag("process")
@EnabledOnOs(OS.LINUX)
@Deadline(seconds = 1200) // a minute: hurry() divides it by twenty, for the fixtures as well
class LeakCheckTest {

    /** What the fixtures leave behind, for this class to clear away. */
    private static final Deque<Closeable> LEFT = new ArrayDeque<>();

    /** A leak is waited for; half a second of it is enough where it is sure to stay. */
    @BeforeEach
    void hurry() {
        System.setProperty(Times.SCALE_PROPERTY, "0.05");
    }

    @AfterEach
    void clearAway() throws IOException {
        System.clearProperty(Times.SCALE_PROPERTY);
        while (!LEFT.isEmpty()) {
            LEFT.pop().close();
        }
    }

    abstract static class Leaky {
        abstract void leak() throws Exception;

        @Test
        void leaks() throws Exception {
            leak();
        }
    }

    private static void assertReports(Class<?> fixture, String... parts) {
        String message = InnerRun.messageOf(fixture);
        assertTrue(message.contains(fixture.getName() + " leaked"), message);
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    static class LeaksProcess extends Leaky {
        @Override
        void leak() throws IOException {
            Process sleep = new ProcessBuilder("/bin/sleep", "1000").start();
            LEFT.push(() -> sleep.destroyForcibly().onExit().join());
        }
    }

    @Test
    void check_processLeft_reportsItAndItsPipes() {
        assertReports(LeaksProcess.class, "process: pid ", "file descriptor: ", "-> pipe:[");
    }

    static class LeaksThread extends Leaky {
        @Override
        void leak() {
            var end = new CountDownLatch(1);
            Thread thread = Thread.ofPlatform().name("procession-bell").start(() -> awaitQuietly(end));
            LEFT.push(() -> {
                end.countDown();
                Await.until("the thread's end", () -> !thread.isAlive());
            });
        }

        private static void awaitQuietly(CountDownLatch end) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void check_threadLeft_reportsItsNameAndPlace() {
        assertReports(LeaksThread.class, "thread: procession-bell at ", "LeaksThread.awaitQuietly");
    }

    static class LeaksSocket extends Leaky {
        @Override
        void leak() throws IOException {
            LEFT.push(SocketChannel.open(StandardProtocolFamily.UNIX));
        }
    }

    @Test
    void check_socketLeft_reportsIt() {
        assertReports(LeaksSocket.class, "-> socket:[");
    }

    static class LeaksPipe extends Leaky {
        @Override
        void leak() throws IOException {
            Pipe pipe = Pipe.open();
            LEFT.push(pipe.sink());
            LEFT.push(pipe.source());
        }
    }

    @Test
    void check_pipeLeft_reportsBothEnds() {
        assertReports(LeaksPipe.class, "count=2", "-> pipe:[");
    }

    static class LeaksDeletedFile extends Leaky {
        @Override
        void leak() throws IOException {
            Path file = Files.createTempFile("testkit-gone-", "");
            LEFT.push(FileChannel.open(file, StandardOpenOption.READ));
            Files.delete(file);
        }
    }

    @Test
    void check_deletedFileOpen_reportsIt() {
        assertReports(LeaksDeletedFile.class, "testkit-gone-", "(deleted)");
    }

    /**
     * A directory as a session of this JVM would have; the parent is another temporary one, so only the names count.
     */
    private static Path sessionDirectory(Path parent) throws IOException {
        Path directory = parent.resolve("procession-" + ProcessHandle.current().pid() + "-0f3a");
        Files.createDirectory(directory);
        LEFT.push(() -> Files.deleteIfExists(directory));
        return directory;
    }

    static class LeaksMapping extends Leaky {
        @Override
        @SuppressWarnings("MustBeClosedChecker") // to be left open is what it is for
        void leak() throws IOException {
            Path elsewhere = Files.createTempDirectory("testkit-map-");
            LEFT.push(() -> Files.delete(elsewhere));
            Path segment = sessionDirectory(elsewhere).resolve("ring");
            LEFT.push(() -> Files.deleteIfExists(segment));
            Arena arena = Arena.ofShared();
            LEFT.push(arena::close);
            try (FileChannel channel = FileChannel.open(
                    segment, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.map(MapMode.READ_WRITE, 0, 4096, arena);
            }
        }
    }

    @Test
    void check_mappingLeft_reportsTheFile() {
        assertReports(LeaksMapping.class, "count=1", "mapping: ", "-0f3a/ring");
    }

    static class LeaksSessionFile extends Leaky {
        @Override
        void leak() throws IOException {
            Path elsewhere = Files.createTempDirectory("testkit-open-");
            LEFT.push(() -> Files.delete(elsewhere));
            Path lock = sessionDirectory(elsewhere).resolve("lock");
            LEFT.push(() -> Files.deleteIfExists(lock));
            LEFT.push(FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        }
    }

    @Test
    void check_sessionFileOpen_reportsTheFile() {
        assertReports(LeaksSessionFile.class, "count=1", "file descriptor: ", "-0f3a/lock");
    }

    static class LeaksDirectory extends Leaky {
        @Override
        void leak() throws IOException {
            sessionDirectory(Path.of(System.getProperty("java.io.tmpdir")));
        }
    }

    @Test
    void check_sessionDirectoryLeft_reportsIt() {
        assertReports(LeaksDirectory.class, "count=1", "session directory: ");
    }

    static class LeavesOthersAlone extends Leaky {
        @Override
        void leak() throws IOException {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            long alive = ProcessHandle.current().parent().orElseThrow().pid();
            for (String name : List.of("procession-" + alive + "-0f3b", "procession-build-0f3b")) {
                Path directory = Files.createDirectory(temporary.resolve(name));
                LEFT.push(() -> Files.delete(directory));
            }
            Path jar = Files.createTempFile("procession-core-", ".jar");
            LEFT.push(() -> Files.delete(jar));
            LEFT.push(FileChannel.open(jar, StandardOpenOption.READ));
        }
    }

    /** Leaves what a session of a process of its own would that was killed. */
    static class LeavesADeadChildsDirectory extends Leaky {
        @Override
        void leak() throws Exception {
            Process child = new ProcessBuilder("sleep", "100").start();
            Descendants.live();
            child.destroyForcibly().waitFor();
            Path directory = Files.createDirectory(
                    Path.of(System.getProperty("java.io.tmpdir")).resolve("procession-" + child.pid() + "-0f3c"));
            LEFT.push(() -> Files.delete(directory));
        }
    }

    @Test
    void check_sessionDirectoryOfADeadChildLeft_reportsIt() {
        assertReports(LeavesADeadChildsDirectory.class, "count=1", "session directory: ");
    }

    /** As another run's test that kills a process beside this one. */
    static class FindsADeadStrangersDirectory extends Leaky {
        @Override
        void leak() throws Exception {
            Process stranger = new ProcessBuilder("true").start();
            stranger.waitFor();
            Path directory = Files.createDirectory(
                    Path.of(System.getProperty("java.io.tmpdir")).resolve("procession-" + stranger.pid() + "-0f3d"));
            LEFT.push(() -> Files.delete(directory));
        }
    }

    @Test
    void check_sessionDirectoryOfADeadStranger_isNoLeak() {
        assertEquals(List.of(), InnerRun.failuresOf(FindsADeadStrangersDirectory.class));
    }

    @Test
    void check_anotherLiveProcessesSessionAndOurJars_areNoLeak() {
        assertEquals(List.of(), InnerRun.failuresOf(LeavesOthersAlone.class));
    }

    static class ClosesInTheEnd {
        private static final Deque<Closeable> OPEN = new ArrayDeque<>();

        @Test
        void opens() throws IOException {
            OPEN.push(SocketChannel.open(StandardProtocolFamily.UNIX));
        }

        @Nested
        class Inner {
            @Test
            void opensMore() throws IOException {
                OPEN.push(SocketChannel.open(StandardProtocolFamily.UNIX));
            }
        }

        @AfterAll
        static void close() throws IOException {
            while (!OPEN.isEmpty()) {
                OPEN.pop().close();
            }
        }
    }

    @Test
    void check_closedByAfterAll_isNoLeakAndNestedIsNotAskedEarlier() {
        assertEquals(List.of(), InnerRun.failuresOf(ClosesInTheEnd.class));
    }

    @MayLeak("the fixture for the way out")
    static class Exempt extends LeaksSocket {}

    @MayLeak(" ")
    static class ExemptWithoutReason extends LeaksSocket {}

    @Test
    void mayLeak_withReason_isNotChecked() {
        assertEquals(List.of(), InnerRun.failuresOf(Exempt.class));
    }

    @Test
    void mayLeak_withoutReason_fails() {
        List<Throwable> failures = InnerRun.failuresOf(ExemptWithoutReason.class);
        assertTrue(failures.toString().contains("@MayLeak needs a reason"), failures.toString());
    }
}
