package dev.procession.internal.manager;

/**
 * Who waits for whose turn, among calls that functions make at the server. A call that would wait for itself,
 * directly or round a circle of objects, is refused instead.
 *
 * <p>Thread safety: any thread.
 */
final class WaitForGraph {
    /**
     * Submits a call that a function made.
     *
     * @throws IllegalStateException if it would wait for itself
     */
    @SuppressWarnings("ReferenceEquality") // an object is who it is
    void submit(Invocation invocation, Invocation parent) {
        Mailbox mailbox = invocation.target().mailbox();
        if (mailbox.trySubmit(invocation)) {
            return;
        }
        synchronized (this) {
            if (isCircle(parent, mailbox)) {
                throw new IllegalStateException("a function that runs at the manager's "
                        + parent.target().kind().text() + " calls the manager's "
                        + invocation.target().kind().text()
                        + (parent.target() == invocation.target()
                                ? " it runs at, whose turn it has itself"
                                : ", which waits for the former")
                        + "; take what it needs as arguments, or make the call after it");
            }
            invocation.waitsFor = mailbox;
        }
        mailbox.submit(invocation);
    }

    /** A call is about to wait for something, and begins to; {@code false} if it would wait for itself. */
    synchronized boolean mayWait(Invocation invocation, Resource wanted) {
        if (isCircle(invocation, wanted)) {
            return false;
        }
        invocation.waitsFor = wanted;
        return true;
    }

    private static boolean isCircle(Invocation parent, Resource wanted) {
        Resource turn = wanted;
        while (turn != null) {
            if (!(turn.holder() instanceof Invocation holder)) {
                return false;
            }
            Invocation last = holder;
            while (last != null) {
                if (isAncestor(last, parent)) {
                    return true;
                }
                Invocation child = last.child;
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
    private static boolean isAncestor(Invocation one, Invocation youngest) {
        for (Invocation invocation = youngest; invocation != null; invocation = invocation.parent()) {
            if (invocation == one) {
                return true;
            }
        }
        return false;
    }
}
