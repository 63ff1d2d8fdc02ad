package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;
import java.util.concurrent.TimeUnit;

/** A bounded queue between processes: the forms that wait, those that do not, and sizes that are exact. */
public final class QueueBasics {
    private QueueBasics() {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local()) {
            ProcessQueue<String> queue = px.queue(3);
            Expect.that("empty at first", true, queue.isEmpty());
            Expect.that("poll of an empty queue", "null", String.valueOf(queue.poll()));

            // put waits for room; offer does not.
            queue.put("one");
            queue.put("two");
            Expect.that("offer with room", true, queue.offer("three"));
            Expect.that("size", 3, queue.size());
            Expect.that("room", 0, queue.remainingCapacity());
            Expect.that("offer to a full queue", false, queue.offer("four"));
            Expect.that("offer for 10 ms", false, queue.offer("four", 10, TimeUnit.MILLISECONDS));

            // A process of its own makes room, and this one's put goes on.
            ChildProcess child = px.start(() -> System.out.println("the child takes: " + queue.take()));
            queue.put("four");
            child.join();

            Expect.that("take", "two", queue.take());
            Expect.that("take", "three", queue.take());
            Expect.that("take", "four", queue.take());
            Expect.that("size at last", 0, queue.size());
        }
    }
}
