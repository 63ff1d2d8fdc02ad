package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.liveness.StaleSessionReaper;
import dev.procession.internal.segment.DirectoryNames;
import dev.procession.internal.segment.FileRemoval;
import dev.procession.internal.segment.SpillFile;
import dev.procession.pool.ProcessPool;
import dev.procession.shared.SharedMemory;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places of sessions, and sweeps of dead ones, among JVMs that see different places, process numbers and users. */
@Tag("process")
class DirectoriesTest {
    private static final long LARGE = 24 << 20;
    /** Makes {@code /dev/shm} one of its own that has no room for {@link #LARGE}. */
    private static final String SMALL_MEMORY = "mount -t tmpfs -o size=20m tmpfs /dev/shm\n";

    private static final String NO_MEMORY = "mount -t tmpfs -o ro tmpfs /dev/shm\n";
    private static final String READ_ONLY = "mount --bind %1$s %1$s\nmount -o remount,ro,bind %1$s\n";
    private static final String NO_TMP = READ_ONLY.formatted("/tmp") + READ_ONLY.formatted("/var/tmp");

    @TempDir
    Path directory;

    @BeforeEach
    void assume() throws Exception {
        Namespaces.assume();
    }

    /** A program that uses sessions. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            try {
                run(args);
            } catch (Exception e) {
                System.out.println("failed " + e.toString().replace('\n', ' '));
            }
        }

        private static void run(String[] args) throws Exception {
            switch (args[0]) {
                case "work" -> {
                    try (Procession px = Procession.local();
                            ProcessPool pool = px.pool(1)) {
                        SharedMemory memory = px.sharedMemory(LARGE);
                        memory.setLongVolatile(0, 77);
                        System.out.println("value " + pool.apply(x -> x.getAndAddLong(0, 1), memory));
                    }
                }
                case "make" -> {
                    Procession.Builder builder = Procession.builder();
                    Procession px = (args[1].isEmpty() ? builder : builder.name(args[1])).build();
                    px.sharedMemory("large", LARGE).setLongVolatile(0, 77);
                    System.out.println("pid " + ProcessHandle.current().pid());
                    System.out.println("made");
                    Thread.sleep(Long.MAX_VALUE);
                }
                case "sweep" -> {
                    HostedSession home = HostedSession.create(null, null);
                    home.makeSpill();
                    // Not what other programs have left in the places that they share.
                    Path own = Path.of(System.getProperty("java.io.tmpdir"));
                    System.out.println("swept "
                            + StaleSessionReaper.run(home.path()).stream()
                                    .filter(removed -> removed.startsWith(own))
                                    .count());
                    home.delete();
                }
                default -> {
                    try (Procession px = Procession.join(args[1])) {
                        System.out.println("joined");
                        System.out.println(
                                "value " + px.sharedMemory("large", LARGE).getLongVolatile(0));
                    }
                }
            }
        }
    }

    private JavaProcess.Builder program(String mounts, String... arguments) throws IOException {
        return Namespaces.java(Namespaces.mounts(directory, mounts), Program.class, arguments)
                .jvmOptions("-Xshare:auto", "-XX:TieredStopAtLevel=1");
    }

    private static String line(JavaProcess.Builder program, String prefix) {
        try (JavaProcess process = program.start()) {
            String line = process.awaitLine(prefix);
            process.awaitExit();
            return line;
        }
    }

    private static List<Path> in(Path place) throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            return all.filter(path -> path.getFileName().toString().startsWith(DirectoryNames.PREFIX))
                    .toList();
        }
    }

    /** The test's own directory in /tmp stays writable, and only that. */
    private String onlyHere() {
        return SMALL_MEMORY + "mkdir -p /dev/shm/keep\nmount --bind " + directory + " /dev/shm/keep\n" + NO_TMP
                + "mount --bind /dev/shm/keep " + directory + "\numount /dev/shm/keep\n";
    }

