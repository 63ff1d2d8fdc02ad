package dev.procession.internal.pool;

import dev.procession.pool.TaskOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One {@code map}: feeds the inputs, collects the results by position.
 *
 * <p>Short inputs are encoded by the caller's thread, at once; long ones by a thread of the pool, which stays so far ahead of the results
 * that workers never wait and memory holds a window of encoded inputs, not all.
 *
 * @param <I> the type of the inputs
 * @param <R> the type of the results
 */
final class MapRun<I extends @Nullable Object, R extends @Nullable Object> implements ItemSink {
    private static final int SHORT = 1024;

    private final PoolCore pool;
    private final Job job;
    private final boolean keepGoing;
    private final Function<I, byte[]> encoder;
    private final PoolFuture<List<R>> future = new PoolFuture<>();
    private final @Nullable Object[] results;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    /** Guarded by the lock, as are the rest. */
    private int fed;

    private int done;
    private boolean stopped;
    private final List<Failure> failures = new ArrayList<>();

    /** A failure and its position. */
    private record Failure(long index, Throwable failure) {}

    MapRun(PoolCore pool, Call call, TaskOptions options, int size, Function<I, byte[]> encoder) {
        this.pool = pool;
        this.job = new Job(call, options);
        this.keepGoing = options.keepGoing();
        this.encoder = encoder;
        this.results = new Object[size];
        future.setCanceller(this::cancel);
    }

    PoolFuture<List<R>> start(Collection<? extends I> inputs) {
        if (results.length == 0) {
            settle();
        } else if (results.length <= SHORT) {
            feed(inputs.iterator(), false);
        } else {
            pool.feed(() -> feed(inputs.iterator(), true));
        }
        return future;
    }

    private void feed(Iterator<? extends I> inputs, boolean ahead) {
        try {
            for (int i = 0; i < results.length && awaitRoom(ahead); i++) {
                Item item = new Item(job, encoder.apply(inputs.next()), i, this);
                if (i == 0) {
                    future.setItem(item);
                }
                if (ahead) {
                    pool.scheduler().feed(item);
                } else {
                    pool.scheduler().submit(item);
                }
            }
        } catch (RuntimeException
                | Error e) { // an input that cannot be encoded, an iterator that fails, a pool that is closed
            stop();
            if (!ahead) {
                throw e;
            }
            future.fail(e);
        }
    }

    /** Waits until the next item may be fed; returns {@code false} when none is to be any more. */
    private boolean awaitRoom(boolean ahead) {
        lock.lock();
        try {
            while (ahead && !stopped && fed - done >= pool.window(job)) {
                progress.awaitUninterruptibly();
            }
            fed++;
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void completed(Item item, @Nullable Object value) {
        results[(int) item.tag()] = value;
        arrived(null);
    }

    @Override
    public void failed(Item item, Throwable failure) {
        if (!keepGoing) {
            if (failure instanceof CancelledItemException) {
                future.settleCancelled();
            } else {
                future.fail(failure);
            }
            stop();
        }
        arrived(new Failure(item.tag(), failure));
    }

    private void arrived(@Nullable Failure failure) {
        boolean last;
        lock.lock();
        try {
            done++;
            if (failure != null) {
                failures.add(failure);
            }
            last = done == results.length;
            progress.signal();
        } finally {
            lock.unlock();
        }
        if (last) {
            settle();
        }
    }

    @SuppressWarnings("unchecked") // the function's type says what the results are
    private void settle() {
        if (failures.isEmpty()) {
            future.complete((List<R>) Arrays.asList(results));
            return;
        }
        failures.sort(Comparator.comparingLong(Failure::index));
        Iterator<Failure> byPosition = failures.iterator();
        Throwable first = byPosition.next().failure();
        while (byPosition.hasNext()) {
            addSuppressed(first, byPosition.next().failure());
        }
        future.fail(first);
    }

    @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself, which one thrown for many items would
    private static void addSuppressed(Throwable first, Throwable other) {
        if (other != first) {
            first.addSuppressed(other);
        }
    }

    private void stop() {
        lock.lock();
        try {
            stopped = true;
            progress.signal();
        } finally {
            lock.unlock();
        }
        pool.scheduler().drop(job);
    }

    private void cancel(boolean mayKillTheWorkers) {
        stop();
        pool.scheduler().cancelRunning(job, mayKillTheWorkers);
    }
}
