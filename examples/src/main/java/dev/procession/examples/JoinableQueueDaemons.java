package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.channel.JoinableQueue;
import dev.procession.shared.SharedLong;

/** Daemon processes that work forever; the main program waits until all work is done, not for them. */
public final class JoinableQueueDaemons {
    private static final int WORKERS = 2;
    private static final int TASKS = 50;

    private JoinableQueueDaemons() {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local()) {
            JoinableQueue<Integer> tasks = px.joinableQueue(10);
            SharedLong sum = px.sharedLong(0);
            for (int i = 0; i < WORKERS; i++) {
                px.process(() -> {
                            while (true) {
                                sum.addAndGet(tasks.take());
                                // Had this process died before, another would have got the task.
                                tasks.taskDone();
                            }
                        })
                        .daemon(true)
                        .start();
            }
            for (int task = 1; task <= TASKS; task++) {
                tasks.put(task);
            }
            tasks.join();
            Expect.that("unfinished after join", 0, tasks.unfinished());
            Expect.that("sum of all tasks", TASKS * (TASKS + 1L) / 2, sum.get());
            System.out.println("main ends, and its daemons with it");
        }
    }
}
