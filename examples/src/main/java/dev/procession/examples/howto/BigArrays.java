package dev.procession.examples.howto;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.shared.SharedArray;
import dev.procession.shared.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * 80 MB of numbers that four tasks work on, and frames that pass from process to process; no byte of them is copied.
 */
public final class BigArrays {
    private static final int LENGTH = 10_000_000;
    private static final int PARTS = 4;

    private BigArrays() {}

    private static double fill(SharedArray.OfDouble array, int part) {
        long from = (long) LENGTH / PARTS * part;
        MemorySegment mine = array.segment().asSlice(from * Double.BYTES, (long) LENGTH / PARTS * Double.BYTES);
        double sum = 0;
        for (long i = 0; i < LENGTH / PARTS; i++) {
            mine.setAtIndex(ValueLayout.JAVA_DOUBLE, i, (double) (from + i));
            sum += from + i;
        }
        return sum;
    }

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (var px = Procession.local();
                var pool = px.pool(2)) {
            SharedArray.OfDouble numbers = px.sharedDoubles(LENGTH);
            List<Double> sums = pool.map(
                    part -> fill(numbers, part),
                    IntStream.range(0, PARTS).boxed().toList());
            System.out.println("parts: " + sums);
            System.out.println("seen here: " + numbers.get(LENGTH - 1));

            ProcessQueue<SharedMemory> empty = px.queue(2); // handles travel, the memory stays where it is
            ProcessQueue<SharedMemory> full = px.queue(2);
            empty.put(px.sharedMemory(1920 * 1080 * 4));
            empty.put(px.sharedMemory(1920 * 1080 * 4));
            var camera = px.start(() -> {
                for (byte n = 1; n <= 5; n++) {
                    SharedMemory frame = empty.take();
                    frame.segment().fill(n);
                    full.put(frame);
                }
                full.close();
            });
            for (SharedMemory frame : full.untilClosed()) {
                byte last = frame.segment().get(ValueLayout.JAVA_BYTE, frame.byteSize() - 1);
                System.out.println("a frame of " + frame.byteSize() + " bytes, all " + last);
                empty.put(frame);
            }
            camera.join();
        }
    }
}
