package dev.procession.channel;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A queue whose elements are on lease until {@link #taskDone()}: an element taken by a process that dies before is
 * delivered again, to another process. Python's {@code multiprocessing.JoinableQueue}, and at-least-once delivery.
 *
 * <p><b>Leases.</b> {@code take}, {@code poll} and {@code drainTo} lease elements to the calling process;
 * {@link #taskDone()} ends the oldest lease of the calling thread. An element that is delivered again takes its old
 * place, before everything that came after it. When {@link QueueOptions#deliveryLimit()} deliveries have all ended in a
 * death, the element is poison: it goes to the {@linkplain #onDeadLetter dead-letter} listener, or is dropped if no
 * process has one.
 *
 * <p><b>Death.</b> Each death of a consumer causes at most one more delivery of an element, and only of those it had on
 * lease. {@link #join()} cannot hang on a dead consumer. A consumer that is stopped, or computes forever, keeps its
 * lease.
 *
 * <p><b>Elements that cannot be decoded.</b> Their taker gets a {@link dev.procession.codec.CodecException} and has
 * them on lease all the same: {@code taskDone()} gives them up. As dead letters they are logged and given up.
 *
 * <p><b>Bounds.</b> {@link #size()} and the capacity in elements do not count leases. The space of an element is
 * free only when it and all that came before it are done.
 *
 * <p>Everything else as {@link ProcessQueue}.
 *
 * @param <E> the elements
 */
public interface JoinableQueue<E> extends ProcessQueue<E> {

    /**
     * Says that an element taken is dealt with: the calling thread's oldest lease; where it has none, the oldest of
     * this process.
     *
     * @throws IllegalStateException if this process has nothing on lease from this queue
     */
    void taskDone();

    /**
     * Waits until everything ever put is dealt with. New elements prolong the wait.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    void join() throws InterruptedException;

    /**
     * Waits as {@link #join()}, at most {@code timeout}; zero or negative does not wait.
     *
     * @return whether everything is dealt with
     * @throws InterruptedException if interrupted while it waits
     */
    boolean join(Duration timeout) throws InterruptedException;

    /** The number of elements in the queue or on lease; exact. */
    int unfinished();

    /**
     * Hands every poison element, here, on a thread of this library, to {@code listener}; replaces the listener
     * this process had. The element is dealt with when the listener returns; what it throws is logged.
     */
    void onDeadLetter(Consumer<? super E> listener);
}
