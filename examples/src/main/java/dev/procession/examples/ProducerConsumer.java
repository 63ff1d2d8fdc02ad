package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several producers and several consumers, each a process; the consumers stop at a sentinel, one for each of them.
 */
public final class ProducerConsumer {
    private static final int PRODUCERS = 2;
    private static final int CONSUMERS = 3;
    private static final int ITEMS = 100;
    private static final int SENTINEL = -1;

    private ProducerConsumer() {}

    /** What a consumer says at its end. */
    record Report(int consumer, int count, long sum, boolean inOrder) {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local()) {
            ProcessQueue<Integer> items = px.queue(10);
            ProcessQueue<Report> reports = px.queue(CONSUMERS);
            List<ChildProcess> consumers = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                int number = i;
                consumers.add(px.start(() -> reports.put(consume(number, items))));
            }
            List<ChildProcess> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                int first = i * ITEMS;
                producers.add(px.start(() -> {
                    for (int item = first; item < first + ITEMS; item++) {
                        items.put(item);
                    }
                }));
            }
            for (ChildProcess producer : producers) {
                producer.join();
            }
            for (int i = 0; i < CONSUMERS; i++) {
                items.put(SENTINEL);
            }
            for (ChildProcess consumer : consumers) {
                consumer.join();
            }
            List<Report> all = new ArrayList<>();
            Expect.that("reports", CONSUMERS, reports.drainTo(all));
            int total = PRODUCERS * ITEMS;
            Expect.that(
                    "items consumed",
                    total,
                    all.stream().mapToInt(Report::count).sum());
            Expect.that(
                    "their sum",
                    total * (total - 1L) / 2,
                    all.stream().mapToLong(Report::sum).sum());
            Expect.that("each producer's in order", true, all.stream().allMatch(Report::inOrder));
            Expect.that("left in the queue", 0, items.size());
        }
    }

    private static Report consume(int number, ProcessQueue<Integer> items) throws InterruptedException {
        int[] last = new int[PRODUCERS];
        Arrays.fill(last, SENTINEL);
        int count = 0;
        long sum = 0;
        boolean inOrder = true;
        for (int item = items.take(); item != SENTINEL; item = items.take()) {
            inOrder &= item > last[item / ITEMS];
            last[item / ITEMS] = item;
            count++;
            sum += item;
        }
        return new Report(number, count, sum, inOrder);
    }
}
