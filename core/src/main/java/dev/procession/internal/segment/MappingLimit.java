package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the mappings of this process that belong to the library, and refuses one more long before the kernel does:
 * a JVM that gets no memory mapped for itself aborts.
 *
 * <p>A quarter of what the kernel allows is left to the JVM, to its threads, and to what the application maps itself.
 * Where that turns out to be more, there is less for the library: the mappings of the whole process are counted now
 * and then. Where the kernel has no such limit there is none here.
 *
 * <p>Thread safety: any thread.
 */
final class MappingLimit {
    /** The limit of this process. */
    static final MappingLimit PROCESS =
            new MappingLimit(Path.of("/proc/sys/vm/max_map_count"), Path.of("/proc/self/maps"), 256);

    private static final int MAX_DIGITS = 32;
    /** Part of what the kernel allows that is left free in any case. */
    private static final int FREE_PART = 16;
    /** Part of what is left for the library after which the mappings of the process are counted again. */
    private static final int COUNT_PART = 8;

    private static final int MIN_BETWEEN_COUNTS = 64;

    private final Path kernel;
    private final Path process;
    private final int uncheckedBelow;
    private final AtomicInteger held = new AtomicInteger();
    private @Nullable GarbageCollection collection;
    private volatile long most = -1;
    /** Mappings of this process that are not the library's, when they were counted last. */
    private volatile long others;
    /** Number of the library's mappings at which those of the process are counted again. */
    private volatile int nextCount;

    /**
     * A limit.
     *
     * @param kernel the file in which the kernel says how many mappings a process may have
     * @param process the file in which it lists those of this process, one a line
     * @param uncheckedBelow how many may be held before those files are looked at, so that start-up does not pay
     *     for it
     */
    MappingLimit(Path kernel, Path process, int uncheckedBelow) {
        this.kernel = kernel;
        this.process = process;
        this.uncheckedBelow = uncheckedBelow;
        nextCount = uncheckedBelow;
    }

    /**
     * Counts one more.
     *
     * @throws ProcessionException if there are too many
     */
    void take() {
        int taken = held.incrementAndGet();
        if (taken > nextCount) {
            countOthers(taken);
        }
        if (taken > uncheckedBelow && held.get() > limit()) {
            // Unreachable mappings exist until a collection has found them.
            collection().run(() -> held.get() <= limit());
            countOthers(held.get());
            if (held.get() > limit()) {
                throw refused(held.decrementAndGet());
            }
        }
    }

    private ProcessionException refused(int mappings) {
        String why = others > kernelLimit() / 4 - kernelLimit() / FREE_PART
                ? "vm.max_map_count=" + kernelLimit() + ", at which the JVM would abort, less others of this process="
                        + others + " and a reserve"
                : "three quarters of vm.max_map_count=" + kernelLimit() + ", at which the JVM would abort";
        return new ProcessionException("shared memory: cannot map another segment: mappings=" + mappings
                + ", limit=" + Math.max(0, limit()) + " (" + why + "); each queue, pipe, worker, named or large shared"
                + " thing that this process has open takes one; likely cause: they are made, or received, and never let"
                + " go of; close those that are done with, share fewer, or raise the limit (sysctl -w"
                + " vm.max_map_count=…)");
    }

    private synchronized GarbageCollection collection() {
        if (collection == null) {
            collection = new GarbageCollection();
        }
        return collection;
    }

    /** One is gone. */
    void giveBack() {
        held.decrementAndGet();
    }

    /** The number of mappings. */
    int held() {
        return held.get();
    }

    private long limit() {
        long kernelLimit = kernelLimit();
        return Math.min(kernelLimit / 4 * 3, kernelLimit - kernelLimit / FREE_PART - others);
    }

    private void countOthers(int taken) {
        others = Math.max(0, lines() - taken);
        long next = taken + Math.max(MIN_BETWEEN_COUNTS, (limit() - taken) / COUNT_PART);
        nextCount = (int) Math.min(Integer.MAX_VALUE, next);
    }

    /** Lines of the file of mappings; none if there is no such file. */
    private long lines() {
        byte[] bytes = new byte[8 << 10];
        long lines = 0;
        try (FileInputStream in = new FileInputStream(process.toFile())) {
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                for (int i = 0; i < length; i++) {
                    lines += bytes[i] == '\n' ? 1 : 0;
                }
            }
            return lines;
        } catch (IOException e) {
            return 0; // not Linux
        }
    }

    private long kernelLimit() {
        long known = most;
        if (known < 0) {
            known = read();
            most = known;
        }
        return known;
    }

    /** At once: the kernel gives the whole number to the first read of such a file, and nothing to the second. */
    private long read() {
        byte[] bytes = new byte[MAX_DIGITS];
        try (FileInputStream in = new FileInputStream(kernel.toFile())) {
            int length = Math.max(0, in.read(bytes));
            return Long.parseLong(new String(bytes, 0, length, StandardCharsets.ISO_8859_1).strip());
        } catch (IOException | NumberFormatException e) {
            return Long.MAX_VALUE; // not Linux
        }
    }
}
