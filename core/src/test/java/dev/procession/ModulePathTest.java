package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Deadline;
import dev.procession.testkit.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A modular program, none of whose packages is exported: from a module path, from a directory of jars, and as an
 * image of its own.
 */
@Tag("process")
@Deadline(seconds = 120)
class ModulePathTest {
    private static final Path LIBRARY = LibraryClasses.directory();

    private static final String DESCRIPTOR = """
            module app {
                requires dev.procession;
                uses app.Greeter;
                provides app.Greeter with app.Polite;
                opens app.open to dev.procession;
            }
            """;

    private static final String OPEN = """
            package app.open;

            public record Plain(int x) {
                interface Account { int add(int n); default int twice(int n) { return add(n) + add(n); } }
                static class Vault implements Account { int n; public int add(int k) { return n += k; } }

                public static int total(dev.procession.shared.Manager manager) {
                    return manager.proxy(Account.class, Vault::new).twice(3);
                }
            }
            """;

    private static final String MAIN = """
            package app;

            import app.open.Plain;
            import dev.procession.*;
            import java.io.Serializable;
            import java.util.*;
            import java.util.concurrent.Callable;

            public class Main {
                record Point(int x, int y) implements Serializable {}
                record Closed(int x) {}
                interface Account { int add(int n); }
                enum Op { INC }
                static class Odd extends RuntimeException { Odd(String m) { super(m); } }
                static int square(int x) { return x * x; }

                static void show(String what, Callable<?> value) {
                    try {
                        System.out.println(what + " " + value.call());
                    } catch (Exception e) {
                        System.out.println(what + " " + e);
                    }
                }

                static Procession.Builder session() { return Procession.builder().useAotCache(false); }

                public static void main(String[] args) throws Exception {
                    int k = 3;
                    try (var px = session().build(); var pool = px.pool(1)) {
                        show("modules", () -> pool.apply(() -> Main.class.getModule() + ", " + Procession.class.getModule()));
                        show("lambda", () -> pool.map(x -> x * k, List.of(1, 2)));
                        show("reference", () -> pool.map(Main::square, List.of(1, 2)));
                        show("enum", () -> pool.map(op -> op, List.of(Op.INC)));
                        show("thrown", () -> pool.apply(() -> { throw new Odd("boom"); }));
                        show("there", () -> pool.apply(() -> new Point(1, 2)));
                        show("and back", () -> pool.map(p -> p.y(), List.of(new Point(1, 2))));
                        show("open", () -> pool.map(p -> new Plain(p.x() + 1), List.of(new Plain(1))));
                        show("closed", () -> pool.map(p -> p.x(), List.of(new Closed(1))));
                        show("service", () -> pool.apply(
                                () -> ServiceLoader.load(Greeter.class).findFirst().orElseThrow().greet()));
                        var queue = px.<Point>queue(1);
                        show("queue", () -> { pool.apply(() -> { queue.put(new Point(3, 4)); return 0; }); return queue.take(); });
                        try (var manager = px.manager()) {
                            var map = manager.<String, Integer>map();
                            show("map", () -> { pool.map(x -> map.merge("a", x, Integer::sum), List.of(1, 2)); return map.get("a"); });
                            show("account", () -> Plain.total(manager));
                            show("closed account", () -> manager.proxy(Account.class, () -> n -> n));
                        }
                        show("nested", () -> pool.apply(() -> {
                            try (var inner = session().build(); var few = inner.pool(1)) {
                                return few.map(Main::square, List.of(9));
                            }
                        }));
                    }
                    try (var px = session().allow("app.**").build(); var pool = px.pool(1)) {
                        show("strict", () -> pool.map(x -> new Point(x, x), List.of(1)));
                        show("refused", () -> pool.apply(() -> new java.util.zip.CRC32C().getClass()));
                    }
                    show("internal", () -> Class.forName("dev.procession.internal.codec.ObjectCodec")
                            .getMethod("create", List.class).invoke(null, List.of()));
                }
            }
            """;

    private static final List<String> EXPECTED = List.of(
            "modules module app, module dev.procession",
            "lambda [3, 6]",
            "reference [1, 4]",
            "enum [INC]",
            "thrown app.Main$Odd: boom",
            "there Point[x=1, y=2]",
            "and back [2]",
            "open [Plain[x=2]]",
            "closed dev.procession.codec.CodecException: cannot send app.Main$Closed: not Serializable; module app does not"
                    + " open its package; add 'opens app to dev.procession' to its descriptor, or implement Serializable",
            "service good day",
            "queue Point[x=3, y=4]",
            "map 3",
            "account 9",
            "closed account java.lang.IllegalArgumentException: manager: app.Main$Account cannot be called: module app does"
                    + " not open its package; add 'opens app to dev.procession' to its descriptor, or 'exports' if the"
                    + " interface is public",
            "nested [81]",
            "strict [Point[x=1, y=1]]");

