package dev.procession.stress;

import java.util.List;

/** {@code ./x stress [pool] [kills [seed]]}: kills in shared structures, or in a pool. */
public final class Main {
    private Main() {}

    /** Runs, prints the report, and exits with 1 if something is wrong. */
    public static void main(String[] args) throws InterruptedException {
        boolean pool = args.length > 0 && args[0].equals("pool");
        int first = pool ? 1 : 0;
        int kills = args.length > first ? Integer.parseInt(args[first]) : 400;
        long seed = args.length > first + 1 ? Long.parseLong(args[first + 1]) : System.nanoTime();
        System.out.println("seed=" + seed);
        List<String> wrong;
        if (pool) {
            PoolReport report = new PoolRun(seed, kills).run();
            System.out.println(report);
            wrong = report.wrong;
        } else {
            Report report = new KillRun(seed, kills).run();
            System.out.println(report);
            wrong = report.wrong();
        }
        System.exit(wrong.isEmpty() ? 0 : 1);
    }
}
