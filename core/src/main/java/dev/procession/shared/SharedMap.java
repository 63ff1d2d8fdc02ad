package dev.procession.shared;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A map that lives in a {@link Manager}'s server, and is used by every process of the session as its own; Python's
 * {@code Manager().dict}. Iteration is in the order in which keys came.
 *
 * <p>Every single operation is atomic. A lambda written where a method takes {@link Fn} or {@link Fn2} is sent to
 * the server and applied there, once, under the map's turn: {@code map.merge(word, 1, Integer::sum)} by a hundred
 * processes counts right. Through {@link ConcurrentMap}, whose functions cannot be sent, the same
 * methods compare and set from the client: as atomic, but the function may be applied more than once.
 *
 * <p>Keys and values travel as copies: to change what is in the map, put it again, or nest another object of the
 * manager. Equality of keys is decided at the server, by {@code equals} and {@code hashCode} of their class, which
 * it must have; that of values by their encoded form, and where that differs by {@code equals}. Neither may be
 * {@code null}, else {@link NullPointerException}.
 *
 * <p>Views and iterators are weakly consistent: they show what was there throughout exactly once, and of what comes
 * or goes meanwhile perhaps something. They fetch page by page, and so a map may be larger than the client's heap.
 *
 * <p>A function and what it captures must be such as can be sent. It may use other objects of the manager; one that
 * comes back to this very map, or would wait for itself round a circle, gets an {@link IllegalStateException}.
 * While it runs, no other call uses the map; functions share the server's processors. If it throws, nothing was
 * changed.
 *
 * <p><b>Safety.</b> Any thread of any process that has it; itself a value that can be captured, passed, queued and
 * nested.
 *
 * <p><b>Ordering.</b> An operation takes effect at one moment between its call and its return; what a thread did
 * before a call is visible to a thread that sees the call's effect. Calls of one thread, those without waiting
 * included, take effect in their order.
 *
 * <p><b>Blocking.</b> A call is a round trip to the server, and waits for its turn at the map, behind the functions
 * of others; without limit, while the server is stopped. Interrupts are kept, and do not end a call, except one
 * that runs a function: the function's thread is interrupted, and what it then throws or returns is the result; if
 * it had not begun, the call throws {@link java.util.concurrent.CancellationException}.
 *
 * <p><b>Death.</b> If the server dies, every call throws {@link ManagerDiedException}; whether one that was under
 * way took effect is not known. If a client dies, what it had sent takes effect or not, each operation as a whole;
 * a function that runs for it is interrupted.
 *
 * <p><b>Exceptions.</b> What a function throws, as it is if unchecked, and else as the cause of a
 * {@link dev.procession.pool.RemoteTaskException}; a key, value or function that cannot be sent, or a class that
 * the server does not find: {@link dev.procession.codec.CodecException}; a request longer than
 * {@link ManagerOptions#withMaxRequestBytes}: {@link IllegalArgumentException}; a manager that is closed, or an
 * object that is gone: {@link ManagerException}; a session that is closed:
 * {@link dev.procession.process.SessionClosedException}. Futures complete with the same.
 *
 * <p><b>Bounds.</b> As many entries as the server's heap has room for; one result is 2 GiB at most, so that
 * {@link #filter} and {@link #map} of more fail.
 *
 * <p><b>Closing.</b> Nothing to close: it lives as long as a process can reach it, or as it has a name
 * ({@link Manager}).
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface SharedMap<K, V> extends ConcurrentMap<K, V> {

    /**
     * As {@link #compute(Object, java.util.function.BiFunction)}; the function is applied at the server, once at
     * most.
     */
    @Nullable
    V compute(K key, Fn2<? super K, ? super @Nullable V, ? extends @Nullable V> function);

    /**
     * As {@link #computeIfAbsent(Object, java.util.function.Function)}; the function is applied at the server, once
     * at most.
     */
    @Nullable
    V computeIfAbsent(K key, Fn<? super K, ? extends @Nullable V> function);

    /**
     * As {@link #computeIfPresent(Object, java.util.function.BiFunction)}; the function is applied at the server,
     * once at most.
     */
    @Nullable
    V computeIfPresent(K key, Fn2<? super K, ? super V, ? extends @Nullable V> function);

    /**
     * As {@link #merge(Object, Object, java.util.function.BiFunction)}; the function is applied at the server, once
     * at most.
     */
    @Nullable
    V merge(K key, V value, Fn2<? super V, ? super V, ? extends @Nullable V> function);

    /**
     * As {@link #replaceAll(java.util.function.BiFunction)}; the function is applied at the server, to all entries as
     * one atomic operation; if it throws, none is changed.
     */
    void replaceAll(Fn2<? super K, ? super V, ? extends V> function);

    /**
     * Removes the entries for which the function is true, at the server, as one atomic operation; returns whether
     * there was one.
     */
    boolean removeIf(Fn2<? super K, ? super V, Boolean> test);

    /**
     * Applies a function to every entry, at the server, as one atomic operation. For one that is to run here:
     * {@link #forEach}.
     */
    void forEachAtServer(Fn2<? super K, ? super V, ?> action);

    /** A copy of the entries for which the function is true, selected at the server. */
    Map<K, V> filter(Fn2<? super K, ? super V, Boolean> test);

    /** The function's result for every entry, computed at the server. */
    <R extends @Nullable Object> List<R> map(Fn2<? super K, ? super V, ? extends R> function);

    /**
     * Combines the results of {@code map} for all entries with {@code combine}, at the server; {@code null} if there
     * is no entry.
     */
    <R> @Nullable R reduce(Fn2<? super K, ? super V, ? extends R> map, Fn2<? super R, ? super R, ? extends R> combine);

    /** The entries of those of the keys that are there, in one round trip for 512 keys each. */
    Map<K, V> getAll(Collection<? extends K> keys);

    /** {@inheritDoc} In few round trips; entries are put one after the other, and others may come between. */
    @Override
    void putAll(Map<? extends K, ? extends V> map);

    /**
     * As {@link #get}, without waiting: returns when the call is written, for which it waits only if this process
     * has written faster than the server reads. Cancelling the future takes the call back if it has not begun.
     * Dependents run on virtual threads.
     */
    CompletableFuture<@Nullable V> getAsync(K key);

    /** As {@link #put}, without waiting. */
    CompletableFuture<@Nullable V> putAsync(K key, V value);

    /** As {@link #remove(Object)}, without waiting. */
    CompletableFuture<@Nullable V> removeAsync(K key);

    /** As {@link #compute(Object, Fn2)}, without waiting. */
    CompletableFuture<@Nullable V> computeAsync(
            K key, Fn2<? super K, ? super @Nullable V, ? extends @Nullable V> function);

    /** As {@link #merge(Object, Object, Fn2)}, without waiting. */
    CompletableFuture<@Nullable V> mergeAsync(
            K key, V value, Fn2<? super V, ? super V, ? extends @Nullable V> function);
}
