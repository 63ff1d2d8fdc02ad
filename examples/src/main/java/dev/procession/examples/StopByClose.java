package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueClosedException;
import dev.procession.process.ChildProcess;
import java.util.ArrayList;
import java.util.List;

/** Consumers that stop when the queue is closed and drained: no sentinels, no counting of consumers. */
public final class StopByClose {
    private static final int CONSUMERS = 3;
    private static final int ITEMS = 100;

    private StopByClose() {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local()) {
            ProcessQueue<String> words = px.queue(10);
            ProcessQueue<Integer> lengths = px.queue(ITEMS);
            List<ChildProcess> consumers = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                consumers.add(px.start(() -> {
                    for (String word : words.untilClosed()) {
                        lengths.put(word.length());
                    }
                }));
            }
            for (int i = 0; i < ITEMS; i++) {
                words.put("x".repeat(i));
            }
            words.close();
            for (ChildProcess consumer : consumers) {
                consumer.join();
            }
            Expect.that("lengths", ITEMS, lengths.size());
            lengths.close();
            Expect.that(
                    "their sum",
                    ITEMS * (ITEMS - 1) / 2,
                    lengths.consume().mapToInt(length -> length).sum());
            try {
                words.put("late");
                throw new IllegalStateException("a closed queue took an element");
            } catch (QueueClosedException e) {
                System.out.println("put to a closed queue: refused");
            }
        }
    }
}
