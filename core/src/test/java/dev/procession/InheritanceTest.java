package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.Inherit;
import dev.procession.testkit.JavaProcess;
import java.io.File;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function gives in a worker what it gives in the parent, whatever the parent was started with. */
@Tag("process")
class InheritanceTest {

    /** Parents, by what they do; each prints "ok" in the end. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "compare" -> compare(Procession.builder());
                case "now" -> {
                    TimeZone.setDefault(new SimpleTimeZone(5_400_000, "nowhere"));
                    Locale.setDefault(Locale.forLanguageTag("ja-JP-u-ca-japanese"));
                    Locale.setDefault(Locale.Category.FORMAT, Locale.GERMANY);
                    System.setProperty("app.new", "line\nend \"quoted\" \\ ü日");
                    System.clearProperty("app.mode");
                    compare(Procession.builder());
                }
                case "limit" -> limit();
                case "ports" -> ports();
                case "heap" -> heap();
                case "gone" -> gone(Path.of(args[1]));
                case "kinds" -> kinds();
                default -> throw new IllegalArgumentException(args[0]);
            }
            System.out.println("ok");
        }

        /** What a program can see of its JVM. */
        private static List<String> look() {
            List<String> seen = new ArrayList<>();
            for (String name :
                    List.of("app.mode", "app.new", "java.io.tmpdir", "java.library.path", "http.proxyHost")) {
                seen.add(name + "=" + System.getProperty(name));
            }
            seen.add("assertions=" + Parent.class.desiredAssertionStatus()
                    + Charset.class.desiredAssertionStatus()
                    + Procession.class.desiredAssertionStatus());
            TimeZone zone = TimeZone.getDefault();
            seen.add("zone=" + zone.getRawOffset() + (zone.getID().equals("nowhere") ? "" : zone.getID()));
            seen.add("locale=" + Locale.getDefault().toLanguageTag()
                    + " " + Locale.getDefault(Locale.Category.DISPLAY).toLanguageTag()
                    + " " + Locale.getDefault(Locale.Category.FORMAT).toLanguageTag());
            seen.add("number=" + String.format("%.1f", 1.5));
            seen.add("charsets=" + Charset.defaultCharset() + " " + System.out.charset() + " " + System.err.charset());
            seen.add("line end=" + System.lineSeparator().length());
            Module base = Object.class.getModule();
            Module own = Parent.class.getModule();
            seen.add("opens=" + base.isOpen("java.util.zip", own) + base.isExported("sun.nio.ch", own));
            seen.add("native=" + own.isNativeAccessEnabled());
            seen.add("module="
                    + ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
            return seen;
        }

        private static void compare(Procession.Builder builder) {
            List<String> here = look();
            try (Procession px = builder.build()) {
                List<String> there = px.pool(1).apply(() -> look());
                for (int i = 0; i < here.size(); i++) {
                    String expected = here.get(i);
                    // Its rules are what counts.
                    if (expected.equals("zone=5400000")) {
                        expected = "zone=5400000GMT+01:30";
                    }
                    System.out.println(there.get(i).replace('\n', '|'));
                    if (!there.get(i).equals(expected)) {
                        throw new IllegalStateException(there.get(i) + " in the worker, " + expected + " here");
                    }
                }
            }
        }

        private static void limit() {
            try (Procession px = Procession.local()) {
                System.out.println("limit " + isSqlThere() + " " + px.pool(1).apply(() -> isSqlThere()));
            }
        }

        private static boolean isSqlThere() {
            return ModuleLayer.boot().findModule("java.sql").isPresent();
        }

        private static void ports() throws Exception {
            try (Procession px = Procession.builder().build()) {
                var pool = px.pool(2);
                pool.map(x -> x, List.of(1, 2, 3, 4));
                px.start(() -> {}).join();
                while (pool.stats().idle() < 2) {
                    Thread.onSpinWait();
                }
            }
        }

        private static void heap() {
            try (Procession px = Procession.builder().build()) {
                long limited = px.pool(PoolOptions.defaults().withWorkers(1).withMaxHeap(256L << 20))
                        .apply(() -> Runtime.getRuntime().maxMemory());
                long told = px.pool(PoolOptions.defaults().withWorkers(1).withJvmOptions("-Xmx128m"))
                        .apply(() -> Runtime.getRuntime().maxMemory());
                System.out.println("heaps " + (limited >> 20 > 200) + " " + (told >> 20 > 100 && told >> 20 <= 128));
            }
        }

        private static void gone(Path directory) throws Exception {
            Files.delete(directory);
            try (Procession px = Procession.builder().build()) {
                System.out.println("runs in "
                        + px.pool(1).apply(() -> Path.of("").toAbsolutePath().toString()));
            }
        }

        private static void kinds() {
            try (Procession px = Procession.builder()
                    .inherit(Inherit.PROPERTIES)
                    .jvmOptions("-Dapp.mode=told", "-Duser.timezone=UTC")
                    .build()) {
                System.out.println(px.pool(1)
                        .apply(() -> "kinds " + System.getProperty("app.mode") + " " + System.getProperty("app.new")
                                + " " + Parent.class.desiredAssertionStatus()
                                + " " + TimeZone.getDefault().getID()));
            }
            try (Procession px = Procession.builder().inherit().build()) {
                System.out.println("none " + px.pool(1).apply(() -> System.getProperty("app.mode")));
            }
        }
    }