    @Test
    void sharedMemory_smallMemoryAndReadOnlyTmpAndATmpdirOfTheParentAlone_isFoundByWorkers() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));

        assertEquals("77", line(program(onlyHere(), "work").jvmOptions("-Djava.io.tmpdir=" + temporary), "value "));
        assertEquals(List.of(), in(temporary));
    }

    @Test
    void local_noPlaceIsWritable_saysOfEachWhy() throws Exception {
        String said = line(program(NO_MEMORY + NO_TMP, "work").jvmOptions("-Djava.io.tmpdir=/proc/none"), "failed ");

        for (String place : List.of("usable places=0 of 4", "/dev/shm/", "/proc/none/", "/tmp/", "/var/tmp/")) {
            assertTrue(said.contains(place), said);
        }
    }

    @Test
    void local_noSharedMemoryAndATmpdirTooLongForASocket_isElsewhere() throws Exception {
        Path temporary = Files.createDirectory(
                directory.resolve("y".repeat(102 - directory.toString().length())));

        assertEquals("77", line(program(NO_MEMORY, "work").jvmOptions("-Djava.io.tmpdir=" + temporary), "value "));
    }

    @Test
    void sweep_neighbourWithItsOwnSharedMemory_keepsWhatALiveSessionHasInTmp() throws Exception {
        String temporary = "-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("t"));
        for (String name : List.of("", "shop-" + ProcessHandle.current().pid())) {
            try (JavaProcess maker =
                    program(SMALL_MEMORY, "make", name).jvmOptions(temporary).start()) {
                maker.awaitLine("made");
                List<Path> there = in(directory.resolve("t"));
                assertEquals(1, there.size(), there::toString);
                assertTrue(Files.exists(there.getFirst().resolve("lock")));

                assertEquals("0", line(program(SMALL_MEMORY, "sweep").jvmOptions(temporary), "swept "));
                assertEquals(there, in(directory.resolve("t")));

                maker.kill();
                maker.awaitExit();
                assertEquals("1", line(program(SMALL_MEMORY, "sweep").jvmOptions(temporary), "swept "));
                assertEquals(List.of(), in(directory.resolve("t")));
            }
        }
    }

    /** Both creators are process 1, and what died before them was, too. */
    @Test
    void sweep_severalProcessNamespacesWithOneSharedMemory_removesTheDeadAloneAndTheNameIsFree() throws Exception {
        String name = "pids-" + ProcessHandle.current().pid();
        Path home = Namespaces.processes(directory);
        Path path = Path.of("/dev/shm", "procession-named-0-" + name);
        try (JavaProcess maker =
                Namespaces.java(home, Program.class, "make", name).start()) {
            assertEquals("1", maker.awaitLine("pid "));
            maker.awaitLine("made");
            Path marker = Files.createFile(path.resolve("n-marker"));

            line(Namespaces.java(home, Program.class, "sweep"), "swept ");
            assertTrue(Files.exists(marker));
            assertTrue(line(Namespaces.java(home, Program.class, "make", name), "failed ")
                    .contains("taken by a live session"));
            assertEquals("77", line(Namespaces.java(home, Program.class, "join", name), "value "));

            maker.kill();
            maker.awaitExit();
            try (JavaProcess next =
                    Namespaces.java(home, Program.class, "make", name).start()) {
                next.awaitLine("made");
                assertTrue(Files.exists(path) && Files.notExists(marker));
            }
        }
        line(Namespaces.java(home, Program.class, "sweep"), "swept ");
        assertFalse(Files.exists(path));
    }

    @Test
    void join_anotherTmp_isJoinedAndWhatCannotBeSeenSaysWhereItIs() throws Exception {
        String name = "seen-" + ProcessHandle.current().pid();
        Path shared = Files.createDirectory(directory.resolve("shm"));
        String memory = "mount --bind " + shared + " /dev/shm\n";
        try (Mounted small = Mounted.at(shared, "20m");
                JavaProcess maker = program(memory, "make", name)
                        .jvmOptions("-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("t")))
                        .start()) {
            maker.awaitLine("made");
            Path spill = SpillFile.read(small.path().resolve("procession-named-0-" + name))
                    .orElseThrow();
            assertTrue(spill.startsWith(directory.resolve("t")));

            assertEquals("77", line(program(memory, "join", name).jvmOptions("-Djava.io.tmpdir=/var/tmp"), "value "));
            String hidden = memory + "mount -t tmpfs tmpfs " + spill.getParent() + "\n";
            String said = line(program(hidden, "join", name), "failed ");
            assertTrue(said.contains(spill.toString()) && said.contains("mount namespace"), said);
            assertTrue(line(program(SMALL_MEMORY, "join", name), "failed ").contains("there is none"));
        }
    }

    @Test
    void name_usersWithoutAPasswdEntry_haveSessionsOfTheirOwn() throws Exception {
        String name = "user-" + ProcessHandle.current().pid();
        Path one = Namespaces.user(directory, 12_345);
        Path other = Namespaces.user(directory, 12_346);
        List<Path> made = List.of(
                Path.of("/dev/shm", "procession-named-12345-" + name),
                Path.of("/dev/shm", "procession-named-12346-" + name));
        try (JavaProcess first = Namespaces.java(one, Program.class, "make", name)
                .jvmOptions("-Duser.name=?")
                .start()) {
            Await.until("the first session", () -> first.stdout().contains("made") || !first.isAlive());
            Assumptions.assumeTrue(first.isAlive(), "skipped: another user cannot read these classes");
            assertTrue(line(Namespaces.java(other, Program.class, "join", name), "failed ")
                    .contains("must be this process's user"));
            try (JavaProcess second = Namespaces.java(other, Program.class, "make", name)
                    .jvmOptions("-Duser.name=?")
                    .start()) {
                second.awaitLine("made");

                assertTrue(made.stream().allMatch(Files::isDirectory), made::toString);
                assertEquals("77", line(Namespaces.java(one, Program.class, "join", name), "value "));
            }
        } finally {
            for (Path path : made) {
                SpillFile.read(path).filter(SpillFile::isSpill).ifPresent(FileRemoval::delete);
                FileRemoval.delete(path);
            }
        }
    }

    /** A file system that is unmounted with what is on it. */
    private record Mounted(Path path) implements AutoCloseable {
        static Mounted at(Path path, String size) throws IOException {
            run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString());
            return new Mounted(path);
        }

        private static void run(String... command) throws IOException {
            assertEquals(
                    0,
                    new ProcessBuilder(command)
                            .inheritIO()
                            .start()
                            .onExit()
                            .join()
                            .exitValue());
        }

        @Override
        public void close() throws IOException {
            run("umount", "-l", path.toString());
        }
    }
}
