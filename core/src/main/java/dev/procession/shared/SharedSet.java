package dev.procession.shared;

import java.util.Set;

/**
 * A set that lives in a {@link Manager}'s server. Elements are not {@code null}, and equal as their {@code equals} and {@code hashCode} say at the server. Iteration is weakly
 * consistent and by pages; safety, interrupts and deaths: as {@link SharedMap}.
 *
 * @param <E> the type of the elements
 */
public interface SharedSet<E> extends SharedCollection<E>, Set<E> {}