    private static String run(JavaProcess.Builder builder) {
        try (JavaProcess parent = builder.start()) {
            int exit = parent.awaitExit();
            assertEquals(0, exit, parent.stdout() + parent.stderr());
            parent.awaitLine("ok");
            return parent.stdout() + parent.stderr();
        }
    }

    private static JavaProcess.Builder parent(String... args) {
        return JavaProcess.running(Parent.class, args);
    }

    @Test
    void options_ofTheCommandLine_areInherited(@TempDir Path temporary) throws Exception {
        Path file = Files.writeString(
                temporary.resolve("arguments"),
                "# comment\n--add-exports java.base/sun.nio.ch=ALL-UNNAMED \"-Dapp.mode=a b\"\n");

        String seen = run(parent("compare")
                .jvmOptions(
                        "-ea",
                        "-esa",
                        "-da:dev.procession.Procession",
                        "--enable-preview",
                        "@" + file,
                        "-Djava.io.tmpdir=" + temporary,
                        "-Djava.library.path=/opt/x",
                        "-Duser.timezone=Asia/Tokyo",
                        "-Duser.language=de",
                        "-Dfile.encoding=ISO-8859-1",
                        "-Dline.separator=\r\n",
                        "--add-opens",
                        "java.base/java.util.zip=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED"));

        for (String part : List.of(
                "app.mode=a b",
                "java.io.tmpdir=" + temporary,
                "assertions=truetruefalse",
                "zone=32400000Asia/Tokyo",
                "locale=de",
                "number=1,5",
                "charsets=ISO-8859-1 UTF-8 UTF-8",
                "line end=2",
                "opens=truetrue",
                "native=true",
                "module=true")) {
            assertTrue(seen.contains(part), part + " in " + seen);
        }
    }

    @Test
    void limitOfModules_isInherited() {
        String seen = run(parent("limit").jvmOptions("--limit-modules", "java.logging"));

        assertTrue(seen.contains("limit false false"), seen);
        assertTrue(run(parent("limit")).contains("limit true true"));
    }

    @Test
    void state_setAtRunTime_isInheritedAsItIsNow() {
        String seen = run(parent("now").jvmOptions("-Dapp.mode=old", "-Duser.timezone=Asia/Tokyo"));

        assertTrue(seen.contains("app.mode=null"), seen);
        assertTrue(seen.contains("app.new=line|end"), seen);
        assertTrue(seen.contains("locale=ja-JP-u-ca-japanese ja-JP-u-ca-japanese de-DE"), seen);
    }

    @Test
    void variables_andAnEncodingThatCannotExpressAll_giveTheSame() {
        String seen = run(parent("now")
                .environment("LC_ALL", "C")
                .environment("JAVA_TOOL_OPTIONS", "-Dapp.mode=old '-Dhttp.proxyHost=a b' -Duser.language=tr")
                .environment("JDK_JAVA_OPTIONS", "--add-opens java.base/java.util.zip=ALL-UNNAMED -Duser.timezone=UTC")
                .environment("_JAVA_OPTIONS", "-Dapp.new=older -XX:+UseParallelGC"));

        assertTrue(seen.contains("http.proxyHost=a b"), seen);
    }

    @Test
    void portsAndFiles_inVariables_areTheParentsAlone(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("gc.log");
        String seen = run(parent("ports")
                .environment(
                        "JAVA_TOOL_OPTIONS",
                        "-Dcom.sun.management.jmxremote.port=" + freePort()
                                + " -Dcom.sun.management.jmxremote.authenticate=false"
                                + " -Dcom.sun.management.jmxremote.ssl=false")
                .environment(
                        "JDK_JAVA_OPTIONS",
                        "'-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=" + freePort() + "'")
                .environment("_JAVA_OPTIONS", "-Xlog:gc:" + log));

        assertEquals(1, seen.split("Listening for transport", -1).length - 1, seen);
        assertTrue(Files.exists(log));
    }

