package dev.procession.shared;

import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;

/**
 * A double-ended queue that lives in a {@link Manager}'s server, with or without a bound; Python's
 * {@code Manager().Queue}. Elements travel as copies, and are not {@code null}. For elements that must
 * survive their consumer there is {@link dev.procession.channel.JoinableQueue}; for many a second,
 * {@link dev.procession.channel.ProcessQueue}.
 *
 * <p><b>Safety, ordering.</b> As {@link SharedMap}. Iteration is weakly consistent and by pages. Two elements are
 * equal if their encoded forms are, and else if {@code equals} says so.
 *
 * <p><b>Blocking.</b> Calls that wait for an element or for room wait at the server, first come first served, without a
 * thread there; they do not delay other threads of their process. Methods that wait throw {@link InterruptedException}
 * as {@link BlockingDeque} says. When a thread is interrupted, or its time is over, the wait is taken back, and the
 * answer to that awaited: the element is then either returned or still in the queue. A server that is stopped delays
 * that answer. The methods with a function are interrupted as {@link SharedCollection} says; others keep an interrupt
 * for later.
 *
 * <p><b>Death.</b> If a process dies that waits, its wait is dropped; an element that was on its way to it dies
 * with it. Otherwise as {@link SharedMap}.
 *
 * <p><b>Bounds.</b> One made with a capacity: {@code add}, {@code addFirst}, {@code addLast} throw
 * {@link IllegalStateException} when it is full, {@code addAll} when a piece of 512 elements does not fit. Without
 * one: the server's heap.
 *
 * <p><b>Closing.</b> Nothing to close: it lives as long as a process can reach it, or as it has a name
 * ({@link Manager}). It has no end of file; {@code ProcessQueue} has.
 *
 * @param <E> the type of the elements
 */
public interface SharedDeque<E> extends SharedCollection<E>, BlockingDeque<E> {

    /**
     * As {@link #take}, without waiting here. Cancelling the future, or the end of its time limit, takes the wait
     * back; an element that had been given for it goes back to the end it came from.
     */
    CompletableFuture<E> takeAsync();
}
