package dev.procession.internal.pool;

import dev.procession.internal.codec.Copies;
import dev.procession.internal.codec.Rethrow;
import dev.procession.pool.Progress;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskOutcome;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One {@code imap}: reads a source no further ahead than a window counted from what was consumed, and hands
 * outcomes over in the order of the source or as they come.
 *
 * <pre>
 *   FEEDER   none ──first next()──► reads ──window full──► waits ──a second──► none: the thread has ended
 *                                     │  ▲                   │                   │
 *                                     │  └────next()─────────┴───────────────────┘
 *                                     └──source ends, fails, or the run is closed──► finished
 * </pre>
 *
 * <p>A consumer that walks away is seen in its absence alone. Therefore nothing that lives by itself refers to a
 * run that waits for its consumer: the {@linkplain ImapFeeder feeder} waits without a reference to it, the pool
 * knows feeders and not runs, and the elements in flight come to their end. So the run and
 * what it has read are garbage with the stream ({@link OutcomeStream}), and {@link ImapAbandonment} does what is
 * left to do.
 *
 * <p>Bringing an outcome allocates nothing that the run cannot do without: in a heap that is full, a consumer would
 * wait forever for one that was lost.
 *
 * <p>Thread safety: one feeder thread at a time reads the source; workers' slots bring outcomes; one thread at a
 * time consumes; any thread closes.
 *
 * @param <A> the type of the elements
 * @param <R> the type of the results
 */
