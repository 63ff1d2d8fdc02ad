package dev.procession.shared;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Named values of any types that live in a {@link Manager}'s server; Python's {@code Manager().Namespace}. A
 * {@link SharedMap} from names to objects, with fewer methods. Names and values are not
 * {@code null}, else {@link NullPointerException}; values travel as copies.
 *
 * <p><b>Safety, ordering, blocking, death, exceptions.</b> As {@link SharedMap}; no method runs the user's code.
 *
 * <p><b>Closing.</b> Nothing to close: it lives as long as a process can reach it, or as it has a name
 * ({@link Manager}).
 */
public interface Namespace {
    /** The value of that name; {@code null} if there is none. */
    @Nullable
    Object get(String name);

    /**
     * The value of that name.
     *
     * @throws ClassCastException if it is of another type
     */
    <T> @Nullable T get(String name, Class<T> type);

    /** Gives a name a value; returns the one before. */
    @Nullable
    Object set(String name, Object value);

    /** Takes a name's value away; returns it. */
    @Nullable
    Object remove(String name);

    /** Whether there is a value of that name. */
    boolean contains(String name);

    /** A copy of the names, in the order in which they came. */
    Set<String> names();
}
