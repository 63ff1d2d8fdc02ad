package dev.procession.examples.howto;

import dev.procession.Procession;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.shared.SharedLong;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** Tasks that run too long: by timeout, by hand, and tried again. */
public final class KillRunaways {
    private KillRunaways() {}

    private static String sleep() throws InterruptedException {
        Thread.sleep(Duration.ofHours(1)); // heeds its interrupt
        return "slept";
    }

    private static String spin() {
        while (true) { // heeds nothing
            Thread.onSpinWait();
        }
    }

    private static long diesAtFirst(SharedLong attempts) {
        if (attempts.incrementAndGet() == 1) {
            Runtime.getRuntime().halt(1);
        }
        return attempts.get();
    }

    /** Runs the example. */
    public static void main(String[] args) {
        try (var px = Procession.local();
                var pool = px.pool(2)) {
            var limited = pool.with(TaskOptions.defaults()
                    .withTimeout(Duration.ofMillis(300))
                    .withGraceBeforeKill(Duration.ofSeconds(5)));
            try {
                limited.apply(KillRunaways::sleep);
            } catch (TaskTimeoutException e) {
                System.out.println("sleeping: limit " + e.timeout() + ", killed: " + e.workerKilled());
            }
            var strictly = pool.with(TaskOptions.defaults().withTimeout(Duration.ofMillis(300)));
            try {
                strictly.apply(KillRunaways::spin);
            } catch (TaskTimeoutException e) {
                System.out.println("spinning: limit " + e.timeout() + ", killed: " + e.workerKilled());
            }

            SharedLong attempts = px.sharedLong(0);
            var again = pool.with(TaskOptions.defaults()
                    .withRetries(2)
                    .withRetryOn(failure ->
                            failure instanceof WorkerCrashedException || failure instanceof TaskTimeoutException));
            System.out.println(again.apply(() -> "done at attempt " + diesAtFirst(attempts)));

            TaskFuture<String> future = pool.applyAsync(KillRunaways::spin);
            future.cancel(true);
            try {
                future.join();
            } catch (CancellationException e) {
                System.out.println("cancelled: " + future.isCancelled());
            }
            System.out.println(pool.apply(() -> "and the pool goes on"));
        }
    }
}
