package dev.procession.internal.launch;

import dev.procession.internal.liveness.Processors;
import dev.procession.internal.service.Log;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The options of a child's JVM: the library's defaults, then what is inherited, then those of the session, then
 * those of the child, so that the later win.
 *
 * <p>Defaults: the serial collector, whose threads and memory cost a small heap least; a slice of the machine's
 * memory and processors; crash reports in the session directory, to be quoted and removed; no performance-data
 * file, which a killed JVM leaves behind.
 */
final class JvmOptions {
    private static final double DEFAULT_HEAP_PERCENT = 25;
    private static final double SHARED_HEAP_PERCENT = 75;

    /** Beginnings of options that name an archive, or with which a JVM takes none that was made without them. */
    private static final List<String> ARCHIVE_OPTIONS = List.of(
            "--add-",
            "--enable-native-access",
            "--limit-modules",
            "--patch-module",
            "--upgrade-module-path",
            "-Djava.system.class.loader=",
            "-Xbootclasspath/",
            "-Xshare:",
            "-XX:AOT",
            "-XX:ArchiveClassesAtExit=",
            "-XX:DumpLoadedClassList=",
            "-XX:SharedArchiveFile=",
            "-XX:SharedClassListFile=");

    private final Path sessionDirectory;
    private final List<String> sessionOptions;
    private final @Nullable AotCache cache;
    private final OptionVariables variables;
    private final Inheritance inheritance;
    private final AtomicBoolean isWarned = new AtomicBoolean();

    JvmOptions(
            Path sessionDirectory,
            List<String> sessionOptions,
            @Nullable AotCache cache,
            OptionVariables variables,
            Inheritance inheritance) {
        this.sessionDirectory = sessionDirectory;
        this.sessionOptions = List.copyOf(sessionOptions);
        this.cache = cache;
        this.variables = variables;
        this.inheritance = inheritance;
    }

    /** The options of one JVM. */
    List<String> of(LaunchSpec spec) {
        List<String> options = new ArrayList<>();
        List<String> explicit = explicit(spec);
        List<String> inherited = inheritance.options(spec, explicit);
        List<String> told = new ArrayList<>(inherited);
        told.addAll(explicit);
        for (String variable : OptionVariables.NAMES) {
            told.addAll(variables.options(variable, spec, explicit));
        }
        boolean ownCollector = OptionKind.contains(told, OptionKind.COLLECTOR);
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
        warn(spec, explicit);
        if (cache != null && !ownCollector && !selectsArchive(told)) {
            cache.addUse(options);
        }
        options.addAll(inherited);
        options.addAll(sessionOptions);
        options.addAll(spec.jvmOptions());
        return options;
    }

    /** The explicit settings of the session's creator, or of the child's: their options and variables. */
    List<String> explicit(LaunchSpec spec) {
        List<String> explicit = variables.explicit(spec);
        explicit.addAll(sessionOptions);
        explicit.addAll(spec.jvmOptions());
        return explicit;
    }

    private void warn(LaunchSpec spec, List<String> explicit) {
        String variable = spec.slices() > 1 ? variables.overrulingShare(spec, explicit) : null;
        if (variable != null && isWarned.compareAndSet(false, true)) {
            Log.warn(
                    "dev.procession.launch",
                    "the heap limit in " + variable + " holds for each of " + spec.slices()
                            + " workers, in place of a share of the machine's memory; withMaxHeap(…) wins over it");
        }
    }

    private static void addSlices(List<String> options, LaunchSpec spec) {
        int processors = Math.max(1, Runtime.getRuntime().availableProcessors() / spec.slices());
        options.add("-XX:ActiveProcessorCount=" + processors);
        // The child's share does not tell whether another process can run while it spins.
        options.add("-D" + Processors.PROCESSORS + "=" + Processors.processors());
        if (spec.maxHeapBytes() > 0) {
            options.add("-Xmx" + spec.maxHeapBytes());
        } else {
            double percent = Math.min(DEFAULT_HEAP_PERCENT, SHARED_HEAP_PERCENT / spec.slices());
            options.add("-XX:MaxRAMPercentage=" + percent);
        }
    }

    /** A JVM that is told an archive of its own, or none, besides a cache, does not start. */
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
