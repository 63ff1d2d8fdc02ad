package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose classes no class path names: the source launcher's, compact files, JShell. */
@Tag("process")
class SourceProgramTest {
    @TempDir
    private Path directory;

    @Test
    void singleFile_lambdasRecordsEnumsAndExceptions_runInWorkers() throws IOException {
        write("Other.java", """
                public class Other {
                    static String hello() { return "from a second file"; }
                }
                """);
        Path main = write("Main.java", """
                import dev.procession.*;
                import java.util.*;

                public class Main {
                    record Point(int x, int y) {}
                    enum Op { INC { int of(int x) { return x + 1; } }; abstract int of(int x); }
                    static class Odd extends RuntimeException { Odd(String m) { super(m); } }
                    static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

                    public static void main(String[] args) {
                        try (var px = Procession.builder().build(); var pool = px.pool(2)) {
                            System.out.println(pool.map(Main::fib, List.of(10, 20)));
                            System.out.println(pool.map(x -> new Point(x, x), List.of(1)));
                            System.out.println(pool.map(op -> op.of(1), List.of(Op.INC)));
                            System.out.println(pool.map(x -> Other.hello(), List.of(1)));
                            try {
                                pool.apply(() -> { throw new Odd("boom"); });
                            } catch (Odd e) {
                                System.out.println(e.getMessage());
                            }
                            System.out.println(pool.map(x -> nested(x), List.of(7)));
                        }
                    }

                    static int nested(int x) {
                        try (var px = Procession.builder().build(); var pool = px.pool(1)) {
                            return pool.map(Main::fib, List.of(x)).get(0);
                        }
                    }
                }
                """);

        assertEquals(
                List.of("[55, 6765]", "[Point[x=1, y=1]]", "[2]", "[from a second file]", "boom", "[13]"), run(main));
    }

    @Test
    void compactFile_methodsAndFields_areThereInWorkers() throws IOException {
        Path main = write("Compact.java", """
                import dev.procession.*;

                int base = 1;
                final List<Integer> inputs = List.of(1, 10);

                int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

                void main() {
                    base = 100;
                    try (var px = Procession.builder().build(); var pool = px.pool(2)) {
                        IO.println(pool.map(x -> fib(x) + base, inputs));
                    }
                }
                """);

        assertEquals(List.of("[101, 155]"), run(main));
    }

    @Test
    void jshell_variablesAsTheyAreNow_areSeenInWorkers() throws Exception {
        Path script = write("script.jsh", """
                import dev.procession.*;
                int x = 20;
                int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
                record Box(int value) {}
                var px = Procession.builder().build(); var pool = px.pool(1);
                System.out.println(pool.map(i -> fib(x), List.of(1)));
                x = 10;
                System.out.println(pool.map(i -> fib(x), List.of(1)));
                var list = new ArrayList<>(List.of(1, 2));
                System.out.println(pool.map(i -> new Box(list.get(i) + x), List.of(0, 1)));
                int fib(int n) { return -1; }
                System.out.println(pool.map(i -> fib(x), List.of(1)));
                pool.close(); px.close();
                /exit
                """);

        List<String> expected = List.of("[6765]", "[55]", "[Box[value=11], Box[value=12]]", "[-1]");
        assertEquals(expected, jshell(script));
        assertEquals(expected, jshell(script, "--execution", "local"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static List<String> run(Path source) {
        try (JavaProcess program =
                JavaProcess.running(source).classPath(library()).start()) {
            int code = program.awaitExit();
            assertEquals("", program.stderr());
            assertEquals(0, code);
            return program.stdout().lines().toList();
        }
    }

    private List<String> jshell(Path script, String... options) throws Exception {
        Path out = directory.resolve("jshell.out");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "-s",
                "-J-Djava.util.prefs.userRoot=" + directory,
                "--class-path",
                library());
        builder.command().addAll(List.of(options));
        builder.command().add(script.toString());
        builder.redirectErrorStream(true).redirectOutput(out.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertTrue(process.waitFor(50, TimeUnit.SECONDS), () -> "JShell hangs: " + read(out));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return read(out)
                .lines()
                .filter(line -> !line.contains("prefs") && !line.contains("INFO"))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String library() {
        return LibraryClasses.place(Procession.class).toString();
    }
}
