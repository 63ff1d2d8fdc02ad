package dev.procession.stress.chaos;

import java.io.IOException;
import java.time.Duration;

/** {@code ./x chaos [minutes] [seed]}: a session with everything in it, under faults of all kinds. */
public final class Main {
    private static final int HUNG = 3;

    private Main() {}

    /** Runs, prints the report, and exits with 1 if something is wrong. */
    public static void main(String[] args) throws IOException, InterruptedException {
        double minutes = args.length > 0 ? Double.parseDouble(args[0]) : 5;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
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
        System.out.println("seed=" + seed + " (the same program of faults: ./x chaos " + args(minutes) + " " + seed
                + "; what the processes do meanwhile differs)");
        System.exit(result.tally().wrong.isEmpty() ? 0 : 1);
    }

    private static String args(double minutes) {
        return minutes == Math.rint(minutes) ? Long.toString((long) minutes) : Double.toString(minutes);
    }
}
