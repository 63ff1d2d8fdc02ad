package dev.procession.shared;

import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;

/**
 * A double-ended queue that lives in a {@link Manager}'s server, with or without a bound. Elements are not {@code null}. Whoever waits, does so at the server, first come first
 * served, without a thread there.
 *
 * <p>Methods that wait throw {@link InterruptedException} as {@link BlockingDeque} says; the wait at the server is taken back, and an element is either returned or still
 * in the queue. If a process dies that waits, its wait is dropped; an element that was on its way to it dies with it.
 *
 * <p>For elements that must survive their consumer there is {@link dev.procession.channel.JoinableQueue}; for many a second, {@link dev.procession.channel.ProcessQueue}.
 * Iteration is weakly consistent and by pages; safety and deaths otherwise: as {@link SharedMap}.
 *
 * @param <E> the type of the elements
 */
public interface SharedDeque<E> extends SharedCollection<E>, BlockingDeque<E> {

    /** As {@link #take}, without waiting here. Cancelling the future takes the wait back. */
    CompletableFuture<E> takeAsync();
}
