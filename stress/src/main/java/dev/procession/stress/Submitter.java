package dev.procession.stress;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Works with a pool in every way until it is stopped, and writes down what came of it. */
final class Submitter implements Runnable {
    private static final int TASKS = 50;
    private static final int RETRIES = 100;
    private static final int HANG_SECONDS = 60;

    private final ProcessPool pool;
    private final Random random;
    private final PoolReport report;
    private volatile boolean stopped;

    Submitter(ProcessPool pool, long seed, PoolReport report) {
        this.pool = pool;
        this.random = new Random(seed);
        this.report = report;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            while (!stopped && report.wrong.isEmpty()) {
                switch (random.nextInt(10)) {
                    case 0 -> timeout();
                    case 1 -> imap();
                    case 2, 3 -> map();
                    default -> tasks();
                }
            }
        } catch (Throwable t) { // whatever it is must not be
            report.wrong.add(t + " " + List.of(t.getStackTrace()));
        }
    }

    /** A task and what it must give. */
    private record Submitted(TaskFuture<Integer> future, int number, AtomicInteger called) {}

    private void tasks() throws Exception {
        List<Submitted> all = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            int number = random.nextInt(1000);
            Work work = Work.values()[random.nextInt(Work.values().length)];
            AtomicInteger called = new AtomicInteger();
            TaskOptions options = TaskOptions.defaults()
                    .withRetries(random.nextInt(3))
                    .withRetryOn(failure -> failure instanceof WorkerCrashedException);
            TaskFuture<Integer> future = pool.with(options)
                    .applyAsync(
                            () -> work.run(number),
                            result -> called.incrementAndGet(),
                            failure -> called.incrementAndGet());
            if (random.nextInt(20) == 0) {
                future.cancel(random.nextBoolean());
            }
            all.add(new Submitted(future, number, called));
        }
        for (Submitted task : all) {
            judge(task);
        }
    }

    private void judge(Submitted task) throws Exception {
        try {
            int result = task.future().get(HANG_SECONDS, TimeUnit.SECONDS);
            if (result != task.number()) {
                report.wrong.add("a task gave " + result + ", must be " + task.number());
            }
            report.completed.increment();
        } catch (CancellationException e) {
            report.cancelled.increment();
        } catch (TimeoutException e) {
            report.wrong.add("a future is not settled: " + pool + ", " + pool.workers());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerCrashedException) {
                report.crashed.increment();
            } else if (e.getCause() instanceof IllegalStateException) {
                report.failed.increment();
            } else {
                throw e;
            }
        }
        if (task.called().get() > 1) {
            report.wrong.add("callbacks called " + task.called());
        }
    }

    private void map() {
        List<Integer> inputs =
                IntStream.range(0, 1 + random.nextInt(5000)).boxed().toList();
        List<Integer> results =
                pool.with(TaskOptions.defaults().withRetries(RETRIES)).map(x -> x + 1, inputs);
        for (int i = 0; i < inputs.size(); i++) {
            if (results.get(i) != i + 1) {
                report.wrong.add("a map gave " + results.get(i) + " at " + i);
            }
        }
        report.maps.increment();
    }

    private void imap() {
        int wanted = random.nextInt(500);
        try (Stream<Integer> stream = pool.with(TaskOptions.defaults().withRetries(RETRIES))
                .imap(x -> 2 * x, Stream.iterate(0, x -> x + 1).iterator())) {
            Iterator<Integer> results = stream.iterator();
            for (int i = 0; i < wanted; i++) {
                int result = results.next();
                if (result != 2 * i) {
                    report.wrong.add("an imap gave " + result + " at " + i);
                }
            }
        }
        report.imaps.increment();
    }

    private void timeout() {
        TaskOptions options = TaskOptions.defaults()
                .withTimeout(Duration.ofMillis(20))
                .withGraceBeforeKill(Duration.ofMillis(random.nextBoolean() ? 10 : 2000));
        try {
            pool.with(options).apply(() -> {
                while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                }
            });
            report.wrong.add("a task without an end ended");
        } catch (TaskTimeoutException e) {
            report.timedOut.increment();
        } catch (WorkerCrashedException e) {
            report.crashed.increment();
        }
    }

    /** What tasks do. */
    enum Work {
        NOTHING,
        WAIT,
        COMPUTE,
        FAIL;

        int run(int number) throws InterruptedException {
            switch (this) {
                case NOTHING -> {}
                case WAIT -> Thread.sleep(1 + number % 5);
                case COMPUTE -> {
                    double sum = 0;
                    for (int i = 0; i < 100_000; i++) {
                        sum += Math.sqrt(i + number);
                    }
                    return sum < 0 ? -1 : number;
                }
                case FAIL -> {
                    if (number % 2 == 0) {
                        throw new IllegalStateException("a task that fails");
                    }
                }
            }
            return number;
        }
    }
}
