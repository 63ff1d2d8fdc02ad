package dev.procession.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.process.Output;
import dev.procession.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a JVM is started, what it says, and how it ends; with real JVMs. */
@Tag("process")
class LaunchTest {
    @TempDir
    Path directory;

    /** Mains of the JVMs that are launched. */
    static final class Told {
        private Told() {}

        public static void main(String[] args) throws Exception {
            if (args.length > 0 && args[0].equals("fork")) {
                Process child = new ProcessBuilder("sleep", "1000").start();
                System.err.println("child " + child.pid());
                Thread.sleep(Long.MAX_VALUE);
            }
            byte[] input = System.in.readAllBytes();
            System.err.println("input " + input.length);
            PrintStream out = new PrintStream(Files.newOutputStream(Path.of("out")), true, StandardCharsets.UTF_8);
            out.print(System.getProperty("told"));
            for (String arg : args) {
                out.print('\0');
                out.print(arg);
            }
        }
    }

    private static LaunchSpec spec(String... options) {
        return spec(Map.of(), options);
    }

    private static LaunchSpec spec(Map<String, String> environment, String... options) {
        return new LaunchSpec(1, List.of(options), 0, 4, environment, null, Output.DISCARD, () -> new byte[0]);
    }

    private JvmOptions options(String... session) {
        return options(null, Map.of(), session);
    }

    /** Of a parent without variables. */
    private JvmOptions options(@Nullable AotCache cache, Map<String, String> environment, String... session) {
        OptionVariables variables = new OptionVariables(Map.of(), environment, Set.of());
        return new JvmOptions(
                directory, List.of(session), cache, variables, new Inheritance(Set.of(), variables, false));
    }

    private AotCache cacheInPlace() throws IOException {
        AotCache cache = new AotCache(directory.resolve("a.jar"), Files.createFile(directory.resolve("a.aot")));
        List<String> used = new ArrayList<>();
        cache.addUse(used);
        assertTrue(used.contains("-XX:AOTCache=" + directory.resolve("a.aot")), used.toString());
        return cache;
    }

    private Process run(List<String> arguments) throws IOException {
        Path file = directory.resolve("args file");
        ArgumentFile.write(file, arguments);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        return process;
    }

    @Test
    void argumentFile_anyText_reachesTheJvmAsItIs() throws Exception {
        List<String> texts = new ArrayList<>(List.of(
                "a b",
                "",
                " ",
                "\"",
                "'",
                "\\",
                "\\\\",
                "a\\nb",
                "#no comment",
                "@no-file",
                "*",
                "$HOME `x`",
                "tab\there",
                "trailing\\",
                "\"quoted\"",
                "it's",
                "line\nend",
                "line\rend",
                "-Dx=y",
                "{}[]|;&<>"));
        if ("UTF-8".equals(System.getProperty("native.encoding"))) {
            texts.addAll(List.of("ü€", "日本", "\uD83D\uDE00"));
        }
        List<String> arguments = new ArrayList<>(
                List.of("-cp", System.getProperty("java.class.path"), "-Dtold=a \"b\" \\c #d", Told.class.getName()));
        arguments.addAll(texts);

        assertEquals(0, run(arguments).waitFor());

        List<String> expected = new ArrayList<>(List.of("a \"b\" \\c #d"));
        expected.addAll(texts);
        String told = Files.readString(directory.resolve("out"));
        assertEquals(expected, List.of(told.split("\0", -1)));
    }

    @Test
    void options_byDefault_sliceTheMachine() {
        List<String> options = options().of(spec());

        assertEquals("-XX:+UseSerialGC", options.getFirst());
        assertTrue(options.contains("-XX:MaxRAMPercentage=18.75"), options.toString());
        int processors = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
        assertTrue(options.contains("-XX:ActiveProcessorCount=" + processors), options.toString());
    }

    @Test
    void options_ofOne_takeNoMoreThanAJvmWould() {
        LaunchSpec one = new LaunchSpec(1, List.of(), 0, 1, Map.of(), null, Output.DISCARD, () -> new byte[0]);

        assertTrue(options().of(one).contains("-XX:MaxRAMPercentage=25.0"));
    }

    @Test
    void options_heapLimit_replacesTheSlice() {
        LaunchSpec limited =
                new LaunchSpec(1, List.of(), 1 << 26, 4, Map.of(), null, Output.DISCARD, () -> new byte[0]);

        List<String> options = options().of(limited);

        assertTrue(options.contains("-Xmx67108864"), options.toString());
        assertTrue(options.stream().noneMatch(option -> option.contains("MaxRAMPercentage")));
    }

