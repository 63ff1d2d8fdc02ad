package dev.procession.internal.manager;

import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import java.lang.ref.Reference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An object of a manager.
 *
 * <p>Thread safety: {@link #perform}, {@link #trace} and {@link #unpark} run in the object's turn, and need no
 * locks.
 */
abstract class ManagedObject implements Invocation.Target {
    private final ObjectHost host;
    private final ObjectKind kind;
    private final Mailbox mailbox;
    /** Whether it has ever had another object in it. */
    private volatile boolean contains;

    ManagedObject(ObjectHost host, ObjectKind kind) {
        this.host = host;
        this.kind = kind;
        mailbox = new Mailbox(host::execute, host.reserve());
    }

    final ObjectHost host() {
        return host;
    }

    @Override
    public final ObjectKind kind() {
        return kind;
    }

    @Override
    public final Mailbox mailbox() {
        return mailbox;
    }

    /** Whether it has ever had another object in it. */
    final boolean contains() {
        return contains;
    }

    @Override
    public final EncodedValue keep(EncodedValue value) {
        if (value.hasObjects()) {
            contains = true;
            host.contained(value.objects());
        }
        return value;
    }

    /** An object as a value that is kept here. */
    final EncodedValue encode(@Nullable Object object) {
        try {
            return keep(host.encode(object));
        } finally {
            // Objects of the manager that only this refers to are in here first.
            Reference.reachabilityFence(object);
        }
    }

    @Override
    public final void changed() {
        if (contains) {
            host.sweepRequested();
        }
    }

    @Override
    public boolean isBrief(Invocation invocation) {
        return Operation.isBrief(invocation.operation());
    }

    @Override
    public boolean isConcurrent(Invocation invocation) {
        return false;
    }

    /** Shows each value with objects in it. */
    abstract void trace(Consumer<? super EncodedValue> visitor);

    @Override
    public void removeWaiter(Invocation invocation) {
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
