package dev.procession.shared;

import java.util.Set;

/**
 * A set that lives in a {@link Manager}'s server. Elements travel as copies, are not {@code null}, and equal as
 * their {@code equals} and {@code hashCode} say at the server, which must have their class. Iteration is weakly
 * consistent, by pages, and in the order in which elements came.
 *
 * <p><b>Safety, ordering, blocking, death, exceptions.</b> As {@link SharedMap}; functions as
 * {@link SharedCollection} says.
 *
 * <p><b>Closing.</b> Nothing to close: it lives as long as a process can reach it, or as it has a name
 * ({@link Manager}).
 *
 * @param <E> the type of the elements
 */
public interface SharedSet<E> extends SharedCollection<E>, Set<E> {}
