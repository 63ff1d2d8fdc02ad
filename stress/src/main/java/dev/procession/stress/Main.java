package dev.procession.stress;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * {@code ./x stress [pool|manager] [kills [seed]]}: kills in shared structures, of a pool's workers, or of a
 * manager's clients. {@code ./x chaos [minutes] [seed]}: a session with everything in it, under faults of all kinds.
 */
public final class Main {
    private static final int HUNG = 3;

    private Main() {}

    /** Runs, prints the report, and exits with 1 if something is wrong. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String what = args.length > 0 && !Character.isDigit(args[0].charAt(0)) ? args[0] : "";
        String[] numbers = what.isEmpty() ? args : Arrays.copyOfRange(args, 1, args.length);
        long seed = numbers.length > 1 ? Long.parseLong(numbers[1]) : System.nanoTime();
        List<String> wrong = what.equals("chaos")
                ? chaos(numbers.length > 0 ? Double.parseDouble(numbers[0]) : 5, seed)
                : kills(what, numbers.length > 0 ? Integer.parseInt(numbers[0]) : 400, seed);
        System.exit(wrong.isEmpty() ? 0 : 1);
    }

    private static List<String> kills(String what, int kills, long seed) throws IOException, InterruptedException {
        System.out.println("seed=" + seed);
        return switch (what) {
            case "" -> {
                Report report = new KillRun(seed, kills).run();
                System.out.println(report);
                yield report.wrong();
            }
            case "pool" -> {
                PoolReport report = new PoolRun(seed, kills).run();
                System.out.println(report);
                yield report.tally().wrong;
            }
            case "manager" -> {
                ManagerReport report = new ManagerRun(seed, kills).run();
                System.out.println(report);
                yield report.wrong;
            }
            default -> throw new IllegalArgumentException("stress: " + what + " is neither pool nor manager");
        };
    }

    private static List<String> chaos(double minutes, long seed) throws IOException, InterruptedException {
        System.out.println("chaos: minutes=" + minutes + ", seed=" + seed + ", processors="
                + Runtime.getRuntime().availableProcessors() + ", JDK " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        Duration length = Duration.ofMillis((long) (minutes * 60_000));
        ChaosRun.Result result = new ChaosRun(
                        seed,
                        Integer.MAX_VALUE,
                        length,
                        () -> Runtime.getRuntime().halt(HUNG))
                .run();
        System.out.println(result);
        System.out.println("seed=" + seed + " (the same program of faults: ./x chaos " + inWords(minutes) + " " + seed
                + "; what the processes do meanwhile differs)");
        return result.tally().wrong;
    }

    private static String inWords(double minutes) {
        return minutes == Math.rint(minutes) ? Long.toString((long) minutes) : Double.toString(minutes);
    }
}
