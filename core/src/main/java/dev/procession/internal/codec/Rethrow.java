package dev.procession.internal.codec;

import dev.procession.pool.RemoteTaskException;

/** Failures of other processes, thrown here. */
public final class Rethrow {
    private Rethrow() {}

    /**
     * What is thrown in the caller's thread for a failure elsewhere; never returns for what need not be wrapped.
     *
     * @param what what failed, for the message of the wrapper
     */
    public static RuntimeException unchecked(String what, Throwable failure) {
        if (failure instanceof RuntimeException || failure instanceof Error) {
            markCallSite(failure);
            Rethrow.<RuntimeException>raise(failure);
        }
        return new RemoteTaskException(
                what + " threw " + failure, failure.getClass().getName(), failure.toString(), failure);
    }

    /** The trace is another process's; this says where in this process the failure came up. */
    public static void markCallSite(Throwable failure) {
        if (!tellsCallSite(failure)) {
            failure.addSuppressed(new CallSite());
        }
    }

    /** A failure may be waited for many times, and is one object. */
    private static boolean tellsCallSite(Throwable failure) {
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof CallSite) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // only for unchecked throwables
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        throw (T) failure;
    }

    /** Marks, among the suppressed exceptions of a remote failure, where it was waited for. */
    @SuppressWarnings("OverrideThrowableToString") // a class name would mislead: this is no failure
    private static final class CallSite extends Exception {
        private static final long serialVersionUID = 1L;

        CallSite() {
            super("waited for here; the trace above is the other process's", null, false, true);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
