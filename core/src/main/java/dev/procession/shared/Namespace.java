package dev.procession.shared;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Named values of any types that live in a {@link Manager}'s server; what a {@link SharedMap} from names to objects would be. Safety, interrupts and deaths: as there. */
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

    /** The names, as they are now. */
    Set<String> names();
}
