package dev.procession.internal.pool;

import dev.procession.internal.codec.ByteSink;
import dev.procession.internal.task.TaskRecord;
import dev.procession.pool.TaskOptions;
import dev.procession.process.SessionClosedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One {@code map}: feeds the inputs, collects the results by position.
 *
 * <p>Short inputs are encoded by the caller's thread, at once; long ones by a thread of the pool, which stays so
 * far ahead of the results that workers never wait and memory holds a window of encoded inputs, not all.
 *
 * @param <I> the type of the inputs
 * @param <R> the type of the results
 */
final class MapOperation<I extends @Nullable Object, R extends @Nullable Object> implements Chunk.ResultHandler {
    /** Up to so many inputs are encoded at once, each for itself. */
    private static final int SHORT = 1024;

    private static final int NOT_WAITING = Integer.MAX_VALUE;

    /** Encodes the arguments of one element. */
    interface Encoder<I extends @Nullable Object> {
        void encode(I input, ByteSink sink);
    }

    private final PoolCore pool;
    private final Job job;
    private final boolean keepGoing;
    private final ProgressReporter meter;
    private final Encoder<I> encoder;
    private final PoolFuture<List<R>> future;
    private final @Nullable Object[] results;
    /** Elements that have ended. */
    private final AtomicInteger done = new AtomicInteger();
    /** The feeder waits until so many have; {@link #NOT_WAITING}. */
    private volatile int resumeAt = NOT_WAITING;

    /** Why failures are missing, if any are. */
    private volatile @Nullable Throwable outOfMemory;

    private volatile boolean stopped;
    /** Elements that were fed; the feeder's own. */
    private int fed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    /** Guarded by the lock. */
    private final List<Failure> failures = new ArrayList<>();

    /** A failure and its position. */
    private record Failure(long index, Throwable failure) {}

    MapOperation(PoolCore pool, EncodedFunction encoded, TaskOptions options, int size, Encoder<I> encoder) {
        this.pool = pool;
        this.job = Job.ofMany(encoded, options);
        this.keepGoing = options.keepGoing();
        this.encoder = encoder;
        this.results = new Object[size];
        meter = new ProgressReporter(options.progress().orElse(null), pool.callbacks(), size);
        future = new PoolFuture<>(pool.collector());
        future.setCanceller(this::cancel);
    }

    PoolFuture<List<R>> start(Collection<? extends I> inputs) {
        if (results.length == 0) {
            complete();
        } else if (results.length <= SHORT) {
            feed(inputs.iterator(), false);
        } else {
            pool.feeders().startOfMap(() -> feed(inputs.iterator(), true));
        }
        return future;
    }

    private void feed(Iterator<? extends I> inputs, boolean ahead) {
        try {
            int from = 0;
            while (from < results.length) {
                int size = ahead || job.options().chunkSize() > 0
                        ? job.nextChunk(results.length - from, pool.workers().size())
                        : 1;
                if (!awaitRoom(ahead, size)) {
                    return;
                }
                List<Chunk> items = new ArrayList<>(2);
                for (EncodedArguments arguments : chunk(inputs, size)) {
                    items.add(new Chunk(job, arguments, from, 0, 0, this));
                    from += arguments.count();
                }
                feed(items, ahead);
            }
        } catch (RuntimeException
                | Error e) { // an input that cannot be encoded, an iterator that fails, a pool that is closed
            stop();
            if (!ahead) {
                throw e;
            }
            if (pool.lifecycle().state() != PoolLifecycle.State.TERMINATED) {
                future.fail(e);
            } else if (pool.lifecycle().refusal() instanceof SessionClosedException closed) {
                future.fail(closed);
            } else {
                future.settleCancelled();
            }
        }
    }

    private void feed(List<Chunk> items, boolean ahead) {
        int taken = 0;
        try {
            for (Chunk chunk : items) {
                taken++;
                feed(chunk, ahead);
            }
        } finally {
            items.subList(taken, items.size()).forEach(Chunk::discard);
        }
        if (stopped) {
            // Who stopped it may have swept before these came.
            pool.scheduler().drop(job);
        }
    }

    private void feed(Chunk chunk, boolean ahead) {
        if (chunk.position(0) == 0) {
            future.setItem(chunk);
        }
        if (ahead) {
            pool.scheduler().feed(chunk);
        } else {
            pool.scheduler().submit(chunk);
        }
    }

