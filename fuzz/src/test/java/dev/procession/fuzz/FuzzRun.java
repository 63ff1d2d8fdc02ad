package dev.procession.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One run of Jazzer: a JVM that fuzzes one target, or all of them in turns, for some time or until it finds
 * something.
 *
 * <p>What it met on the way that was worth to begin with stays in {@code target/fuzz}, where the next run goes on
 * from it.
 */
final class FuzzRun {
    /** Begins the line that says how often a target was run. */
    static final String EXECUTIONS = "executions of ";

    private static final Path ROOT = Path.of("target", "fuzz");
    private static final Duration MAX_START = Duration.ofMinutes(2);
    private static final int HANG_SECONDS = 10;
    private static final Pattern TOTAL = Pattern.compile("stat::number_of_executed_units: (\\d+)");
    private static final String SANITIZERS = "com.code_intelligence.jazzer.sanitizers.";
    /** Those that look for what no target does, which would make the start take twice as long. */
    private static final String UNUSED = List.of(
                    "BigDecimal",
                    "ClojureLangHooks",
                    "Deserialization",
                    "ExpressionLanguageInjection",
                    "FilePathTraversal",
                    "LdapInjection",
                    "NamingContextLookup",
                    "OsCommandInjection",
                    "ReflectiveCall",
                    "RegexInjection",
                    "RegexRoadblocks",
                    "ScriptEngineInjection",
                    "ServerSideRequestForgery",
                    "SqlInjection",
                    "TemplateInjection",
                    "UnsafeSanitizer",
                    "XPathInjection",
                    "XmlParserSsrfGuidance")
            .stream()
            .map(SANITIZERS::concat)
            .collect(Collectors.joining(":"));

    private final String target;
    private final int seconds;
    private final int seed;
    private final Path directory;

    /** A run of the target of that name, or of {@link JazzerEntry#ALL}. */
    FuzzRun(String target, int seconds, int seed) {
        this.target = target;
        this.seconds = seconds;
        this.seed = seed;
        directory = ROOT.resolve(target);
    }

    /**
     * What came of it.
     *
     * @param executions in all, and of each target
     * @param finding all that Jazzer says; empty if it found nothing
     */
    record Result(Map<String, Long> executions, String finding) {}

    Result run() throws IOException {
        Files.createDirectories(directory.resolve("met"));
        removeArtifacts();
        try (JavaProcess jazzer = JavaProcess.running(Jazzer.class, arguments())
                .jvmOptions(jvmOptions())
                .start()) {
            int exit = jazzer.awaitExit(MAX_START.plusSeconds(seconds));
            String output = jazzer.stderr();
            Map<String, Long> executions = executions(output);
            boolean found = exit != 0 || !executions.containsKey(target);
            return new Result(executions, found ? "exit=" + exit + artifacts() + "\n" + output : "");
        }
    }

    private String[] jvmOptions() {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        if (seconds < 60) {
            options.add("-XX:TieredStopAtLevel=1"); // the start is most of it
        }
        return options.toArray(String[]::new);
    }

    private String[] arguments() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--target_class=" + JazzerEntry.class.getName(),
                "--target_args=" + target,
                "--instrumentation_includes=dev.procession.**",
                "--custom_hook_includes=dev.procession.**",
                "--disabled_hooks=" + UNUSED,
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-seed=" + seed,
                "-max_total_time=" + seconds,
                "-timeout=" + HANG_SECONDS,
                "-rss_limit_mb=0",
                "-print_final_stats=1",
                directory.resolve("met").toString()));
        arguments.add(target.equals(JazzerEntry.ALL) ? together().toString() : corpus().toString());
        return arguments.toArray(String[]::new);
    }

    private Path corpus() {
        return Corpus.directory(Targets.of(target));
    }

    /** The corpora of all targets in one, each input behind the byte that says whose it is. */
    private Path together() throws IOException {
        Path all = Files.createDirectories(directory.resolve("corpora"));
        for (Targets one : Targets.values()) {
            for (Map.Entry<String, byte[]> input : Corpus.inputs(one).entrySet()) {
                byte[] bytes = new byte[1 + input.getValue().length];
                bytes[0] = (byte) one.number();
                System.arraycopy(input.getValue(), 0, bytes, 1, bytes.length - 1);
                Files.write(all.resolve(one.text() + "-" + input.getKey()), bytes);
            }
        }
        return all;
    }

    private Map<String, Long> executions(String output) {
        Map<String, Long> executions = new TreeMap<>();
        output.lines().filter(line -> line.startsWith(EXECUTIONS)).forEach(line -> {
            int equals = line.indexOf('=');
            executions.put(line.substring(EXECUTIONS.length(), equals), Long.parseLong(line.substring(equals + 1)));
        });
        Matcher total = TOTAL.matcher(output);
        if (total.find()) {
            executions.put(target, Long.parseLong(total.group(1)));
        }
        return executions;
    }

    private void removeArtifacts() throws IOException {
        for (Path file : artifactFiles()) {
            Files.delete(file);
        }
    }

    private List<Path> artifactFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(directory, "{crash,timeout,oom,slow-unit,Crash}[-_]*")) {
            found.forEach(files::add);
        }
        return files;
    }

    /** Where the input is kept that failed, without the byte that says whose it is. */
    private String artifacts() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : artifactFiles()) {
            byte[] bytes = Files.readAllBytes(file);
            if (file.toString().endsWith(".java")
                    || file.getFileName().toString().startsWith("slow")) {
                continue;
            }
            Targets whose = target.equals(JazzerEntry.ALL) ? Targets.of(bytes[0]) : Targets.of(target);
            Path kept = directory.resolve("input-of-" + whose.text());
            Files.write(kept, target.equals(JazzerEntry.ALL) ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
            text.append("; once mended, keep ")
                    .append(kept)
                    .append(" in ")
                    .append(Corpus.directory(whose))
                    .append(" under a name that says what it did");
        }
        return text.toString();
    }
}