    private static int freePort() throws Exception {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void heap_ofAWorker_isNotOverruledByAVariable() {
        String seen = run(parent("heap").environment("_JAVA_OPTIONS", "-Xmx64m -XX:+UseSerialGC"));

        assertTrue(seen.contains("heaps true true"), seen);
    }

    @Test
    void workingDirectory_thatIsGone_isAnotherThatIsSaid(@TempDir Path directory) throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        String seen = run(parent("gone", gone.toString())
                .workingDirectory(gone)
                .jvmOptions("-Djava.io.tmpdir=" + directory)
                .classPath(absoluteClassPath()));

        assertTrue(seen.contains("runs in " + directory), seen);
        assertTrue(seen.contains("the working directory " + gone + " is gone"), seen);
    }

    @Test
    void kinds_thatWereLeftOut_areNotInherited() {
        String seen =
                run(parent("kinds").jvmOptions("-ea", "-Dapp.mode=prod", "-Dapp.new=x", "-Duser.timezone=Asia/Tokyo"));

        assertTrue(seen.contains("kinds told x false UTC"), seen);
        assertTrue(seen.contains("none null"), seen);
    }

    @Test
    void manager_andProcess_inheritAsWorkersDo(@TempDir Path directory) throws Exception {
        String file = directory.resolve("seen").toString();
        System.setProperty("app.test", "inherited");
        try (Procession px = Procession.builder().build();
                var manager = px.manager()) {
            px.start(() -> Files.writeString(Path.of(file), System.getProperty("app.test")))
                    .join();
            var seen = manager.<String, String>map();
            seen.computeIfAbsent("app.test", System::getProperty);

            assertEquals("inherited", Files.readString(Path.of(file)));
            assertEquals("inherited", seen.get("app.test"));
        } finally {
            System.clearProperty("app.test");
        }
    }

    @Test
    void classPath_emptyElements_areTheWorkingDirectory(@TempDir Path directory) throws Exception {
        Path here = Files.createDirectory(directory.resolve("it's \"here\" é".replace("é", nativeOrPlain("é"))));
        Files.writeString(here.resolve("found.txt"), "found");
        Path source = Files.writeString(directory.resolve("Main.java"), """
                import dev.procession.*;
                class Main {
                    static String find() throws Exception {
                        try (var in = ClassLoader.getSystemResourceAsStream("found.txt")) {
                            return in == null ? "nothing" : new String(in.readAllBytes());
                        }
                    }
                    public static void main(String[] args) throws Exception {
                        System.setProperty("user.dir", "/");
                        try (var px = Procession.builder().build()) {
                            System.out.println("here " + find() + ", there " + px.pool(1).apply(() -> find()));
                        }
                        System.out.println("ok");
                    }
                }
                """);

        String seen = run(JavaProcess.running(source)
                .workingDirectory(here)
                .classPath(absoluteClassPath() + File.pathSeparator + "lib/*" + File.pathSeparator));

        assertTrue(seen.contains("here found, there found"), seen);
    }

    private static String nativeOrPlain(String text) {
        return "UTF-8".equals(System.getProperty("native.encoding")) ? text : "e";
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(new File(entry).getAbsolutePath());
        }
        return String.join(File.pathSeparator, entries);
    }

    @Test
    void workingDirectory_thatDoesNotExist_isOneClearError() {
        Path missing = Path.of("/no/such/directory");
        try (Procession px = Procession.builder().build()) {
            var options = PoolOptions.defaults().withWorkers(1).withWorkingDirectory(missing);
            WorkerStartException ofPool = assertThrows(WorkerStartException.class, () -> px.pool(options));
            WorkerStartException ofChild = assertThrows(
                    WorkerStartException.class,
                    () -> px.process(() -> {}).workingDirectory(missing).start());

            for (WorkerStartException failure : List.of(ofPool, ofChild)) {
                String message = String.valueOf(failure.getMessage());
                assertTrue(message.contains("working directory=" + missing + " does not exist"), message);
            }
        }
    }

    @Test
    void start_badOptionInAVariable_namesTheVariable() {
        try (Procession px = Procession.builder()
                .environment(java.util.Map.of("JAVA_TOOL_OPTIONS", "-XX:+NoSuchThing"))
                .build()) {
            WorkerStartException failure = assertThrows(
                    WorkerStartException.class, () -> px.process(() -> {}).start());

            String message = String.valueOf(failure.getMessage());
            assertTrue(message.contains("NoSuchThing comes from JAVA_TOOL_OPTIONS"), message);
            assertFalse(message.contains("_JAVA_OPTIONS,"), message);
        }
    }
}
