package dev.procession.internal.manager;

import org.jspecify.annotations.Nullable;

/**
 * Who waits for whose turn, among calls that functions make at the server. A call that would wait for itself, directly or round a circle of objects, is refused instead.
 *
 * <p>Thread safety: any thread.
 */
final class Turns {
    private static final ThreadLocal<@Nullable Call> CURRENT = new ThreadLocal<>();

    /** What one call has at a time, while others wait for it. */
    interface Turn {
        /** Who has it; {@code null} if nobody, or between two. */
        Mailbox.@Nullable Work holder();
    }

    /** The call whose code of the user's this thread runs. */
    static @Nullable Call current() {
        return CURRENT.get();
    }

    /** This thread runs that call's code now. */
    static void enter(Call call) {
        CURRENT.set(call);
    }

    /** Not any more. */
    static void exit() {
        CURRENT.remove();
    }

    /**
     * Submits a call that a function made.
     *
     * @throws IllegalStateException if it would wait for itself
     */
    @SuppressWarnings("ReferenceEquality") // an object is who it is
    void submit(Call call, Call parent) {
        Mailbox mailbox = call.thing().mailbox();
        if (mailbox.trySubmit(call)) {
            return;
        }
        synchronized (this) {
            if (isCircle(parent, mailbox)) {
                throw new IllegalStateException("a function that runs at the manager's "
                        + parent.thing().kind().text() + " calls the manager's "
                        + call.thing().kind().text()
                        + (parent.thing() == call.thing()
                                ? " it runs at, whose turn it has itself"
                                : ", which waits for the former")
                        + "; take what it needs as arguments, or make the call after it");
            }
            call.waitsFor = mailbox;
        }
        mailbox.submit(call);
    }

    /** A call is about to wait for something, and begins to; {@code false} if it would wait for itself. */
    synchronized boolean mayWait(Call call, Turn wanted) {
        if (isCircle(call, wanted)) {
            return false;
        }
        call.waitsFor = wanted;
        return true;
    }

    private static boolean isCircle(Call parent, Turn wanted) {
        Turn turn = wanted;
        while (turn != null) {
            if (!(turn.holder() instanceof Call holder)) {
                return false;
            }
            Call last = holder;
            while (last != null) {
                if (isAncestor(last, parent)) {
                    return true;
                }
                Call child = last.child;
                if (child == null) {
                    break;
                }
                last = child;
            }
            turn = last.waitsFor;
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // a call is who it is
    private static boolean isAncestor(Call one, Call youngest) {
        for (Call call = youngest; call != null; call = call.parent()) {
            if (call == one) {
                return true;
            }
        }
        return false;
    }
}