final class ImapOperation<A extends @Nullable Object, R extends @Nullable Object>
        implements ImapFeeder.Run, ImapElement.Run<A, R> {
    private final PoolCore pool;
    private final Job job;
    private final Function<A, EncodedArguments> encoder;
    private final ImapSource<A> source;
    private final boolean ordered;
    private final ImapAbandonment abandonment;
    private final ProgressReporter meter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    /** Elements in the order in which they are to be consumed; guarded by the lock, as are the rest. */
    private final ImapElement.Queue<A, R> elements = new ImapElement.Queue<>();

    /** Elements read and not consumed. */
    private int inFlight;

    /** Elements read that have no outcome. */
    private int running;

    private long read;
    /** Who reads; {@code null} if no thread does. */
    private @Nullable ImapFeeder feeder;

    /** Whether the consumer is to be told that there is no memory to go on. */
    private boolean starved;

    private boolean finished;
    private boolean closed;
    private @Nullable Throwable sourceFailure;

    /** What a feeder does next. */
    private enum Step {
        READ,
        WAIT,
        STOP
    }

    ImapOperation(
            PoolCore pool,
            EncodedFunction encoded,
            TaskOptions options,
            ImapSource<A> source,
            Function<A, EncodedArguments> encoder,
            boolean ordered) {
        this.pool = pool;
        this.job = Job.ofMany(encoded, options);
        meter = new ProgressReporter(options.progress().orElse(null), pool.callbacks(), Progress.UNKNOWN);
        this.source = source;
        this.encoder = encoder;
        this.ordered = ordered;
        abandonment = new ImapAbandonment(pool.scheduler(), job, source);
    }

    // The feeder.

    @Override
    public boolean feed() {
        Throwable failure = null;
        try {
            Step step = step();
            while (step == Step.READ && source.advance()) {
                feed(source.take());
                step = step();
            }
            if (step == Step.WAIT) {
                return true;
            }
        } catch (RuntimeException | Error e) { // the source is the user's, and its failure is the consumer's to know
            failure = e;
        }
        finish(failure);
        return false;
    }

    @Override
    public boolean rest() {
        lock.lock();
        try {
            if (isOpenAndFull()) {
                feeder = null;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOpenAndFull() {
        return !closed && inFlight >= job.window(pool.workers().size()) && pool.isOpen();
    }

    private void finish(@Nullable Throwable failure) {
        Throwable why = failure;
        try {
            source.close();
        } catch (RuntimeException | Error e) { // the user's code, and the consumer's to know
            if (why == null) {
                why = e;
            } else {
                why.addSuppressed(e);
            }
        }
        boolean ended;
        lock.lock();
        try {
            feeder = null;
            finished = true;
            sourceFailure = why;
            ended = running == 0;
            news.signal();
        } finally {
            lock.unlock();
        }
        if (ended) {
            pool.scheduler().end(job);
        }
    }

    private void feed(A input) {
        ImapElement<A, R> element = new ImapElement<>(this, input);
        long index;
        lock.lock();
        try {
            index = read++;
            inFlight++;
            running++;
            if (ordered) {
                elements.add(element);
            }
        } finally {
            lock.unlock();
        }
        EncodedArguments arguments;
        Chunk chunk;
        try {
            arguments = encoder.apply(input);
            chunk = Chunk.ofOne(job, arguments, index, element);
        } catch (RuntimeException | Error e) { // encoding runs the user's code classes
            element.fail(index, e);
            return;
        }
        try {
            pool.scheduler().submit(chunk);
            if (job.isDropped()) {
                // The run may have been closed, and swept, before this came.
                pool.scheduler().drop(job);
            }
        } catch (RuntimeException | Error e) {
            // Not taken: the consumer learns it here, after all that was.
            lock.lock();
            try {
                if (element.drop()) {
                    inFlight--;
                    running--;
                    if (ordered) {
                        elements.removeLast(element);
                    }
                }
            } finally {
                lock.unlock();
            }
            throw e;
        }
    }

    private Step step() {
        lock.lock();
        try {
            if (closed) {
                return Step.STOP;
            }
            if (isOpenAndFull()) {
                return Step.WAIT;
            }
        } finally {
            lock.unlock();
        }
        if (!pool.isOpen()) {
            // A pool that is broken says why; that it takes no more is only what follows.
            pool.lifecycle().checkNotBroken();
            throw new RejectedExecutionException(pool.name() + " is shut down: the source is read no further");
        }
        return Step.READ;
    }

    /** Under the lock: has a thread read the source, if none does and there is more to read. */
    private void ensureFed() {
        if (feeder == null && !finished) {
            ImapFeeder next = new ImapFeeder(pool.feeders()::remove, this);
            pool.feeders().startOfImap(next);
            feeder = next;
        }
    }

    @Override
    public void arrived(ImapElement<A, R> element) {
        boolean ended;
        lock.lock();
        try {
            if (!element.end()) {
                return;
            }
            if (!ordered) {
                elements.add(element);
            }
            running--;
            ended = running == 0 && finished;
            news.signal();
        } finally {
            lock.unlock();
        }
        meter.ended(!element.hasFailed());
        if (ended) {
            pool.scheduler().end(job);
        }
    }

    // The consumer.

    /**
     * Waits for the next outcome; {@code null} at the end.
     *
     * @throws CancellationException if the thread is interrupted; the run is closed then
     */
    @Nullable
    TaskOutcome<A, R> next() {
        ImapElement<A, R> element;
        try {
            element = await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            CancellationException cancelled = new CancellationException(
                    "interrupted while waiting for an element; what is in flight is cancelled");
            cancelled.initCause(e);
            throw cancelled;
        }
        return element == null ? end() : located(element.outcome());
    }

    /** A failure is made for, or given the frames of, the thread that consumes. */
    private TaskOutcome<A, R> located(TaskOutcome<A, R> outcome) {
        Throwable failure = outcome.failure();
        if (failure == null) {
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

    private @Nullable ImapElement<A, R> await() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                ImapElement<A, R> next = elements.first();
                if (next != null && next.isEnded()) {
                    elements.removeFirst();
                    inFlight--;
                    if (!closed) {
                        ensureFed();
                        wakeFeeder();
                    }
                    return next;
                }
                if (closed || (finished && inFlight == 0)) {
                    return null;
                }
                ensureFed();
                starved = false;
                news.await();
                if (starved) {
                    throw Chunk.NO_MEMORY;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void starve() {
        lock.lock();
        try {
            starved = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable TaskOutcome<A, R> end() {
        Throwable failure;
        lock.lock();
        try {
            failure = sourceFailure;
            sourceFailure = null;
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            Throwable own = Copies.madeHere(failure);
            throw Rethrow.unchecked("the task", own == null ? failure : own);
        }
        return null;
    }

    /** Reads no more, closes the source, and gives up what is in flight. Idempotent. */
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            wakeFeeder();
            news.signal();
        } finally {
            lock.unlock();
        }
        abandonment.close();
    }

    private void wakeFeeder() {
        ImapFeeder waiting = feeder;
        if (waiting != null) {
            waiting.wake();
        }
    }

    /** What is to be done when the consumer is gone, which does not refer to the run. */
    ImapAbandonment abandonment() {
        return abandonment;
    }
}
