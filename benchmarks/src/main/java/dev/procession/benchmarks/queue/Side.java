package dev.procession.benchmarks.queue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Runs one side of a {@link QueueUnderTest} in a JVM of its own: a round for each line that arrives on standard
 * input.
 */
final class Side {
    private Side() {}

    /** {@code queue class, rendezvous, produce or consume, bytes, count}. */
    public static void main(String[] args) throws Exception {
        QueueUnderTest queue = Class.forName(args[0])
                .asSubclass(QueueUnderTest.class)
                .getDeclaredConstructor(String.class)
                .newInstance(args[1]);
        int bytes = Integer.parseInt(args[3]);
        long count = Long.parseLong(args[4]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            long sum = 0;
            if (args[2].equals("produce")) {
                queue.produce(bytes, count);
            } else {
                // The clock starts with the first element, and so leaves out the other side's hearing of the round.
                sum = queue.consume(bytes, 1);
                long start = System.nanoTime();
                sum += queue.consume(bytes, count - 1);
                System.out.println(System.nanoTime() - start + " " + sum);
                continue;
            }
            System.out.println(0);
        }
    }
}