    @TempDir
    private static Path directory;

    @BeforeAll
    static void compile() throws IOException {
        write("module-info.java", DESCRIPTOR);
        write("app/Main.java", MAIN);
        write("app/open/Plain.java", OPEN);
        write("app/Greeter.java", "package app; public interface Greeter { String greet(); }");
        write("app/Polite.java", """
                package app; public class Polite implements Greeter { public String greet() { return "good day"; } }
                """);
        Path source = directory.resolve("source");
        // With all warnings: code compiled against the library needs no annotations of it.
        run(
                "javac",
                "-Xlint:all,-serial",
                "-Werror",
                "-d",
                classes(),
                "-p",
                LIBRARY.toString(),
                source.resolve("module-info.java").toString(),
                source.resolve("app/Main.java").toString(),
                source.resolve("app/open/Plain.java").toString(),
                source.resolve("app/Greeter.java").toString(),
                source.resolve("app/Polite.java").toString());
    }

    @Test
    void modulePath_packagesNotExported_workersHaveTheSameModules() {
        check(JavaProcess.runningModule("app/app.Main").modulePath(classes() + File.pathSeparator + LIBRARY));
    }

    @Test
    void modulePath_directoryOfJars_workersHaveTheSameModules() throws IOException {
        Path jars = Files.createDirectories(directory.resolve("jars"));
        run("jar", "--create", "--file", jars.resolve("library.jar").toString(), "-C", LIBRARY.toString(), ".");
        run("jar", "--create", "--file", jars.resolve("app.jar").toString(), "-C", classes(), ".");
        // Also relative to where it runs.
        check(JavaProcess.runningModule("app/app.Main").modulePath("jars").workingDirectory(directory));
    }

    @Test
    void image_withNoMoreThanTheLibraryRequires_workersRunOnIt() throws IOException {
        Path image = directory.resolve("image");
        run(
                "jlink",
                "--module-path",
                classes() + File.pathSeparator + LIBRARY,
                "--add-modules",
                "app",
                "--output",
                image.toString());
        check(JavaProcess.runningModule("app/app.Main").javaHome(image));
        try (JavaProcess list = JavaProcess.runningModule("app/app.Main")
                .javaHome(image)
                .jvmOptions("--list-modules")
                .start()) {
            list.awaitExit();
            Set<String> modules = list.stdout()
                    .lines()
                    .map(line -> line.replaceAll("@.*", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(Set.of("app", "dev.procession", "java.base"), modules);
        }
    }

    private static void check(JavaProcess.Builder builder) {
        try (JavaProcess program = builder.start()) {
            int code = program.awaitExit();
            List<String> lines = program.stdout().lines().toList();
            assertEquals("", program.stderr());
            assertEquals(0, code);
            assertEquals(EXPECTED, lines.subList(0, EXPECTED.size()));
            assertTrue(
                    lines.get(EXPECTED.size()).startsWith("refused dev.procession.codec.CodecException"),
                    lines.toString());
            assertTrue(lines.getLast().startsWith("internal java.lang.IllegalAccessException"), lines.toString());
        }
    }

    /** What the descriptor exports is what is public, and all of it. */
    @Test
    void descriptor_exports_everyRoomThatIsNotInternal() throws IOException {
        try (Stream<Path> files = Files.walk(LIBRARY);
                var descriptor = Files.newInputStream(LIBRARY.resolve("module-info.class"))) {
            Set<String> open = files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> LIBRARY.relativize(file.getParent()).toString().replace(File.separatorChar, '.'))
                    .filter(name -> !name.isEmpty() && !name.contains(".internal."))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> exported = ModuleDescriptor.read(descriptor).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(open, exported);
        }
    }

    private static String classes() {
        return directory.resolve("classes").toString();
    }

    private static void write(String name, String text) throws IOException {
        Path file = directory.resolve("source").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void run(String tool, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter to = new PrintWriter(said);
        int code = ToolProvider.findFirst(tool).orElseThrow().run(to, to, arguments);
        assertEquals(0, code, () -> tool + ": " + said);
    }
}