    @Test
    void options_ofTheChild_comeAfterThoseOfTheSessionAfterOurs() {
        List<String> options = options("-Xmx1g", "-Da=1").of(spec("-Xmx2g"));

        assertEquals(List.of("-Xmx1g", "-Da=1", "-Xmx2g"), options.subList(options.size() - 3, options.size()));
    }

    @Test
    void options_ownCollector_dropsOursAndTheCache() throws Exception {
        AotCache cache = cacheInPlace();
        for (List<String> options : List.of(
                options(cache, Map.of(), "-XX:+UseG1GC").of(spec()),
                options(cache, Map.of()).of(spec("-XX:+UseZGC")),
                options(cache, Map.of("JAVA_TOOL_OPTIONS", "-Da=b '-XX:+UseParallelGC'"))
                        .of(spec()),
                options(cache, Map.of()).of(spec(Map.of("JDK_JAVA_OPTIONS", "-XX:+UseG1GC"))))) {
            assertFalse(options.contains("-XX:+UseSerialGC"), options.toString());
            assertTrue(options.stream().noneMatch(option -> option.contains("AOT")), options.toString());
        }
    }

    @Test
    void options_ownArchive_dropsTheCache() throws Exception {
        AotCache cache = cacheInPlace();
        for (String own : List.of("-Xshare:auto", "-Xshare:off", "-XX:SharedArchiveFile=x", "-XX:AOTCacheOutput=y")) {
            List<String> options = options(cache, Map.of()).of(spec(own));

            assertTrue(options.contains("-XX:+UseSerialGC"), options.toString());
            assertTrue(options.stream().noneMatch(option -> option.startsWith("-XX:AOTCache=")), options.toString());
        }
    }

    @Test
    void launch_processCannotBeStarted_leavesNoArgumentFile() {
        LaunchSpec spec = new LaunchSpec(
                1, List.of(), 0, 1, Map.of(), directory.resolve("no-such-place"), Output.DISCARD, () -> new byte[0]);

        assertThrows(IOException.class, () -> launcher().launch(spec));

        assertFalse(Files.exists(directory.resolve("args-1")));
    }

    @Test
    void launch_collectorInTheEnvironment_starts() throws Exception {
        LaunchSpec spec = new LaunchSpec(
                1,
                List.of(),
                0,
                1,
                Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC"),
                directory,
                Output.DISCARD,
                () -> new byte[3]);

        LaunchedProcess process = launcher().launch(spec);

        assertEquals(0, process.awaitExit().code(), process.stderrTail().toString());
        process.awaitOutput();
        assertEquals(List.of("input 3"), process.stderrTail());
        assertNull(process.crashReport());
    }

    private Launcher launcher(String... options) {
        return new Launcher(directory, Told.class.getName(), null, List.of(options), Map.of(), false, Set.of());
    }

    @Test
    void launch_optionThatNoJvmKnows_leavesItsLastWords() throws Exception {
        LaunchedProcess process = launcher("-XX:+NoSuchOption").launch(spec());

        assertEquals(1, process.awaitExit().code());
        process.awaitOutput();
        assertTrue(
                process.stderrTail().toString().contains("NoSuchOption"),
                process.stderrTail().toString());
        process.removeFiles();
        assertFalse(Files.exists(directory.resolve("args-1")));
    }

    @Test
    void launch_crashReport_isItsHead() throws Exception {
        LaunchedProcess process = launcher()
                .launch(new LaunchSpec(1, List.of(), 0, 1, Map.of(), directory, Output.DISCARD, () -> new byte[0]));
        process.awaitExit();
        Path report = directory.resolve("hs_err_pid" + process.pid() + ".log");
        Files.writeString(report, "line\n".repeat(1000));

        assertEquals("line\n".repeat(40), process.crashReport());
        process.removeFiles();
        assertFalse(Files.exists(report));
    }

    @Test
    void killTree_takesTheGrandchildren() throws Exception {
        Path arguments = directory.resolve("a");
        ArgumentFile.write(
                arguments, List.of("-cp", System.getProperty("java.class.path"), Told.class.getName(), "fork"));
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments)
                .redirectError(directory.resolve("err").toFile())
                .start();
        LaunchedProcess process =
                new LaunchedProcess(started, null, null, List.of(), directory.resolve("x"), arguments);
        Await.until(
                "the grandchild",
                () -> Files.readString(directory.resolve("err")).contains("child "));
        List<ProcessHandle> all = started.descendants().toList();
        assertFalse(all.isEmpty());

