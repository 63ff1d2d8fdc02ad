package dev.procession.benchmarks;

import java.util.List;

/** Elements between two processes, and the peers' locks and pipes. */
final class QueueBenchmark {
    private QueueBenchmark() {}

    static void queues() throws Exception {
        List<Contender> small = PythonPeer.of("queue", 0, 100_000);
        small.add(new OursQueue(0, 500_000));
        Contest.run("queue: small objects, one producer and one consumer", "M/s", small);
        List<Contender> medium = PythonPeer.of("queue", 1 << 10, 50_000);
        medium.add(new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, 1 << 10, 1_000_000));
        medium.add(new OursQueue(1 << 10, 200_000));
        Contest.run("queue: 1 KiB", "M/s", medium);
        List<Contender> large = PythonPeer.of("queue", 64 << 10, 5_000);
        large.add(new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, 64 << 10, 50_000));
        large.add(new OursQueue(64 << 10, 20_000));
        Contest.run("queue: 64 KiB", "M/s", large);
    }

    static void rings() throws Exception {
        Contest.run(
                "rings: 8-byte records, one producer and one consumer",
                "M/s",
                List.of(
                        new JvmPair("Agrona ManyToOne", AgronaRing.ManyToOne.class, 8, 20_000_000),
                        new JvmPair("Agrona OneToOne", AgronaRing.OneToOne.class, 8, 20_000_000)));
    }

    static void locks() throws Exception {
        Contest.run("lock: lock and unlock, nobody else wants it", "M/s", PythonPeer.of("lock", 0, 500_000));
        Contest.run("pipe: round trip, the other side hot", "µs", PythonPeer.of("hot", 0, 20_000));
        Contest.run("pipe: round trip, the other side parked", "µs", PythonPeer.of("parked", 0, 300));
    }
}
