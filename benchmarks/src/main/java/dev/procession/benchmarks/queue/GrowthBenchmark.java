package dev.procession.benchmarks.queue;

import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Contest;
import dev.procession.benchmarks.harness.Python;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.harness.Row;
import dev.procession.benchmarks.harness.Table;
import dev.procession.benchmarks.harness.Unit;
import java.util.ArrayList;
import java.util.List;

/** How a queue's throughput depends on how much is in it, on how many use it, and on how large an element is. */
public final class GrowthBenchmark {
    private static final int CAPACITY = 100_000;
    private static final int FAN_TOTAL = 4_000_000;
    private static final int PYTHON_TOTAL = 60_000;
    private static final int SIZES_CAPACITY = 4 << 20;
    /** Bytes that a side copies in a round, about; small elements are limited by number. */
    private static final long ROUND_BYTES = 1L << 30;

    private static final int ROUND_ELEMENTS = 1_000_000;

    private GrowthBenchmark() {}

    /** One element queued, to ten million. */
    public static void depth(Report report) throws Exception {
        Contest contest = new Contest(
                "depth",
                "A put and a take in turn by one thread, with so many elements queued",
                Unit.MILLIONS_PER_SECOND,
                1,
                5);
        List<Row> rows = new ArrayList<>();
        for (int depth : new int[] {1, 1_000, 10_000, 100_000, 1_000_000, 10_000_000}) {
            rows.addAll(contest.at(depth, List.of(new Depth(depth))));
        }
        report.add(new Table(contest.id(), contest.title(), contest.unit(), "elements queued", rows));
    }

    /** So many producers and as many consumers at one queue. */
    public static void fan(Report report) throws Exception {
        Contest contest = new Contest(
                "fan",
                "All elements (integers) through one queue, by so many producers and as many consumers, each a process",
                Unit.MILLIONS_PER_SECOND);
        List<Row> rows = new ArrayList<>();
        for (int processes : new int[] {1, 2, 4, 8}) {
            rows.addAll(contest.at(
                    processes, List.of(Shapes.longs(processes, processes, FAN_TOTAL / processes, CAPACITY))));
        }
        report.add(new Table(contest.id(), contest.title(), contest.unit(), "producers, and as many consumers", rows));
    }

    /**
     * The six of faster-fifo's benchmark, with its element, a tuple of five equal integers; a capacity of 100,000
     * elements on both sides.
     */
    public static void shapes(Report report) throws Exception {
        for (Shape shape : List.of(
                new Shape(1, 1, 200_000),
                new Shape(1, 10, 200_000),
                new Shape(10, 1, 100_000),
                new Shape(3, 20, 100_000),
                new Shape(20, 3, 50_000),
                new Shape(20, 20, 50_000))) {
            List<Contender> contenders = Python.peer(
                    "Python Queue",
                    GrowthBenchmark.class,
                    "shapes.py",
                    shape.producers,
                    shape.consumers,
                    PYTHON_TOTAL / shape.producers,
                    CAPACITY);
            contenders.add(Shapes.tuples(shape.producers, shape.consumers, shape.each, CAPACITY));
            report.add(new Contest(
                            "shape-" + shape.producers + "x" + shape.consumers,
                            "A tuple of five integers, " + shape.producers + " × " + shape.consumers
                                    + " (producers × consumers)",
                            Unit.MILLIONS_PER_SECOND)
                    .run(contenders));
        }
    }

    private record Shape(int producers, int consumers, int each) {}

    /** Byte arrays of 8 bytes to a mebibyte, in a queue of 4 MiB. */
    public static void sizes(Report report) throws Exception {
        Contest contest = new Contest(
                "sizes",
                "Elements of so many bytes, one producer and one consumer, a queue of 4 MiB",
                Unit.MILLIONS_PER_SECOND);
        List<Row> rows = new ArrayList<>();
        for (int bytes : new int[] {8, 64, 512, 4 << 10, 32 << 10, 256 << 10, 1 << 20}) {
            int capacity = Math.max(2, Math.min(CAPACITY, SIZES_CAPACITY / bytes));
            int count = (int) Math.min(ROUND_ELEMENTS, ROUND_BYTES / bytes);
            List<Contender> contenders = Python.peer(
                    "Python Queue",
                    GrowthBenchmark.class,
                    "queue.py",
                    bytes,
                    Math.max(200, Math.min(count / 4, 50_000)),
                    capacity);
            if (bytes <= AgronaRing.CAPACITY / 8 - Long.BYTES) {
                contenders.add(new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, bytes, count));
            }
            contenders.add(new OursQueue(bytes, count, capacity, SIZES_CAPACITY));
            rows.addAll(contest.at(bytes, contenders));
        }
        report.add(new Table(contest.id(), contest.title(), contest.unit(), "bytes", rows));
    }
}
