package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.channel.ProcessQueue;
import dev.procession.internal.control.ControlServer;
import dev.procession.internal.segment.FileRemoval;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.internal.segment.SpillFile;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.process.ProcessionException;
import dev.procession.testkit.Await;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process of another user against a session: a real one, of user {@code nobody}. The session's own user makes each
 * attempt as well, to show that it could succeed. Needs Linux, root and {@code runuser}, and says so where it is
 * skipped.
 */
@Tag("process")
class OtherUserTest {
    private static final Path RUNUSER = Path.of("/usr/sbin/runuser");
    private static final Path ENVIRONMENT = Path.of("/proc");

    /** The intruder's class path, which every user may read, unlike the build's own directories. */
    @TempDir
    private static Path classes;

    private final String name = "other-" + ProcessHandle.current().pid();
    private final List<Path> made = new ArrayList<>();

    @BeforeAll
    static void prepare() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && "root".equals(System.getProperty("user.name"))
                        && Files.isExecutable(RUNUSER),
                "skipped: a second user needs Linux, root and " + RUNUSER);
        Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
        copy(LibraryClasses.directory());
        String intruder = Intruder.class.getName().replace('.', '/') + ".class";
        try (var in = Intruder.class.getClassLoader().getResourceAsStream(intruder)) {
            Files.copy(in, classes.resolve(intruder), StandardCopyOption.REPLACE_EXISTING);
        }
        Assumptions.assumeTrue(
                run("nobody").isEmpty(),
                "skipped: user nobody cannot run this JDK, " + System.getProperty("java.home"));
    }

    @AfterEach
    void remove() {
        made.forEach(FileRemoval::delete);
    }

    private static void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path to = classes.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }

    /** What {@link Intruder} says of each attempt, as that user. */
    private static Map<String, String> run(String user, String... attempts) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                RUNUSER.toString(),
                "-u",
                user,
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Duser.name=root", // as an intruder would say, whose directories have that name in theirs
                "-cp",
                classes.toString(),
                Intruder.class.getName()));
        command.addAll(List.of(attempts));
        Process process = new ProcessBuilder(command)
                .directory(classes.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        Map<String, String> outcomes = new LinkedHashMap<>();
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> {
                    int colon = line.indexOf(": ");
                    outcomes.put(
                            colon < 0 ? line : line.substring(0, colon), colon < 0 ? "" : line.substring(colon + 2));
                });
        process.waitFor();
        return outcomes;
    }

    private static Path only(Path directory, String glob) throws IOException {
        try (var found = Files.newDirectoryStream(directory, glob)) {
            return found.iterator().next();
        }
    }

    /** The session's secret, which nothing public tells. */
    private static byte[] token(Procession px) throws Exception {
        return server(px).token();
    }

    private static ControlServer server(Procession px) throws Exception {
        return (ControlServer) field(field(field(field(px, "backend"), "end"), "files"), "server");
    }

    private static Object field(Object owner, String name) throws Exception {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    @Test
    void attempts_ofAnotherUser_areRefusedAndTheOwnersSucceed() throws Exception {
        try (Procession px =
                Procession.builder().name(name).output(Output.DISCARD).build()) {
            px.sharedLong("number", 4711);
            ProcessQueue<Integer> queue = px.queue("letters", 10);
            ChildProcess child = px.start(() -> queue.take());
            Path directory = SessionDirectory.find(name).orElseThrow();
            Path segment = only(directory, "n-*");
            Await.until("the child to wait at its bell", () -> has(directory, "bell-*"));
            // That of a child is gone once it has read it.
            Files.writeString(directory.resolve("args-999"), "as of a child that boots");
            String process = ENVIRONMENT.resolve(Long.toString(child.pid())).toString();
            String[] attempts = {
                "list", directory.toString(),
                "write-into", directory.toString(),
                "read-lock", directory.resolve("lock").toString(),
                "read-segment", segment.toString(),
                "map-segment", segment.toString(),
                "read-arguments", only(directory, "args-*").toString(),
                "connect-control", directory.resolve("control.sock").toString(),
                "connect-bell", only(directory, "bell-*").toString(),
                "environ", process + "/environ",
                "mem", process + "/mem",
                "signal", Long.toString(child.pid()),
                "join", name
            };

            Map<String, String> owners = run("root", attempts);
            Map<String, String> others = run("nobody", attempts);

            assertEquals(attempts.length / 2, others.size(), others::toString);
            owners.forEach((attempt, outcome) ->
                    assertTrue(outcome.startsWith("done "), attempt + " of the owner: " + outcome));
            others.forEach((attempt, outcome) -> assertTrue(
                    outcome.startsWith("refused ") && outcome.contains(why(attempt)), attempt + ": " + outcome));
            assertEquals("done 4711", owners.get("join"));
            assertTrue(child.isAlive());
            queue.put(1);
            child.join();
        }
    }

    private static boolean has(Path directory, String glob) throws IOException {
        try (var found = Files.newDirectoryStream(directory, glob)) {
            return found.iterator().hasNext();
        }
    }

    /** What the kernel says, or this library. */
    private static String why(String attempt) {
        return switch (attempt) {
            case "connect-control", "connect-bell" -> "Exception: Permission denied";
            case "signal" -> "Operation not permitted";
            case "join" -> "must be this process's user";
            default -> "java.nio.file.AccessDeniedException";
        };
    }

    @Test
    void secret_ofASession_isInNoCommandLineEnvironmentOrFile() throws Exception {
        try (Procession px = Procession.builder().output(Output.DISCARD).build()) {
            byte[] token = token(px);
            ChildProcess child = px.start(() -> Thread.sleep(Long.MAX_VALUE));
            Path process = ENVIRONMENT.resolve(Long.toString(child.pid()));

            String seen = run("nobody", "cmdline", process.resolve("cmdline").toString())
                    .toString();
            assertTrue(seen.startsWith("{cmdline=done ") && seen.contains("java"), seen);

            List<byte[]> forms = List.of(
                    token,
                    HexFormat.of().formatHex(token).getBytes(StandardCharsets.ISO_8859_1),
                    Base64.getEncoder().withoutPadding().encodeToString(token).getBytes(StandardCharsets.ISO_8859_1));
            Path directory = server(px).socket().getParent();
            List<Path> places = new ArrayList<>(List.of(process.resolve("cmdline"), process.resolve("environ")));
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(Files::isRegularFile).forEach(places::add);
            }
            assertTrue(places.size() > 2, places::toString);
            for (Path place : places) {
                String text = Files.readString(place, StandardCharsets.ISO_8859_1);
                for (byte[] form : forms) {
                    assertFalse(text.contains(new String(form, StandardCharsets.ISO_8859_1)), place.toString());
                }
            }
        }
    }

    private Path named() {
        Path path = Path.of("/dev/shm", "procession-named-0-" + name);
        made.add(path);
        return path;
    }

    @Test
    void build_anotherUserHasMadeTheDirectoryFirst_isRefusedByItsOwner() throws Exception {
        Path path = named();
        assertEquals(Map.of("make", "done made"), run("nobody", "make", path.toString()));

        for (ThrowingBuild build :
                List.<ThrowingBuild>of(() -> Procession.builder().name(name).build(), () -> Procession.join(name))) {
            ProcessionException refused = assertThrows(ProcessionException.class, build::open);
            assertTrue(refused.toString().contains("owner of " + path + " is nobody"), refused.toString());
        }
        assertTrue(Files.exists(path.resolve("lock")), "what is another user's is not ours to remove");
    }

    /** Opens a session, or should not. */
    private interface ThrowingBuild {
        Procession open();
    }

    @Test
    void build_anotherUserHasMadeALinkFirst_isRefused() throws Exception {
        Path path = named();
        assertEquals("done " + path, run("nobody", "link", path.toString()).get("link"));

        ProcessionException built = assertThrows(
                ProcessionException.class, () -> Procession.builder().name(name).build());
        assertTrue(built.toString().contains("owner of " + path + " is nobody"), built.toString());
        ProcessionException joined = assertThrows(ProcessionException.class, () -> Procession.join(name));
        assertTrue(joined.toString().contains("there is none"), joined.toString());
        assertTrue(Files.isSymbolicLink(path));
    }

    @Test
    void spill_ofAnotherUser_isNotUsed() throws Exception {
        Path foreign = Path.of("/dev/shm", "procession-spill-1-" + name);
        made.add(foreign);
        assertEquals("done made", run("nobody", "make", foreign.toString()).get("make"));
        SessionDirectory directory = SessionDirectory.create(Path.of("/dev/shm"), null);
        directory.publish();
        made.add(directory.path());

        assertTrue(SpillFile.isSpill(foreign));
        assertFalse(SpillFile.isUsable(foreign, directory.path()));
    }
}
