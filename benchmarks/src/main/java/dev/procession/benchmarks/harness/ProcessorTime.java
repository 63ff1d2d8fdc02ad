package dev.procession.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The processor time of this process and all below it, from {@code /proc}: compilers and garbage collectors are in
 * it, and what has ended, too, since its parent has its time from then on. See proc_pid_stat(5).
 */
public final class ProcessorTime {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int ENDED_CHILDREN_IN_KERNEL = 14;

    private ProcessorTime() {}

    /** Seconds so far, to the hundredth; NaN where there is no {@code /proc}. */
    public static double seconds() {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return Double.NaN;
        }
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.descendants())
                        .mapToLong(process -> ticks(process.pid()))
                        .sum()
                / TICKS_PER_SECOND;
    }

    /** The same of one process and those of its children that have ended. */
    public static double seconds(long pid) {
        return ticks(pid) / TICKS_PER_SECOND;
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return LongStream.rangeClosed(USER, ENDED_CHILDREN_IN_KERNEL)
                    .map(field -> Long.parseLong(fields[(int) field]))
                    .sum();
        } catch (IOException e) {
            // It has just ended, and its parent has its time.
            return 0;
        }
    }
}
