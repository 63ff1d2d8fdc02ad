package dev.procession.examples.howto;

import dev.procession.Procession;
import dev.procession.pool.MemoryLimitException;
import dev.procession.pool.PoolOptions;
import dev.procession.process.Output;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Tasks that take too much memory: of the heap, and outside of it. */
public final class LimitMemory {
    private static final long MIB = 1 << 20;

    private LimitMemory() {}

    private static int fillHeap() {
        List<byte[]> blocks = new ArrayList<>();
        while (blocks.size() < 1_000) {
            blocks.add(new byte[(int) MIB]);
        }
        return blocks.size();
    }

    private static long fillNative() throws InterruptedException {
        MemorySegment block = Arena.global().allocate(600 * MIB);
        block.fill((byte) 1); // resident from now on
        Thread.sleep(60_000); // looked at ten times a second
        return block.byteSize();
    }

    /** Runs the example. */
    public static void main(String[] args) {
        PoolOptions options = PoolOptions.defaults()
                .withWorkers(1)
                .withMaxHeap(64 * MIB)
                .withMemoryLimit(300 * MIB)
                .withOutput(Output.DISCARD);
        try (var px = Procession.local();
                var pool = px.pool(options)) {
            try {
                pool.apply(() -> fillHeap());
            } catch (OutOfMemoryError e) {
                System.out.println("heap: " + e.getMessage());
            }
            try {
                pool.apply(() -> fillNative());
            } catch (MemoryLimitException e) {
                System.out.println("native: limit=" + e.limitBytes() / MIB + " MiB, above it: "
                        + (e.residentBytes() > e.limitBytes()));
                System.out.println(String.valueOf(e.getMessage()).replaceAll("\\d+", "N"));
            }
            System.out.println(pool.apply(() -> "the next worker has room"));
        }
    }
}