    /**
     * The next elements, {@code size} at most, in one chunk; or in two, if the last is so long that it travels alone.
     */
    private List<EncodedArguments> chunk(Iterator<? extends I> inputs, int size) {
        ArgumentEncoder arguments = new ArgumentEncoder(size == 1 ? 64 : Math.min(TaskRecord.MAX_BYTES, 16 * size));
        boolean isFixed = job.options().chunkSize() > 0;
        do {
            encoder.encode(inputs.next(), arguments.begin());
            arguments.end();
        } while (arguments.count() < size
                && !arguments.isLong()
                && (isFixed || arguments.size() < TaskRecord.MAX_BYTES));
        fed += arguments.count();
        if (!arguments.isLong()) {
            return List.of(arguments.all());
        }
        EncodedArguments last = arguments.takeLong(pool.poolSegment().arguments());
        try {
            return arguments.count() == 0 ? List.of(last) : List.of(arguments.all(), last);
        } catch (RuntimeException | Error e) { // too much for an array, or for the heap
            last.discard();
            throw e;
        }
    }

    /** Waits until the next so many elements may be fed; returns {@code false} when none is to be any more. */
    private boolean awaitRoom(boolean ahead, int size) {
        int window = job.window(pool.workers().size());
        if (ahead && fed - done.get() + size > window) {
            // Not for the first room there is: to be woken for each element would cost more than the element.
            awaitDone(fed - Math.min(window / 2, Math.max(0, window - size)));
        }
        return !stopped;
    }

    private void awaitDone(int count) {
        lock.lock();
        try {
            resumeAt = count;
            // The thread that completes an element counts it before it reads whether the feeder waits.
            while (!stopped && done.get() < count) {
                progress.awaitUninterruptibly();
            }
        } finally {
            resumeAt = NOT_WAITING;
            lock.unlock();
        }
    }

    private void wakeFeeder() {
        lock.lock();
        try {
            progress.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void completed(Chunk chunk, int index, @Nullable Object value) {
        results[(int) chunk.position(index)] = value;
        meter.ended(true);
        arrived(null);
    }

    @Override
    public void starved() {
        future.starve();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the error is a constant
    public void failed(Chunk chunk, int index, Throwable failure) {
        meter.ended(false);
        if (!keepGoing) {
            if (failure instanceof CancelledChunkException) {
                future.settleCancelled();
            } else {
                future.fail(failure);
            }
            stopSafely();
        }
        Failure placed = null;
        if (failure == Chunk.NO_MEMORY) {
            outOfMemory = failure;
            arrived(null);
            return;
        }
        try {
            placed = new Failure(chunk.position(index), failure);
        } catch (OutOfMemoryError e) { // counted all the same
            outOfMemory = e;
        }
        arrived(placed);
    }

    private void arrived(@Nullable Failure failure) {
        if (failure != null) {
            add(failure);
        }
        int now = done.incrementAndGet();
        if (now >= resumeAt) {
            wakeFeeder();
        }
        if (now == results.length) {
            // First: what the caller does next finds the workers without the function.
            try {
                pool.scheduler().end(job);
            } finally {
                settleOrFail();
            }
        }
    }

    private void add(Failure failure) {
        lock.lock();
        try {
            failures.add(failure);
        } catch (OutOfMemoryError e) { // it fails with one of its failures then, or with this
            outOfMemory = e;
        } finally {
            lock.unlock();
        }
    }

    private void settleOrFail() {
        try {
            complete();
        } catch (OutOfMemoryError e) { // not even for the order of the failures
            future.fail(e);
        }
    }

    @SuppressWarnings("unchecked") // the function's type says what the results are
    private void complete() {
        Throwable lost = outOfMemory;
        if (failures.isEmpty() && lost != null) {
            future.fail(lost);
            return;
        }
        if (failures.isEmpty()) {
            future.complete((List<R>) Arrays.asList(results));
            return;
        }
        failures.sort(Comparator.comparingLong(Failure::index));
        Iterator<Failure> byPosition = failures.iterator();
        Throwable first = byPosition.next().failure();
        if (first instanceof CancelledChunkException) {
            future.settleCancelled();
            return;
        }
        while (byPosition.hasNext()) {
            addSuppressed(first, byPosition.next().failure());
        }
        future.fail(first);
    }

    @SuppressWarnings(
            "ReferenceEquality") // an exception cannot suppress itself, which one thrown for many chunks would
    private static void addSuppressed(Throwable first, Throwable other) {
        if (other != first) {
            first.addSuppressed(other);
        }
    }

    private void stopSafely() {
        try {
            stop();
        } catch (OutOfMemoryError e) {
            // What workers have is not taken back, and comes to its end.
        }
    }

    private void stop() {
        if (!stopped) {
            stopped = true;
            wakeFeeder();
            pool.scheduler().drop(job);
        }
    }

    private void cancel(boolean mayKillTheWorkers) {
        stop();
        pool.scheduler().cancel(job, mayKillTheWorkers);
    }
}
