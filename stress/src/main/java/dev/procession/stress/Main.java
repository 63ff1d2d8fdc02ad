package dev.procession.stress;

/** {@code ./x stress [kills [seed]]}. */
public final class Main {
    private Main() {}

    /** Runs, prints the report, and exits with 1 if something is wrong. */
    public static void main(String[] args) throws InterruptedException {
        int kills = args.length > 0 ? Integer.parseInt(args[0]) : 400;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        System.out.println("seed=" + seed);
        Report report = new KillRun(seed, kills).run();
        System.out.println(report);
        System.exit(report.wrong().isEmpty() ? 0 : 1);
    }
}
