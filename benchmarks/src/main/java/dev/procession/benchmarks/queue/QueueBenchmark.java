package dev.procession.benchmarks.queue;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Contest;
import dev.procession.benchmarks.harness.Python;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.harness.Table;
import dev.procession.benchmarks.harness.Unit;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.wait.SegmentResident;
import java.nio.file.Path;
import java.util.List;

/** Elements and raw records from one process to another. */
public final class QueueBenchmark {
    private static final int SMALL = 100_000;
    private static final int KIBIBYTE = 1 << 10;
    private static final int LARGE = 64 << 10;

    private QueueBenchmark() {}

    /**
     * Elements; queues of one size hold as many elements and bytes as each other, but for those that have no bound in
     * one of the two.
     */
    public static void queues(Report report) throws Exception {
        List<Contender> small = Python.peer("Python Queue", QueueBenchmark.class, "queue.py", 0, SMALL, SMALL);
        small.add(new OursQueue(0, 3_000_000, SMALL, AgronaRing.CAPACITY));
        report.add(
                new Contest("queue-small", "Queue, integers, one producer and one consumer", Unit.MILLIONS_PER_SECOND)
                        .run(small));
        report.add(bytes("queue-1k", "Queue, 1 KiB", KIBIBYTE, 50_000, 1_000_000, true));
        report.add(bytes("queue-64k", "Queue, 64 KiB", LARGE, 5_000, 50_000, false));
    }

    private static Table bytes(String id, String title, int bytes, int pythonCount, int count, boolean chronicle)
            throws Exception {
        int capacity = AgronaRing.CAPACITY / bytes;
        List<Contender> contenders =
                Python.peer("Python Queue", QueueBenchmark.class, "queue.py", bytes, pythonCount, capacity);
        contenders.add(new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, bytes, count));
        if (chronicle) {
            contenders.add(new JvmPair("Chronicle Queue, unbounded", ChronicleFile.class, bytes, count / 10));
        }
        contenders.add(new OursQueue(bytes, count, capacity, AgronaRing.CAPACITY));
        return new Contest(id, title + ", one producer and one consumer", Unit.MILLIONS_PER_SECOND).run(contenders);
    }

    /** Raw records, in rings of 4 MiB. */
    public static void rings(Report report) throws Exception {
        try (Procession session = Procession.local()) {
            Path directory = ((OpenSite) ((SegmentResident) session.sharedLong(0)).context())
                    .session()
                    .directory();
            long count = 20_000_000;
            report.add(new Contest(
                            "ring-spsc",
                            "Ring, 8-byte records, one producer and one consumer",
                            Unit.MILLIONS_PER_SECOND)
                    .run(List.of(
                            new JvmPair("Agrona OneToOne", AgronaRing.OneToOne.class, Long.BYTES, count),
                            JvmPair.inSession("Procession SPSC", OursRing.Spsc.class, Long.BYTES, count, directory))));
            report.add(new Contest("ring-mpmc", "Ring, 8-byte records, of many producers", Unit.MILLIONS_PER_SECOND)
                    .run(many(Long.BYTES, count, directory)));
            report.add(new Contest(
                            "ring-1k",
                            "Ring, 1-KiB records, of many producers, copied into the same array at either side",
                            Unit.MILLIONS_PER_SECOND)
                    .run(many(KIBIBYTE, count / 10, directory)));
        }
    }

    private static List<Contender> many(int bytes, long count, Path directory) throws Exception {
        return List.of(
                new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, bytes, count),
                JvmPair.inSession("Procession MPMC", OursRing.Mpmc.class, bytes, count / 2, directory),
                JvmPair.inSession("Procession MPMC, 32 at once", OursRing.MpmcBatches.class, bytes, count, directory));
    }
}
