package dev.procession.stress;

import java.util.List;

/**
 * {@code ./x stress [pool|manager] [kills [seed]]}: kills in shared structures, of a pool's workers, or of a
 * manager's clients.
 */
public final class Main {
    private Main() {}

    /** Runs, prints the report, and exits with 1 if something is wrong. */
    public static void main(String[] args) throws InterruptedException {
        String what = args.length > 0 && !Character.isDigit(args[0].charAt(0)) ? args[0] : "";
        int first = what.isEmpty() ? 0 : 1;
        int kills = args.length > first ? Integer.parseInt(args[first]) : 400;
        long seed = args.length > first + 1 ? Long.parseLong(args[first + 1]) : System.nanoTime();
        System.out.println("seed=" + seed);
        List<String> wrong = switch (what) {
            case "" -> {
                Report report = new KillRun(seed, kills).run();
                System.out.println(report);
                yield report.wrong();
            }
            case "pool" -> {
                PoolReport report = new PoolRun(seed, kills).run();
                System.out.println(report);
                yield report.wrong;
            }
            case "manager" -> {
                ManagerReport report = new ManagerRun(seed, kills).run();
                System.out.println(report);
                yield report.wrong;
            }
            default -> throw new IllegalArgumentException("stress: " + what + " is neither pool nor manager");
        };
        System.exit(wrong.isEmpty() ? 0 : 1);
    }
}
