package dev.procession.stress;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.process.ProcessionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives tasks to the pool until it is stopped: every future is settled once, with the right value or a typed failure,
 * and one of its callbacks is called.
 */
final class PoolWork implements Runnable {
    private static final int BATCH = 20;
    private static final int LONG_ONE_IN = 8;
    /** More than goes by a ring: such arguments lie in a file of their own. */
    private static final int LONG_BYTES = 80_000;

    private static final int HANG_SECONDS = 60;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final ProcessPool pool;
    private final Random random;
    private final Tally tally;
    private volatile boolean isStopped;
    private final LongAdder settled = new LongAdder();

    PoolWork(ProcessPool pool, long seed, Tally tally) {
        this.pool = pool;
        this.tally = tally;
        random = new Random(seed);
    }

    void stop() {
        isStopped = true;
    }

    /** How many futures were settled. */
    long settled() {
        return settled.sum();
    }

    /** A task, and what it must give. */
    private record Given(TaskFuture<Long> future, long result, AtomicInteger called) {}

    @Override
    public void run() {
        try {
            while (!isStopped) {
                List<Given> given = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    give(given);
                }
                for (Given task : given) {
                    judge(task);
                    settled.increment();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (Throwable t) { // whatever it is must not be
            tally.wrong("pool: " + Seat.trace(t));
        }
    }

    private void give(List<Given> given) {
        byte[] argument = new byte[random.nextInt(LONG_ONE_IN) == 0 ? LONG_BYTES : random.nextInt(64)];
        random.nextBytes(argument);
        AtomicInteger called = new AtomicInteger();
        try {
            TaskFuture<Long> future = pool.applyAsync(
                    PoolWork::hash, argument, result -> called.incrementAndGet(), failure -> called.incrementAndGet());
            given.add(new Given(future, hash(argument), called));
        } catch (ProcessionException e) {
            fail(e);
        }
    }

    private static long hash(byte[] bytes) {
        return 31L * Arrays.hashCode(bytes) + bytes.length;
    }

    private void judge(Given task) throws InterruptedException {
        try {
            long result = task.future().get(HANG_SECONDS, TimeUnit.SECONDS);
            if (result != task.result()) {
                tally.wrong("pool: a task gave " + result + ", must be " + task.result());
            }
            Tally.count(tally.operations, "task");
        } catch (ExecutionException e) {
            fail(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            tally.wrong("pool: a future is not settled: " + pool + ", " + pool.workers());
            return;
        }
        long start = System.nanoTime();
        while (task.called().get() == 0 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(HANG_SECONDS)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (task.called().get() != 1) {
            tally.wrong("pool: callbacks of a task were called " + task.called() + " times");
        }
    }

    private void fail(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        if (failure == null) {
            tally.wrong("pool: " + Seat.trace(thrown));
        } else {
            tally.fail(failure);
        }
    }
}
