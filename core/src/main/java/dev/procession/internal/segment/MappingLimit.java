package dev.procession.internal.segment;

import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the mappings of this process that belong to the library, and refuses one more long before the kernel does: a JVM that gets no memory mapped for itself
 * aborts.
 *
 * <p>A quarter of what the kernel allows is left to the JVM, to its threads, and to what the application maps itself. Where the kernel has no such limit there is
 * none here.
 *
 * <p>Thread safety: any thread.
 */
final class MappingLimit {
    /** The limit of this process. */
    static final MappingLimit PROCESS = new MappingLimit(Path.of("/proc/sys/vm/max_map_count"), 4096);

    private final Path kernel;
    private final int uncheckedBelow;
    private final AtomicInteger held = new AtomicInteger();
    private @Nullable GarbageCollection collection;
    private volatile long most = -1;

    /**
     * A limit.
     *
     * @param kernel the file in which the kernel says how many mappings a process may have
     * @param uncheckedBelow how many may be held before that file is looked at, so that start-up does not pay for it
     */
    MappingLimit(Path kernel, int uncheckedBelow) {
        this.kernel = kernel;
        this.uncheckedBelow = uncheckedBelow;
    }

    /**
     * Counts one more.
     *
     * @throws ProcessionException if there are too many
     */
    void take() {
        if (held.incrementAndGet() > uncheckedBelow && held.get() > limit()) {
            // What is unreachable is still mapped until a collection has found it so.
            collection().run(() -> held.get() <= limit());
            if (held.get() > limit()) {
                int others = held.decrementAndGet();
                throw new ProcessionException("shared memory: cannot map another segment: mappings=" + others
                        + ", limit=" + limit() + " (three quarters of vm.max_map_count=" + kernelLimit()
                        + ", at which the JVM would abort); each queue, pipe, worker, named or large shared thing that"
                        + " this process has open takes one; likely cause: they are made, or received, and never let go"
                        + " of; close those that are done with, share fewer, or raise the limit (sysctl -w"
                        + " vm.max_map_count=…)");
            }
        }
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

    /** How many there are. */
    int held() {
        return held.get();
    }

    private long limit() {
        return kernelLimit() / 4 * 3;
    }

    private long kernelLimit() {
        long known = most;
        if (known < 0) {
            known = read();
            most = known;
        }
        return known;
    }

    private long read() {
        try {
            return Long.parseLong(Files.readString(kernel).strip());
        } catch (IOException | NumberFormatException e) {
            return Long.MAX_VALUE; // not Linux
        }
    }
}
