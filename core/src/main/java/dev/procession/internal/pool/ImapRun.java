package dev.procession.internal.pool;

import dev.procession.internal.codec.Copies;
import dev.procession.internal.codec.Rethrow;
import dev.procession.pool.Progress;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One {@code imap}: reads a source no further ahead than a window counted from what was consumed, and hands outcomes over in the order
 * of the source or as they come.
 *
 * <p>Thread safety: one feeder thread reads the source; workers' slots bring outcomes; one thread at a time consumes; anybody closes.
 *
 * @param <A> the type of the elements
 * @param <R> the type of the results
 */
final class ImapRun<A extends @Nullable Object, R extends @Nullable Object> {
    private final PoolCore pool;
    private final Job job;
    private final Function<A, Arguments> encoder;
    private final Iterator<? extends A> source;
    private final boolean ordered;
    private final ProgressMeter meter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition news = lock.newCondition();
    /** Elements read and not consumed, in the order in which they are to be consumed; guarded by the lock, as are the rest. */
    private final Deque<Element<A, R>> elements = new ArrayDeque<>();

    /** Elements read and not consumed. */
    private int inFlight;

    private long read;
    private boolean started;
    private boolean finished;
    private boolean closed;
    private @Nullable Throwable sourceFailure;

    /** An element and, in time, its outcome. */
    private static final class Element<A extends @Nullable Object, R extends @Nullable Object> implements ItemSink {
        private final ImapRun<A, R> run;
        private final A input;
        private @Nullable TaskOutcome<A, R> outcome;

        Element(ImapRun<A, R> run, A input) {
            this.run = run;
            this.input = input;
        }

        @Override
        public void completed(Item item, int index, @Nullable Object value) {
            run.arrived(this, item, value, null);
        }

        @Override
        public void failed(Item item, int index, Throwable failure) {
            run.arrived(this, item, null, failure);
        }
    }

    ImapRun(
            PoolCore pool,
            Call call,
            TaskOptions options,
            Iterator<? extends A> source,
            Function<A, Arguments> encoder,
            boolean ordered) {
        this.pool = pool;
        this.job = Job.ofMany(call, options);
        meter = new ProgressMeter(options.progress().orElse(null), pool.callbacks(), Progress.UNKNOWN);
        this.source = source;
        this.encoder = encoder;
        this.ordered = ordered;
    }

    private void feed() {
        Throwable failure = null;
        try {
            while (awaitRoom() && source.hasNext()) {
                feed(source.next());
            }
        } catch (RuntimeException | Error e) { // the source is the user's, and its failure is the consumer's to know
            failure = e;
        }
        lock.lock();
        try {
            finished = true;
            sourceFailure = failure;
            news.signal();
        } finally {
            lock.unlock();
        }
        pool.forget(this);
    }

    private void feed(A input) {
        Element<A, R> element = new Element<>(this, input);
        long index;
        lock.lock();
        try {
            index = read++;
            inFlight++;
            if (ordered) {
                elements.addLast(element);
            }
        } finally {
            lock.unlock();
        }
        Arguments arguments;
        try {
            arguments = encoder.apply(input);
        } catch (RuntimeException | Error e) { // encoding runs code of the user's classes
            element.failed(Item.ofOne(job, Arguments.NONE, index, element), 0, e);
            return;
        }
        Item item = Item.ofOne(job, arguments, index, element);
        try {
            pool.scheduler().submit(item);
            if (job.isDropped()) {
                // Who closed it may have swept before this came.
                pool.scheduler().drop(job);
            }
        } catch (RuntimeException e) {
            // Not taken: the consumer learns it here, after all that was.
            lock.lock();
            try {
                inFlight--;
                elements.remove(element);
            } finally {
                lock.unlock();
            }
            throw e;
        }
    }

    private boolean awaitRoom() {
        lock.lock();
        try {
            while (!closed && inFlight >= job.window(pool.crew().size()) && pool.isOpen()) {
                room.awaitUninterruptibly();
            }
            if (closed) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        if (!pool.isOpen()) {
            // A pool that is broken says why; that it takes no more is only what follows.
            pool.scheduler().checkNotBroken();
            throw new RejectedExecutionException(pool.name() + " is shut down: the source is read no further");
        }
        return true;
    }

    private void arrived(Element<A, R> element, Item item, @Nullable Object value, @Nullable Throwable failure) {
        meter.ended(failure == null);
        @SuppressWarnings("unchecked") // the function's type says what it returns
        R result = (R) value;
        TaskOutcome<A, R> outcome = new TaskOutcome<>(
                item.position(0),
                element.input,
                result,
                failure,
                item.attempts(),
                Duration.ofNanos(item.nanos()),
                item.worker());
        lock.lock();
        try {
            element.outcome = outcome;
            if (!ordered) {
                elements.addLast(element);
            }
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next outcome; {@code null} at the end.
     *
     * @throws CancellationException if the thread is interrupted; the run is closed then
     */
    @Nullable
    TaskOutcome<A, R> next() {
        begin();
        try {
            return located(await());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            CancellationException cancelled = new CancellationException(
                    "interrupted while waiting for an element; what is in flight is cancelled");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    /** A failure is made for, or given the frames of, the thread that consumes. */
    private @Nullable TaskOutcome<A, R> located(@Nullable TaskOutcome<A, R> outcome) {
        Throwable failure = outcome == null ? null : outcome.failure();
        if (outcome == null || failure == null) {
            return outcome;
        }
        Throwable own = Copies.madeHere(failure);
        if (own == null) {
            Rethrow.here(failure);
            return outcome;
        }
        return new TaskOutcome<>(
                outcome.index(),
                outcome.input(),
                outcome.value(),
                own,
                outcome.attempts(),
                outcome.elapsed(),
                outcome.worker());
    }

    private @Nullable TaskOutcome<A, R> await() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Element<A, R> first = elements.peekFirst();
                TaskOutcome<A, R> outcome = first == null ? null : first.outcome;
                if (outcome != null) {
                    elements.removeFirst();
                    inFlight--;
                    room.signal();
                    return outcome;
                }
                if (closed || (finished && inFlight == 0)) {
                    return end();
                }
                news.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable TaskOutcome<A, R> end() {
        Throwable failure = sourceFailure;
        sourceFailure = null;
        if (failure != null) {
            Throwable own = Copies.madeHere(failure);
            throw Rethrow.unchecked("the task", own == null ? failure : own);
        }
        return null;
    }

    private void begin() {
        lock.lock();
        try {
            if (started || closed) {
                return;
            }
            started = true;
        } finally {
            lock.unlock();
        }
        pool.remember(this, this::feed);
    }

    /** The pool takes no more: a feeder that waits looks again. */
    void poolChanged() {
        lock.lock();
        try {
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Reads no more, and gives up what is in flight. Idempotent. */
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            room.signal();
            news.signal();
        } finally {
            lock.unlock();
        }
        pool.forget(this);
        pool.scheduler().cancel(job, true);
    }
}
