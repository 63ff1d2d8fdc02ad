package dev.procession.sync;

import java.util.concurrent.TimeUnit;

/**
 * A flag between processes that threads wait for; Python's {@code multiprocessing.Event}.
 *
 * <p><b>Safety.</b> Any thread of any process that has it, virtual threads included; itself a value.
 *
 * <p><b>Death.</b> A death changes nothing; the flag stays as it was.
 */
public interface ProcessEvent {

    /** Sets the flag and wakes all waiters. */
    void set();

    /** Clears the flag. */
    void clear();

    /** Whether the flag is set. */
    boolean isSet();

    /** Waits until the flag is set; one that is set and cleared again meanwhile is not missed. */
    void await() throws InterruptedException;

    /** As {@link #await()}, for so long at most; returns whether the flag was set. */
    boolean await(long timeout, TimeUnit unit) throws InterruptedException;

    /**
     * Frees the event, for all processes, before its session ends: its waiters are woken, and every later use of it, in
     * any process, throws {@link IllegalStateException}. Idempotent; without effect once the session is closed. An
     * event that never left this process need not be closed: it is freed when it is unreachable. The name of one with a
     * name stays taken until the session ends.
     */
    void close();
}
