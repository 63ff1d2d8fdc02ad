package dev.procession.internal.launch;

import dev.procession.internal.liveness.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a child's JVM: the library's defaults, then those of the session, then those of the child, so that the later win.
 *
 * <p>Defaults: the serial collector, whose threads and memory cost a small heap least; a slice of the machine's memory and
 * processors; crash reports in the session directory, to be quoted and removed; no performance-data file, which a killed JVM
 * leaves behind.
 */
final class JvmOptions {
    private static final double DEFAULT_HEAP_PERCENT = 25;
    private static final double SHARED_HEAP_PERCENT = 75;
    private static final List<String> OPTION_VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final List<String> ARCHIVE_OPTIONS = List.of(
            "-Xshare:",
            "-XX:AOT",
            "-XX:ArchiveClassesAtExit=",
            "-XX:DumpLoadedClassList=",
            "-XX:SharedArchiveFile=",
            "-XX:SharedClassListFile=");

    private final Path sessionDirectory;
    private final List<String> sessionOptions;
    private final @Nullable AotCache cache;

    JvmOptions(Path sessionDirectory, List<String> sessionOptions, @Nullable AotCache cache) {
        this.sessionDirectory = sessionDirectory;
        this.sessionOptions = List.copyOf(sessionOptions);
        this.cache = cache;
    }

    /** The options of one JVM that is started with {@code environment} added to this process's. */
    List<String> of(LaunchSpec spec, Map<String, String> environment) {
        List<String> options = new ArrayList<>();
        List<String> told = told(spec, environment);
        boolean ownCollector = selectsCollector(told);
        if (!ownCollector) {
            options.add("-XX:+UseSerialGC");
        }
        options.add("-XX:-UsePerfData");
        if (!told.contains("-XX:+CreateCoredumpOnCrash")) {
            // A core file is as large as the worker, and would lie in the directory of the user.
            options.add("-XX:-CreateCoredumpOnCrash");
        }
        // The class archive is mapped where it was made for, which saves relocating it.
        options.add("-XX:+UnlockDiagnosticVMOptions");
        options.add("-XX:ArchiveRelocationMode=0");
        options.add("-XX:ErrorFile=" + sessionDirectory.resolve("hs_err_pid%p.log"));
        addSlices(options, spec);
        if (cache != null && !ownCollector && !selectsArchive(told)) {
            cache.addUse(options);
        }
        options.addAll(sessionOptions);
        options.addAll(spec.jvmOptions());
        return options;
    }

    private static void addSlices(List<String> options, LaunchSpec spec) {
        int processors = Math.max(1, Runtime.getRuntime().availableProcessors() / spec.slices());
        options.add("-XX:ActiveProcessorCount=" + processors);
        // Its share says nothing of whether somebody else can run while it spins.
        options.add("-D" + Machine.PROCESSORS + "=" + Machine.processors());
        if (spec.maxHeapBytes() > 0) {
            options.add("-Xmx" + spec.maxHeapBytes());
        } else {
            double percent = Math.min(DEFAULT_HEAP_PERCENT, SHARED_HEAP_PERCENT / spec.slices());
            options.add("-XX:MaxRAMPercentage=" + percent);
        }
    }

    /** What the user tells the JVM, in options or in the environment: one that is told two collectors does not start. */
    private List<String> told(LaunchSpec spec, Map<String, String> environment) {
        List<String> told = new ArrayList<>(sessionOptions);
        told.addAll(spec.jvmOptions());
        for (String variable : OPTION_VARIABLES) {
            String value = spec.environment().get(variable);
            if (value == null) {
                value = environment.containsKey(variable) ? environment.get(variable) : System.getenv(variable);
            }
            if (value != null) {
                told.addAll(List.of(value.split("\\s+")));
            }
        }
        return told;
    }

    /** Nor does one that is told an archive of its own, or none, besides a cache. */
    private static boolean selectsArchive(List<String> options) {
        for (String option : options) {
            for (String archive : ARCHIVE_OPTIONS) {
                if (option.startsWith(archive)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean selectsCollector(List<String> options) {
        for (String option : options) {
            if (option.startsWith("-XX:+Use") && option.endsWith("GC")) {
                return true;
            }
        }
        return false;
    }

    static Path crashReport(Path sessionDirectory, long pid) {
        return sessionDirectory.resolve("hs_err_pid" + pid + ".log");
    }

    void buildAotCache(String javaExecutable, String mainClass) {
        if (cache != null) {
            cache.build(javaExecutable, mainClass, sessionDirectory.resolve("t"));
        }
    }

    void close() {
        if (cache != null) {
            cache.close();
        }
    }
}
