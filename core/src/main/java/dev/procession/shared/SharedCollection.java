package dev.procession.shared;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.SerializablePredicate;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A collection of a {@link Manager}. Beyond those of {@link Collection}, it has methods with a function, which is sent
 * to the elements instead of the elements to the function.
 *
 * <p>Each of the methods with a function is one atomic operation, during which the collection does nothing else.
 * The function and what it captures must be such as can be sent, else {@link dev.procession.codec.CodecException}.
 * It may use other objects of the manager; one that comes back to this very collection, or would wait for itself
 * round a circle, gets an {@link IllegalStateException}. What it throws arrives here, as it is if unchecked and
 * else as the cause of a {@link dev.procession.pool.RemoteTaskException}; then nothing was changed. An interrupt of
 * the calling thread interrupts it; if it had not begun, the call throws
 * {@link java.util.concurrent.CancellationException}.
 *
 * <p>{@link #addAll} sends 512 elements at a time, and others may come between; {@link #removeAll} and
 * {@link #retainAll} are one atomic operation. {@code contains} and {@code remove} of lists and deques look at the
 * elements one by one.
 *
 * <p><b>Safety, ordering, blocking, death, exceptions.</b> As {@link SharedMap}.
 *
 * @param <E> the type of the elements
 */
public interface SharedCollection<E extends @Nullable Object> extends Collection<E> {

    /** Removes the elements that pass, at the server; returns whether there was one. */
    boolean removeIf(SerializablePredicate<? super E> test);

    /** Copies of the elements that pass, selected at the server. */
    List<E> filter(SerializablePredicate<? super E> test);

    /** The function's result for each element, computed at the server. */
    <R extends @Nullable Object> List<R> map(Fn<? super E, ? extends R> function);

    /**
     * Combines {@code identity} with the first element, the result with the second, and so on, at the server;
     * {@code identity} if there is none.
     */
    <R extends @Nullable Object> R reduce(R identity, Fn2<? super R, ? super E, ? extends R> function);

    /** As {@link #add}, without waiting; as {@link SharedMap#getAsync}. */
    CompletableFuture<Boolean> addAsync(E element);
}
