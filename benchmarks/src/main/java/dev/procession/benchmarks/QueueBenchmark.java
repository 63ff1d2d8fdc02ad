package dev.procession.benchmarks;

import dev.procession.Procession;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.wait.Sited;
import java.nio.file.Path;
import java.util.List;

/** Elements between two processes, and the peers' locks and pipes. */
final class QueueBenchmark {
    private QueueBenchmark() {}

    static void queues() throws Exception {
        List<Contender> small = PythonPeer.of("queue", 0, 100_000);
        small.add(new OursQueue(0, 3_000_000));
        Contest.run("queue: small objects, one producer and one consumer", "M/s", small);
        List<Contender> medium = PythonPeer.of("queue", 1 << 10, 50_000);
        medium.add(new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, 1 << 10, 1_000_000));
        medium.add(new OursQueue(1 << 10, 1_000_000));
        Contest.run("queue: 1 KiB", "M/s", medium);
        List<Contender> large = PythonPeer.of("queue", 64 << 10, 5_000);
        large.add(new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, 64 << 10, 50_000));
        large.add(new OursQueue(64 << 10, 50_000));
        Contest.run("queue: 64 KiB", "M/s", large);
    }

    static void rings() throws Exception {
        try (Procession session = Procession.local()) {
            Path directory = ((OpenSegment) ((Sited) session.sharedLong(0)).site())
                    .session()
                    .directory();
            long count = 20_000_000;
            Contest.run(
                    "rings: 8-byte records, one producer and one consumer",
                    "M/s",
                    List.of(
                            new JvmPair("Agrona OneToOne", AgronaRing.OneToOne.class, 8, count),
                            new JvmPair("Procession SPSC", OursRing.Spsc.class, 8, count, directory)));
            Contest.run(
                    "rings: 8-byte records, of many producers",
                    "M/s",
                    List.of(
                            new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, 8, count),
                            new JvmPair("Procession MPMC", OursRing.Mpmc.class, 8, count / 2, directory),
                            new JvmPair(
                                    "Procession MPMC, 32 at once", OursRing.MpmcBatches.class, 8, count, directory)));
            Contest.run(
                    "rings: 1-KiB records, of many producers, copied into the same array at either side",
                    "M/s",
                    List.of(
                            new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, 1 << 10, count / 10),
                            new JvmPair("Procession MPMC", OursRing.Mpmc.class, 1 << 10, count / 10, directory),
                            new JvmPair(
                                    "Procession MPMC, 32 at once",
                                    OursRing.MpmcBatches.class,
                                    1 << 10,
                                    count / 10,
                                    directory)));
        }
    }

    static void locks() throws Exception {
        List<Contender> locks = PythonPeer.of("lock", 0, 500_000);
        locks.add(new OursLock(5_000_000));
        Contest.run("lock: lock and unlock, nobody else wants it", "M/s", locks);
        List<Contender> hot = PythonPeer.of("hot", 0, 20_000);
        hot.add(new OursTrips(OursTrips.Kind.HOT_OBJECT, 100_000));
        Contest.run("pipe: round trip, the other side hot", "µs", hot);
        Contest.run(
                "pipe: round trip of 8 bytes, both sides hot",
                "µs",
                List.of(new AeronTrips(100_000), new OursTrips(OursTrips.Kind.HOT_BYTES, 100_000)));
        List<Contender> parked = PythonPeer.of("parked", 0, 300);
        parked.add(new OursTrips(OursTrips.Kind.PARKED, 300));
        Contest.run("pipe: round trip, the other side parked", "µs", parked);
    }
}
