package dev.procession.shared;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.Test;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the collections of a {@link Manager} have in common beyond {@link Collection}: functions that are sent to the elements instead of the elements to the function.
 *
 * <p>Each of them is one atomic operation. A function may use other objects of the manager; one that comes back to this very object gets an
 * {@link IllegalStateException}. What it throws arrives here; then nothing was changed.
 *
 * @param <E> the type of the elements
 */
public interface SharedCollection<E extends @Nullable Object> extends Collection<E> {

    /** Removes the elements that pass, at the server; returns whether there was one. */
    boolean removeIf(Test<? super E> test);

    /** Copies of the elements that pass, selected at the server. */
    List<E> filter(Test<? super E> test);

    /** The function's result for each element, computed at the server. */
    <R extends @Nullable Object> List<R> map(Fn<? super E, ? extends R> function);

    /** Combines {@code identity} with the first element, the result with the second, and so on, at the server. */
    <R extends @Nullable Object> R reduce(R identity, Fn2<? super R, ? super E, ? extends R> function);

    /** As {@link #add}, without waiting; calls of one thread take effect in their order. */
    CompletableFuture<Boolean> addAsync(E element);
}
