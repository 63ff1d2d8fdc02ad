package dev.procession.benchmarks.manager;

import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Contest;
import dev.procession.benchmarks.harness.Python;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.harness.Row;
import dev.procession.benchmarks.harness.Table;
import dev.procession.benchmarks.harness.Unit;
import java.util.ArrayList;
import java.util.List;

/** Calls of a manager's objects, beside those of Python's. */
public final class ManagerBenchmark {
    private ManagerBenchmark() {}

    /** By one client. */
    public static void calls(Report report) throws Exception {
        report.add(beside("get", 20_000, OursManager.What.GET, 300_000));
        report.add(beside("put", 20_000, OursManager.What.PUT, 300_000));
        report.add(beside("lock", 20_000, OursManager.What.LOCK, 3_000_000));
        report.add(beside("items", 1_000_000, OursManager.What.ITERATE, 1_000_000));
        report.add(new Contest(
                        "manager-other", "Manager, other calls beside one put, one client", Unit.THOUSANDS_PER_SECOND)
                .run(List.of(
                        new OursManager(OursManager.What.PUT, 300_000),
                        new OursManager(OursManager.What.COUNTER, 300_000),
                        new OursManager(OursManager.What.MERGE, 100_000),
                        new OursManager(OursManager.What.MERGE_HERE, 100_000),
                        new OursManager(OursManager.What.PUT_ASYNC, 300_000),
                        new OursManager(OursManager.What.PUT_ALL, 1_000_000))));
    }

    private static Table beside(String peer, int peerCount, OursManager.What what, int count) throws Exception {
        List<Contender> contenders =
                Python.peer("Python Manager", ManagerBenchmark.class, "manager.py", peer, peerCount, 0);
        contenders.add(new OursManager(what, count));
        return new Contest("manager-" + peer, "Manager, " + peer + ", one client", Unit.THOUSANDS_PER_SECOND)
                .run(contenders);
    }

    /** As many client processes as the axis says, all together. */
    public static void clients(Report report) throws Exception {
        Contest contest = new Contest(
                "manager-clients",
                "Manager, get and put in turn, by several client processes together",
                Unit.THOUSANDS_PER_SECOND);
        List<Row> rows = new ArrayList<>();
        for (int clients : new int[] {1, 2, 4, 8}) {
            List<Contender> contenders =
                    Python.peer("Python Manager", ManagerBenchmark.class, "manager.py", "both", 0, clients);
            contenders.add(new Clients(clients));
            rows.addAll(contest.at(clients, contenders));
        }
        report.add(new Table(contest.id(), contest.title(), contest.unit(), "clients", rows));
    }
}
