package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.util.function.Consumer;

/**
 * An object of a manager.
 *
 * <p>Thread safety: {@link #perform}, {@link #trace} and {@link #unpark} run in the object's turn, and need no
 * locks; what the {@link ObjectTable} knows of it is guarded by that.
 */
abstract class ManagedObject {
    private final ManagerServer server;
    private final ObjectKind kind;
    private final Mailbox mailbox;

    // The registry's.
    /** Its number. */
    long id;
    /** How often clients hold it, all together. */
    int holds;
    /** Its names; 0 or 1. */
    int names;
    /** Until when a message may be on its way with it, by {@link System#nanoTime}, if it is {@link #leased}. */
    long leasedUntil;
    /** Whether it is leased. */
    boolean leased;
    /** Whether it has ever been in another object; then only a sweep can free it. */
    boolean embedded;
    /** The last sweep in whose time somebody got hold of it, or put it somewhere. */
    long touched;
    /** The last sweep that found it. */
    long marked;
    /** Whether it has ever had another object in it. */
    volatile boolean contains;

    ManagedObject(ManagerServer server, ObjectKind kind) {
        this.server = server;
        this.kind = kind;
        mailbox = new Mailbox(server::execute, server.reserve());
    }

    final ManagerServer server() {
        return server;
    }

    final ObjectKind kind() {
        return kind;
    }

    final Mailbox mailbox() {
        return mailbox;
    }

    /**
     * Whether a call is over soon. What is not runs in a thread of its own. Asked in the call's turn, before its
     * arguments are read.
     */
    boolean isBrief(Invocation invocation) {
        return Operation.isBrief(invocation.operation());
    }

    /** Whether a call need not wait for a turn. */
    boolean isConcurrent(Invocation invocation) {
        return false;
    }

    /**
     * Does what a call asks, and puts the answer; {@code false} if it is answered later.
     *
     * @throws Exception whatever functions throw; nothing was changed then
     */
    abstract boolean perform(Invocation invocation) throws Exception;

    /** Shows each value with objects in it. */
    abstract void trace(Consumer<? super EncodedValue> visitor);

    /** A call that was parked here has been taken back; its place is given up when there is a turn for that. */
    void removeWaiter(Invocation invocation) {
        mailbox.submit(() -> unpark(invocation));
    }

    /** Gives up the place of a call that was parked here. */
    void unpark(Invocation invocation) {}

    /**
     * Nobody can reach it any more.
     *
     * @throws Exception whatever the user's objects throw
     */
    void end() throws Exception {}

    /** Whether there is something to do at its end that may take long. */
    boolean closesSlowly() {
        return false;
    }

    /** The failure of a call that objects of this kind do not know. */
    final UnsupportedOperationException unknown(Invocation invocation) {
        return new UnsupportedOperationException(
                "manager: operation=" + invocation.operation() + " is not one of a " + kind.text());
    }
}
