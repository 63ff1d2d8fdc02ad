package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;

/**
 * One producer and one consumer. The consumer does not know when there is nothing more to come, and waits; the next
 * two examples tell it.
 */
public final class ConsumerWaits {
    private static final int DISHES = 3;

    private ConsumerWaits() {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local()) {
            ProcessQueue<String> kitchen = px.queue(2);
            ProcessQueue<String> eaten = px.queue(10);
            ChildProcess consumer = px.start(() -> {
                while (true) {
                    eaten.put(kitchen.take());
                }
            });
            ChildProcess producer = px.start(() -> {
                for (int i = 1; i <= DISHES; i++) {
                    // Waits while two dishes stand there.
                    kitchen.put("dish " + i);
                }
            });
            producer.join();
            for (int i = 1; i <= DISHES; i++) {
                Expect.that("eaten", "dish " + i, eaten.take());
            }
            Expect.that("producer alive", false, producer.isAlive());
            Expect.that("consumer alive, and waits for more", true, consumer.isAlive());
            // A join would never end. Whatever a process waits for, it can be ended.
            consumer.terminate();
            consumer.join();
            Expect.that("consumer alive", false, consumer.isAlive());
        }
    }
}
