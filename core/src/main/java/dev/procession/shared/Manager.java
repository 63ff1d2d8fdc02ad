package dev.procession.shared;

import dev.procession.channel.JoinableQueue;
import dev.procession.function.Task;
import dev.procession.pool.PoolOptions;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Objects that live in one process, the server, and are used by all processes of a session through proxies that are
 * ordinary Java interfaces; Python's {@code multiprocessing.Manager}.
 *
 * <p>Every proxy, and the manager itself, is a value: captured by a lambda, passed as an argument, put into a queue
 * or into another object of the manager, it arrives as a live reference. Other arguments, elements and results are
 * copies. Proxies of one object are equal; maps, sets and lists besides equal others with equal contents, as in
 * {@code java.util}.
 *
 * <p>An object lives as long as a process holds a proxy of it, an object that lives contains it, or a message with
 * it is on its way ({@link ManagerOptions#withTravelLease}); objects with a name live until that is
 * {@linkplain #remove removed}. Containers that refer to each other are collected when nothing else refers to them;
 * objects made by {@link #proxy} that do so are not. Proxies that are garbage in a process are released with its next
 * call. An object that is no longer held when a late message with it arrives is gone: {@link ManagerException}.
 *
 * <p>Each method without a name makes a new object. One with a name finds the object of that name, or makes it: of
 * two processes that ask at once, one makes it. Objects of all kinds share their names, which have 1 to 40 bytes;
 * one that is of another kind is an {@link IllegalArgumentException}. The synchronizers and the joinable queue are
 * those of the session ({@link dev.procession.sync}), which do not use the server, are released when their holder
 * dies, and last as long as the session; each kind of them has names of its own in the manager.
 *
 * <p><b>Safety.</b> Any thread of any process. All threads of a process share one connection to the server, on
 * which their calls overtake each other.
 *
 * <p><b>Ordering.</b> Every single operation of an object is atomic; operations of one thread on one object take
 * effect in their order.
 *
 * <p><b>Blocking.</b> Methods ask the server, and wait for its answer; interrupts are kept for later, except that
 * {@link #proxy} and {@link #pool} pass them on to the factory. Methods that make or find synchronizers and joinable
 * queues do not ask the server.
 *
 * <p><b>Death.</b> If the server dies, every call of this and of all objects throws {@link ManagerDiedException},
 * those that wait at once. If a client dies, what it waited for is dropped, and what only it
 * held is freed. The server, unless it lives in the parent, ends with the process that made the manager.
 *
 * <p><b>Exceptions.</b> Every method that asks the server, here and of all objects, throws {@link ManagerException}
 * if the manager is closed, {@link ManagerDiedException} if it has died,
 * {@link dev.procession.process.SessionClosedException} if the session is
 * closed, {@link dev.procession.codec.CodecException} if an argument cannot be sent or a result not read.
 *
 * <p><b>Bounds.</b> Objects and elements: the server's heap ({@link ManagerOptions#withMaxHeap}). A request:
 * {@link ManagerOptions#withMaxRequestBytes}. A process that uses a manager takes 260 KiB of shared memory.
 *
 * <p><b>Closing.</b> A manager ends with {@link #close} in the process that made it, and with its session. One that
 * is found by its name or was sent here is not ended by closing it.
 *
 * @see <a href="https://docs.python.org/3/library/multiprocessing.html#managers">multiprocessing: Managers</a>
 */
public interface Manager extends AutoCloseable {
    /** A new map. */
    <K, V> SharedMap<K, V> map();

    /**
     * The map of that name.
     *
     * @throws IllegalArgumentException if the name does not have 1 to 40 bytes, or is that of an object of another
     *     kind; so do all methods with a name
     */
    <K, V> SharedMap<K, V> map(String name);

    /** A new map in the natural order of its keys. */
    <K, V> SharedNavigableMap<K, V> navigableMap();

    /**
     * A new map in the order of {@code comparator}, which is sent to the server.
     *
     * @throws dev.procession.codec.CodecException if the comparator cannot be sent
     */
    <K, V> SharedNavigableMap<K, V> navigableMap(@Nullable Comparator<? super K> comparator);

    /** The ordered map of that name; in the natural order if it is made. */
    <K, V> SharedNavigableMap<K, V> navigableMap(String name);

    /**
     * The ordered map of that name; in the order of {@code comparator} if it is made.
     *
     * @throws dev.procession.codec.CodecException if the comparator cannot be sent
     */
    <K, V> SharedNavigableMap<K, V> navigableMap(String name, @Nullable Comparator<? super K> comparator);

    /** A new list. */
    <E extends @Nullable Object> SharedList<E> list();

    /** The list of that name. */
    <E extends @Nullable Object> SharedList<E> list(String name);

    /** A new set. */
    <E> SharedSet<E> set();

    /** The set of that name. */
    <E> SharedSet<E> set(String name);

    /** A new deque without a bound. */
    <E> SharedDeque<E> deque();

    /** The deque of that name. */
    <E> SharedDeque<E> deque(String name);

    /**
     * A new queue of at most {@code capacity} elements.
     *
     * @throws IllegalArgumentException if {@code capacity} is not positive
     */
    <E> SharedDeque<E> queue(int capacity);

    /**
     * The queue of that name.
     *
     * @throws IllegalArgumentException if {@code capacity} is not positive, or what is there has another, as a
     *     deque has
     */
    <E> SharedDeque<E> queue(String name, int capacity);

    /**
     * A new queue of at most {@code capacity} elements whose consumers say when they are done; the session's, as
     * {@code Procession.joinableQueue} makes it.
     */
    <E> JoinableQueue<E> joinableQueue(int capacity);

    /** The joinable queue of that name. */
    <E> JoinableQueue<E> joinableQueue(String name, int capacity);

    /** A new cell with this value. */
    <T extends @Nullable Object> SharedReference<T> value(T initial);

    /** The cell of that name; {@code initial} counts if it is made. */
    <T extends @Nullable Object> SharedReference<T> value(String name, T initial);

    /** A new counter. */
    SharedCounter counter(long initial);

    /** The counter of that name; {@code initial} counts if it is made. */
    SharedCounter counter(String name, long initial);

    /** A new namespace. */
    Namespace namespace();

    /** The namespace of that name. */
    Namespace namespace(String name);

    /** A new lock; the session's, as are the other synchronizers. */
    ProcessLock lock();

    /** The lock of that name. */
    ProcessLock lock(String name);

    /** A new semaphore. */
    ProcessSemaphore semaphore(int permits);

    /** The semaphore of that name. */
    ProcessSemaphore semaphore(String name, int permits);

    /** A new latch. */
    ProcessLatch latch(int count);

    /** The latch of that name. */
    ProcessLatch latch(String name, int count);

    /** A new barrier. */
    ProcessBarrier barrier(int parties);

    /** The barrier of that name. */
    ProcessBarrier barrier(String name, int parties);

    /** A new event. */
    ProcessEvent event();

    /** The event of that name. */
    ProcessEvent event(String name);

    /**
     * A new pool at the server, shared by all processes.
     *
     * @throws dev.procession.codec.CodecException if the options have something that cannot be sent
     */
    SharedPool pool(PoolOptions options);

    /** The pool of that name. */
    SharedPool pool(String name, PoolOptions options);

    /**
     * A new object of the user's: {@code factory} makes it at the server, and the proxy's calls of {@code type}'s
     * methods run there.
     *
     * <p>Calls of one object run one at a time, unless {@link ConcurrentCalls} says otherwise. Default methods of
     * {@code type} run at the client, even if the object's class has its own, as do {@code equals},
     * {@code hashCode} and {@code toString}. A method that returns a
     * {@link java.util.concurrent.CompletionStage} or {@link java.util.concurrent.CompletableFuture} is
     * asynchronous: the call returns at once, its stage is completed when the server's is, and it runs beside
     * others. What a method throws arrives here, with the server's trace; a checked exception that the method does
     * not declare is the cause of a {@link dev.procession.pool.RemoteTaskException}. Arguments and results are
     * copies, unless they are proxies.
     *
     * <p>An interrupt of the calling thread interrupts the call at the server; the calling thread stays
     * interrupted. A call that had not begun throws {@link java.util.concurrent.CancellationException}. Calls have
     * no timeout.
     *
     * <p>When the object is no longer reachable from any process, or the manager ends, an object that is
     * {@link AutoCloseable} is closed, in a thread of its own.
     *
     * <p>What {@code factory} throws arrives as what a method throws.
     *
     * @throws IllegalArgumentException if {@code type} is not an interface, or the factory made something else
     */
    <T> T proxy(Class<T> type, Task<? extends T> factory);

    /**
     * The object of that name; {@code factory} makes it if there is none, while others that ask for it wait.
     *
     * @throws IllegalArgumentException as {@link #proxy(Class, Task)}, or if the object there was made for another
     *     interface
     */
    <T> T proxy(String name, Class<T> type, Task<? extends T> factory);

    /**
     * Takes a name from its object, which lives on as long as others hold it. Synchronizers and joinable queues
     * keep their names as long as the session.
     *
     * @return whether there was such a name
     */
    boolean remove(String name);

    /** The number of objects that the server holds, those without a name included. */
    long size();

    /**
     * Ends the server, and with it all objects and pools, and waits for that, some seconds at most. Idempotent. In a
     * process that did not make the manager: of no effect.
     */
    @Override
    void close();
}
