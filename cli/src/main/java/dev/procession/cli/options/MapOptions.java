package dev.procession.cli.options;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What {@code procession map} was asked to do. Immutable once parsed. */
public final class MapOptions {
    private static final int MAX_JOBS = 1_000;
    private static final int MAX_COUNT = 1_000_000;
    private static final List<String> NAMES = List.of(
            "--jobs",
            "--timeout",
            "--retries",
            "--max-memory",
            "--unordered",
            "--progress",
            "--no-progress",
            "--joblog",
            "--resume",
            "--class-path",
            "--jvm-option",
            "--chunk",
            "--null",
            "--json",
            "--source",
            "--class",
            "--help");

    /** Where the function comes from. */
    public enum Origin {
        /** A lambda or method reference on the command line. */
        EXPRESSION,
        /** A Java file. */
        SOURCE,
        /** A class of the class path. */
        CLASS
    }

    private int jobs;
    private @Nullable Duration timeout;
    private int retries;
    private long maxMemoryBytes;
    private boolean unordered;
    private @Nullable Boolean progress;
    private @Nullable Path jobLog;
    private boolean resume;
    private final List<Path> classPath = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private int chunk;
    private boolean nul;
    private boolean json;
    private boolean help;
    private @Nullable Origin origin;
    private String function = "";
    private List<String> inputs = List.of();

    private MapOptions() {}

    /**
     * Parses the arguments that follow the verb.
     *
     * @throws UsageException if they make no sense
     */
    public static MapOptions parse(List<String> args) throws UsageException {
        MapOptions options = new MapOptions();
        List<String> operands = new CommandLine("map", NAMES, args).parse(false, options::take);
        if (!options.help) {
            options.settle(operands);
        }
        return options;
    }

    private boolean take(String option, CommandLine line) throws UsageException {
        switch (option) {
            case "-j", "--jobs" -> jobs = Quantity.number(option, line.value(), 1, MAX_JOBS);
            case "--timeout" -> timeout = Quantity.time(option, line.value());
            case "--retries" -> retries = Quantity.number(option, line.value(), 0, MAX_COUNT);
            case "--max-memory" -> maxMemoryBytes = Quantity.bytes(option, line.value());
            case "--unordered" -> unordered = true;
            case "--progress" -> progress = true;
            case "--no-progress" -> progress = false;
            case "--joblog" -> jobLog = Path.of(line.value());
            case "--resume" -> resume = true;
            case "--class-path" -> addClassPath(line.value());
            case "--jvm-option" -> jvmOptions.add(line.value());
            case "--chunk" -> chunk = Quantity.number(option, line.value(), 0, MAX_COUNT);
            case "-0", "--null" -> nul = true;
            case "--json" -> json = true;
            case "--source" -> function(Origin.SOURCE, line.value());
            case "--class" -> function(Origin.CLASS, line.value());
            case "-h", "--help" -> help = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private void function(Origin from, String text) throws UsageException {
        if (origin != null) {
            throw new UsageException("two functions: \"" + function + "\" and \"" + text
                    + "\"; give one of EXPRESSION, --source FILE.java, --class NAME");
        }
        origin = from;
        function = text;
    }

    private void addClassPath(String text) throws UsageException {
        for (String entry : text.split(File.pathSeparator, -1)) {
            if (entry.isEmpty()) {
                continue;
            }
            Path path = Path.of(entry).toAbsolutePath();
            if (!Files.exists(path)) {
                throw new UsageException("--class-path: entry=\"" + entry + "\" does not exist");
            }
            classPath.add(path);
        }
    }

    private void settle(List<String> operands) throws UsageException {
        if (origin == null) {
            if (operands.isEmpty()) {
                throw new UsageException("what is to be mapped? give an EXPRESSION such as 'p -> p.length()',"
                        + " --source FILE.java or --class NAME; see: procession map --help");
            }
            function(Origin.EXPRESSION, operands.getFirst());
            operands = operands.subList(1, operands.size());
        }
        if (function.isBlank()) {
            throw new UsageException("the function is empty; give an EXPRESSION such as 'p -> p.length()'");
        }
        if (resume && jobLog == null) {
            throw new UsageException("--resume needs the job log of the run to go on with: add --joblog FILE");
        }
        inputs = List.copyOf(operands);
    }

    /** How many workers; empty for as many as there are processors. */
    public OptionalInt jobs() {
        return jobs == 0 ? OptionalInt.empty() : OptionalInt.of(jobs);
    }

    /** How long one item may run. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** How many times an item that failed is started again. */
    public int retries() {
        return retries;
    }

    /** The heap limit of each worker in bytes. */
    public OptionalLong maxMemory() {
        return maxMemoryBytes == 0 ? OptionalLong.empty() : OptionalLong.of(maxMemoryBytes);
    }

    /** Whether results are printed as they come. */
    public boolean unordered() {
        return unordered;
    }

    /** Whether to show progress; empty for only on a terminal. */
    public Optional<Boolean> progress() {
        return Optional.ofNullable(progress);
    }

    /** The job log. */
    public Optional<Path> jobLog() {
        return Optional.ofNullable(jobLog);
    }

    /** Whether to skip what the job log says is done. */
    public boolean resume() {
        return resume;
    }

    /** The user's class path, absolute; every entry exists. */
    public List<Path> classPath() {
        return List.copyOf(classPath);
    }

    /** Options for the workers' JVMs. */
    public List<String> jvmOptions() {
        return List.copyOf(jvmOptions);
    }

    /** How many items travel together; 0 is automatic. */
    public int chunk() {
        return chunk;
    }

    /** Whether inputs and outputs end in NUL rather than a newline. */
    public boolean nul() {
        return nul;
    }

    /** Whether to print one JSON object for every item. */
    public boolean json() {
        return json;
    }

    /** Whether only the help was asked for; then nothing else has been checked. */
    public boolean help() {
        return help;
    }

    /** Where the function comes from. */
    public Origin origin() {
        return origin == null ? Origin.EXPRESSION : origin;
    }

    /** The expression, the path of the file, or the name of the class. */
    public String function() {
        return function;
    }

    /** The inputs given as arguments; when there are none, standard input is read. */
    public List<String> inputs() {
        return inputs;
    }
}
