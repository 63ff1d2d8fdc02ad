package dev.procession.benchmarks.trip;

import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Contest;
import dev.procession.benchmarks.harness.Python;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.harness.Row;
import dev.procession.benchmarks.harness.Table;
import dev.procession.benchmarks.harness.Unit;
import java.util.ArrayList;
import java.util.List;

/** Locks, and round trips of pipes: to one that spins, and to one that has parked. */
public final class TripBenchmark {
    private static final int PARKED = 300;
    private static final int HOT = 100_000;
    private static final int PYTHON_HOT = 20_000;

    private TripBenchmark() {}

    /** Lock and unlock. */
    public static void locks(Report report) throws Exception {
        List<Contender> locks = Python.peer("Python Lock", TripBenchmark.class, "lock.py", 500_000);
        locks.add(new OursLock(5_000_000));
        report.add(new Contest("lock", "Lock and unlock, nobody else wants it", Unit.MILLIONS_PER_SECOND).run(locks));
    }

    /** There and back. */
    public static void pipes(Report report) throws Exception {
        List<Contender> hot = python("hot", PYTHON_HOT, 0);
        hot.add(new OursTrips(false, HOT, 0));
        report.add(
                new Contest("pipe-hot", "Pipe, round trip of an integer, both sides hot", Unit.MICROSECONDS).run(hot));
        report.add(new Contest("pipe-raw", "Pipe, round trip of 8 bytes, both sides spin", Unit.MICROSECONDS)
                .run(List.of(new AeronTrips(HOT), new OursTrips(false, HOT, Long.BYTES))));
        List<Contender> parked = python("parked", PARKED, 0);
        parked.add(new OursTrips(true, PARKED, 0));
        report.add(
                new Contest("pipe-parked", "Pipe, round trip of an integer, the other side parked", Unit.MICROSECONDS)
                        .run(parked));
    }

    private static List<Contender> python(String mode, int count, int bytes) throws Exception {
        return Python.peer("Python Pipe", TripBenchmark.class, "trips.py", mode, count, bytes);
    }

    /**
     * The same by the length of the message; a pipe of ours holds 256 KiB in each direction, and longer ones go by a
     * file.
     */
    public static void lengths(Report report) throws Exception {
        Contest contest =
                new Contest("pipe-lengths", "Pipe, round trip of so many bytes, both sides hot", Unit.MICROSECONDS);
        List<Row> rows = new ArrayList<>();
        for (int bytes : new int[] {8, 1 << 10, 16 << 10, 64 << 10, 1 << 20}) {
            int count = Math.max(500, Math.min(20_000, (64 << 20) / bytes));
            List<Contender> contenders = python("hot", Math.min(count, 5_000), bytes);
            contenders.add(new OursTrips(false, count, bytes));
            rows.addAll(contest.at(bytes, contenders));
        }
        report.add(new Table(contest.id(), contest.title(), contest.unit(), "bytes", rows));
    }
}
