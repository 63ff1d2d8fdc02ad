package dev.procession.channel;

import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;

/**
 * A bounded first-in-first-out queue between processes, in shared memory; Python's {@code multiprocessing.Queue},
 * with the contract of {@link BlockingQueue}.
 *
 * <p><b>Safety.</b> Any thread of any process that has the queue, virtual threads included. The queue is itself a
 * value: captured by a lambda, passed to a task, put in another queue, it arrives as the same queue. An element is
 * encoded by the thread that puts it, before {@code put} returns, so that an element that cannot be sent fails
 * there ({@link dev.procession.codec.CodecException}); it is decoded by the
 * thread that takes it, whose context class loader finds its classes; one that cannot be decoded is taken, and its
 * {@code CodecException} thrown to its taker. What was put may be changed afterwards.
 *
 * <p><b>Ordering.</b> Elements leave in the order in which the puts were committed. Everything a thread did before
 * a put is visible to the thread that takes that element. Single operations are linearizable; {@code drainTo},
 * {@code putAll} and the other bulk operations are runs of single ones, as in {@code java.util.concurrent}.
 *
 * <p><b>Blocking.</b> {@code put}, {@code take} and the timed forms wait without using the processor, and throw
 * {@link InterruptedException} as their namesakes do.
 *
 * <p><b>Death.</b> A process that dies in a put has put its element whole or not at all; once {@code put} has
 * returned, the element survives its producer. One that dies in a take has taken its element or left it; an element
 * taken is lost with its taker, unless the queue is a {@link JoinableQueue}. A death never blocks another process for
 * longer than it takes to notice it, milliseconds. A process that is merely stopped is waited for; nothing is taken
 * from it.
 *
 * <p><b>Bounds.</b> {@link #size()} and {@link #remainingCapacity()} count elements, exactly. The queue also has a
 * bound in bytes, {@link #capacityBytes()}, beyond which {@code put} waits and {@code offer} answers {@code false}.
 * An element longer than half of it travels in a file of its own, up to 2 GiB, where the disk has room.
 *
 * <p><b>Closing.</b> {@link #close()} ends the queue for all processes. A queue that no process closes lasts as long as
 * its session.
 *
 * <p>{@code null} elements are refused with {@link NullPointerException}. Iterators are snapshots: they show the
 * elements that were there when the iterator was made; their {@code remove} takes the element out of the queue if
 * it is still there.
 *
 * @param <E> the elements
 * @see <a href="https://docs.python.org/3/library/multiprocessing.html#pipes-and-queues">multiprocessing: pipes and
 *     queues</a>
 */
public interface ProcessQueue<E> extends BlockingQueue<E>, AutoCloseable {

    /** The number of elements; exact. */
    @Override
    int size();

    /** The largest number of elements. */
    int capacity();

    /** The bound in bytes of what is in the queue, each element with its header of 16 bytes. */
    long capacityBytes();

    /**
     * Puts all elements, in order, waiting for room; in as few commits as the room allows, which makes it faster
     * than single puts. Other producers' elements may come between.
     *
     * @throws InterruptedException if interrupted while it waits; the elements put so far stay
     * @throws QueueClosedException if the queue is closed, before or meanwhile; the elements put so far stay
     * @throws dev.procession.codec.CodecException if an element cannot be sent; none is put then
     */
    void putAll(Collection<? extends E> elements) throws InterruptedException;

    /** A stream that takes until the queue is closed and drained; sequential. As {@link #untilClosed()}. */
    Stream<E> consume();

    /**
     * The elements to come: each step of the iterator takes one, waiting for it, until the queue is closed and
     * drained. Several consumers share the elements. A step of a thread that is interrupted throws
     * {@link dev.procession.process.ProcessionException} and keeps the interrupt status.
     */
    Iterable<E> untilClosed();

    /** Whether the queue is closed; it may still have elements. */
    boolean isClosed();

    /**
     * Closes the queue for all processes: {@code put}, {@code add} and {@code offer} throw
     * {@link QueueClosedException} from now on, those that wait included. What is in the
     * queue can still be taken; after that {@code take} and timed {@code poll} throw {@link QueueClosedException},
     * {@code poll()} returns {@code null}. Idempotent; throws nothing.
     */
    @Override
    void close();
}
