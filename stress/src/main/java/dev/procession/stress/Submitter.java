package dev.procession.stress;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.process.ProcessionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Works with a pool in every way until it is stopped: every future is settled once, with the right value or a failure
 * that fits, and one of its callbacks is called.
 */
final class Submitter implements Runnable {
    /** The names of operations in the tally. */
    static final String TASK = "task";

    static final String FAILED = "failed task";
    static final String CANCELLED = "cancelled task";
    static final String TIMED_OUT = "timeout";
    static final String MAP = "map";
    static final String IMAP = "imap";

    private static final int RETRIES = 100;
    private static final int LONG_ONE_IN = 8;
    /** More than goes by a ring: such arguments lie in a file of their own. */
    private static final int LONG_BYTES = 80_000;

    private static final int HANG_SECONDS = 60;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ProcessPool pool;
    private final Random random;
    private final Tally tally;
    private final boolean bearsFaults;
    private final LongAdder settled = new LongAdder();
    private volatile boolean isStopped;

    /**
     * A submitter.
     *
     * @param bearsFaults whether there are faults other than kills of workers: then other failures may be, and what
     *     else runs needs the processors too
     */
    Submitter(ProcessPool pool, long seed, Tally tally, boolean bearsFaults) {
        this.pool = pool;
        this.random = new Random(seed);
        this.tally = tally;
        this.bearsFaults = bearsFaults;
    }

    void stop() {
        isStopped = true;
    }

    /** How much was settled. */
    long settled() {
        return settled.sum();
    }

    @Override
    public void run() {
        try {
            while (!isStopped) {
                try {
                    step();
                } catch (ProcessionException e) {
                    // What was retried so often must not fail by crashes.
                    if (!bearsFaults || e instanceof WorkerCrashedException) {
                        throw e;
                    }
                    fail(e);
                }
                settled.increment();
                if (bearsFaults) {
                    LockSupport.parkNanos(3 * LOOK_NANOS);
                }
            }
        } catch (Throwable t) { // whatever it is must not be
            tally.wrong("pool: " + Seat.trace(t));
        }
    }

    private void step() throws InterruptedException {
        switch (random.nextInt(10)) {
            case 0 -> timeout();
            case 1 -> imap();
            case 2, 3 -> map();
            default -> tasks();
        }
    }

    private void fail(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        if (failure == Failure.WORKER_CRASHED || (failure != null && bearsFaults)) {
            tally.fail(failure);
        } else {
            tally.wrong("pool: " + Seat.trace(thrown));
        }
    }

    /** A task and what it must give. */
    private record Submitted(TaskFuture<Long> future, long result, AtomicInteger called) {}

    private void tasks() throws InterruptedException {
        List<Submitted> all = new ArrayList<>();
        for (int i = bearsFaults ? 20 : 50; i > 0; i--) {
            try {
                all.add(submit());
            } catch (ProcessionException e) {
                if (!bearsFaults) {
                    throw e;
                }
                fail(e);
            }
        }
        for (Submitted task : all) {
            judge(task);
            settled.increment();
        }
    }

    private Submitted submit() {
        byte[] argument = new byte[random.nextInt(LONG_ONE_IN) == 0 ? LONG_BYTES : random.nextInt(64)];
        random.nextBytes(argument);
        Work work = Work.values()[random.nextInt(Work.values().length)];
        AtomicInteger called = new AtomicInteger();
        TaskOptions options = TaskOptions.defaults()
                .withRetries(random.nextInt(3))
                .withRetryOn(failure -> failure instanceof WorkerCrashedException);
        TaskFuture<Long> future = pool.with(options)
                .applyAsync(
                        work::run, argument, result -> called.incrementAndGet(), failure -> called.incrementAndGet());
        if (random.nextInt(20) == 0) {
            future.cancel(random.nextBoolean());
        }
        return new Submitted(future, hash(argument), called);
    }

    private static long hash(byte[] bytes) {
        return 31L * Arrays.hashCode(bytes) + bytes.length;
    }

    private void judge(Submitted task) throws InterruptedException {
        boolean mustBeTold = true;
        try {
            long result = task.future().get(HANG_SECONDS, TimeUnit.SECONDS);
            if (result != task.result()) {
                tally.wrong("pool: a task gave " + result + ", must be " + task.result());
            }
            Tally.count(tally.operations, TASK);
        } catch (CancellationException e) {
            Tally.count(tally.operations, CANCELLED);
            mustBeTold = false;
        } catch (TimeoutException e) {
            tally.wrong("pool: a future is not settled: " + pool + ", " + pool.workers());
            return;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalStateException) {
                Tally.count(tally.operations, FAILED);
            } else {
                fail(e.getCause() == null ? e : e.getCause());
            }
        }
        long start = System.nanoTime();
        while (mustBeTold
                && task.called().get() == 0
                && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(HANG_SECONDS)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        int called = task.called().get();
        if (called > 1 || (mustBeTold && called == 0)) {
            tally.wrong("pool: callbacks of a task were called " + called + " times");
        }
    }

    private void map() {
        List<Integer> inputs =
                IntStream.range(0, 1 + random.nextInt(5000)).boxed().toList();
        List<Integer> results =
                pool.with(TaskOptions.defaults().withRetries(RETRIES)).map(x -> x + 1, inputs);
        for (int i = 0; i < inputs.size(); i++) {
            if (results.get(i) != i + 1) {
                tally.wrong("pool: a map gave " + results.get(i) + " at " + i);
            }
        }
        Tally.count(tally.operations, MAP);
    }

    private void imap() {
        int wanted = random.nextInt(500);
        try (Stream<Integer> stream = pool.with(TaskOptions.defaults().withRetries(RETRIES))
                .imap(x -> 2 * x, Stream.iterate(0, x -> x + 1).iterator())) {
            Iterator<Integer> results = stream.iterator();
            for (int i = 0; i < wanted; i++) {
                int result = results.next();
                if (result != 2 * i) {
                    tally.wrong("pool: an imap gave " + result + " at " + i);
                }
            }
        }
        Tally.count(tally.operations, IMAP);
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
            tally.wrong("pool: a task without an end ended");
        } catch (TaskTimeoutException e) {
            Tally.count(tally.operations, TIMED_OUT);
        } catch (WorkerCrashedException e) {
            fail(e);
        }
    }

    /** What tasks do. */
    enum Work {
        NOTHING,
        WAIT,
        COMPUTE,
        FAIL;

        long run(byte[] argument) throws InterruptedException {
            long result = hash(argument);
            switch (this) {
                case NOTHING -> {}
                case WAIT -> Thread.sleep(1 + argument.length % 5);
                case COMPUTE -> {
                    double sum = 0;
                    for (int i = 0; i < 100_000; i++) {
                        sum += Math.sqrt(i + argument.length);
                    }
                    return sum < 0 ? -1 : result;
                }
                case FAIL -> {
                    if (result % 2 == 0) {
                        throw new IllegalStateException("a task that fails");
                    }
                }
            }
            return result;
        }
    }
}
