package dev.procession.benchmarks;

import java.util.List;

/** Calls of a manager's objects, beside those of Python's. */
final class ManagerBenchmark {
    private ManagerBenchmark() {}

    static void run() throws Exception {
        beside("get", 20_000, OursManager.What.GET, 300_000);
        beside("put", 20_000, OursManager.What.PUT, 300_000);
        beside("lock", 20_000, OursManager.What.LOCK, 3_000_000);
        beside("items", 1_000_000, OursManager.What.ITERATE, 1_000_000);
        Contest.run(
                "manager: other calls, beside one put",
                "k/s",
                List.of(
                        new OursManager(OursManager.What.PUT, 300_000),
                        new OursManager(OursManager.What.COUNTER, 300_000),
                        new OursManager(OursManager.What.MERGE, 100_000),
                        new OursManager(OursManager.What.MERGE_HERE, 100_000),
                        new OursManager(OursManager.What.PUT_ASYNC, 300_000),
                        new OursManager(OursManager.What.PUT_ALL, 1_000_000)));
        clients();
    }

    private static void beside(String peer, int peerCount, OursManager.What what, int count) throws Exception {
        List<Contender> contenders = PythonManager.of(peer, peerCount);
        contenders.add(new OursManager(what, count));
        Contest.run("manager: " + peer + ", one client", "k/s", contenders);
    }

    /** As many client processes as the title says, all together. */
    static void clients() throws Exception {
        List<Contender> contenders = PythonManager.of(1);
        contenders.addAll(PythonManager.of(8));
        for (int clients = 1; clients <= 8; clients *= 2) {
            contenders.add(new OursManager.Clients(clients));
        }
        Contest.run("manager: get and put in turn, by several client processes together", "k/s", contenders);
    }
}