        process.killTree();

        assertEquals("SIGKILL", process.awaitExit().signal().orElseThrow());
        Await.until("the end of the grandchildren", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void awaitExit_interrupted_waitsAndKeepsTheInterrupt() throws Exception {
        LaunchedProcess process = launcher()
                .launch(new LaunchSpec(1, List.of(), 0, 1, Map.of(), directory, Output.DISCARD, () -> new byte[0]));
        Thread.currentThread().interrupt();

        assertEquals(0, process.awaitExit().code());

        assertTrue(Thread.interrupted());
        assertTrue(process.awaitExit(0));
    }

    private static List<String> pump(String text, ByteArrayOutputStream out) {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        OutputPump pump = new OutputPump(in, new PrintStream(out, true, StandardCharsets.UTF_8));
        pump.run();
        return pump.tail();
    }

    @Test
    void pump_lines_arePassedOnAndTheLastKept() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            text.append("line ").append(i).append(i % 2 == 0 ? "\n" : "\r\n");
        }

        List<String> tail = pump(text + "the end", out);

        assertEquals(text + "the end", out.toString(StandardCharsets.UTF_8));
        assertEquals(20, tail.size());
        assertEquals("line 81", tail.getFirst());
        assertEquals("the end", tail.getLast());
    }

    @Test
    void pump_aVeryLongLine_isBounded() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String text = "x".repeat(1_000_000);

        List<String> tail = pump(text, out);

        assertEquals(text, out.toString(StandardCharsets.UTF_8));
        assertTrue(tail.stream().allMatch(line -> line.length() <= 1_001));
    }

    @Test
    void pump_whatTheJvmNotes_isDroppedAndNothingElse() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String jvm = """
                Picked up JAVA_TOOL_OPTIONS: -Da=b
                Picked up _JAVA_OPTIONS: -Da=b
                NOTE: Picked up JDK_JAVA_OPTIONS: -Da=b
                """;

        List<String> tail = pump(jvm + "Picked up 3 parcels\n", out);

        assertEquals("Picked up 3 parcels\n", out.toString(StandardCharsets.UTF_8));
        assertEquals(List.of("Picked up 3 parcels"), tail);
    }

    @Test
    void pump_aPrompt_isNotHeldBack() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PipedOutputStream child = new PipedOutputStream();
        Thread pump;
        try (child) {
            OutputPump prompt =
                    new OutputPump(new PipedInputStream(child), new PrintStream(out, true, StandardCharsets.UTF_8));
            pump = Thread.ofPlatform().start(prompt);
            child.write("name? ".getBytes(StandardCharsets.UTF_8));
            child.flush();

            Await.until("the prompt", () -> out.toString(StandardCharsets.UTF_8).equals("name? "));
        }
        pump.join();
    }

    @Test
    void cache_ofADirectoryOfClasses_isNone() {
        assertNull(AotCache.of(directory));
    }

    @Test
    void ofThisProcess_isAbsolute() {
        for (String entry : WorkerClassPath.ofThisProcess()) {
            assertTrue(Path.of(entry).isAbsolute(), entry);
        }
    }

    @Test
    void entries_emptyElements_areTheDirectoryOfTheStart() {
        String here = new File("").getAbsolutePath();
        String separator = File.pathSeparator;

        assertEquals(
                List.of(here, new File("a b.jar").getAbsolutePath(), here, "/x.jar", here),
                WorkerClassPath.entries(separator + "a b.jar" + separator + separator + "/x.jar" + separator, true));
        assertEquals(List.of("/x"), WorkerClassPath.entries(separator + "/x" + separator, false));
        assertEquals(List.of(here), WorkerClassPath.entries("", true));
        assertEquals(List.of(), WorkerClassPath.entries("", false));
    }

    @Test
    void cache_thatIsNone_isPassedOverInSilence() throws Exception {
        Path corrupt = Files.writeString(directory.resolve("corrupt.aot"), "no cache at all");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:AOTCache=" + corrupt,
                "-Xlog:aot=off",
                "-Xlog:aot*=off",
                "-Xlog:cds=off",
                "-Xlog:cds*=off"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Told.class.getName()));
        Path printed = directory.resolve("printed");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        process.getOutputStream().close();

        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals("input 0\n", Files.readString(printed));
        assertEquals(0, process.exitValue());
    }
}
