package dev.procession.internal.codec;

import dev.procession.pool.RemoteTaskException;
import java.util.Arrays;

/**
 * Failures of other processes, and of other threads of this one, thrown here.
 *
 * <p>A stack trace that crosses processes reads from the top to the bottom as a call would: the frames of the
 * process where it was thrown, a {@linkplain #boundary boundary}, the frames of the thread that called. So a caller
 * finds its own line, and a launcher that cuts its own frames off the end finds them there.
 */
public final class Rethrow {
    private static final String BOUNDARY_CLASS = "dev.procession._THROWN_ABOVE_";
    private static final String BOUNDARY_METHOD = "_CALLED_BELOW_";
    private static final String INTERNAL = "dev.procession.internal.";

    private Rethrow() {}

    /**
     * The exception to throw in the caller's thread for a failure elsewhere; throws those that need not be wrapped.
     *
     * @param what the failed operation, for the message of the wrapper
     */
    public static RuntimeException unchecked(String what, Throwable failure) {
        if (failure instanceof RuntimeException || failure instanceof Error) {
            Rethrow.<RuntimeException>raise(here(failure));
        }
        RemoteTaskException wrapper = new RemoteTaskException(
                what + " threw " + failure, failure.getClass().getName(), failure.toString(), failure);
        wrapper.setStackTrace(frames());
        return wrapper;
    }

    /**
     * Puts the frames of the calling thread under those that a failure came with, unless they are there; returns the
     * failure.
     */
    public static <T extends Throwable> T here(T failure) {
        locate(failure, Throwables.frames(failure), frames());
        return failure;
    }

    /**
     * As {@link #here}, of a failure that came with these frames, and may have got those of another thread meanwhile.
     */
    public static void here(Throwable failure, StackTraceElement[] cameWith) {
        locate(failure, cameWith, frames());
    }

    /**
     * Replaces the frames of a thread of the library, which made the failure for the calling thread, by the calling
     * thread's; returns the failure.
     */
    public static <T extends Throwable> T asMadeHere(T failure) {
        set(failure, frames());
        return failure;
    }

    private static void locate(Throwable failure, StackTraceElement[] cameWith, StackTraceElement[] here) {
        if (endsWith(cameWith, here)) {
            return;
        }
        boolean isMarked = cameWith.length > 0 && isBoundary(cameWith[cameWith.length - 1]);
        int there = cameWith.length + (isMarked ? 0 : 1);
        StackTraceElement[] joined = Arrays.copyOf(cameWith, there + here.length);
        if (!isMarked) {
            joined[cameWith.length] = boundary("another thread of this process");
        }
        System.arraycopy(here, 0, joined, there, here.length);
        set(failure, joined);
        if (Throwables.frames(failure).length != joined.length) {
            markCallSite(failure);
        }
    }

    private static void set(Throwable failure, StackTraceElement[] frames) {
        try {
            failure.setStackTrace(frames);
        } catch (RuntimeException e) {
            // An exception that refuses a trace.
        }
    }

    /**
     * Whether it was made in the thread with these frames: the rest of the stack is the same, the uppermost frame may
     * be at another line.
     */
    private static boolean endsWith(StackTraceElement[] frames, StackTraceElement[] here) {
        int ahead = frames.length - here.length;
        if (ahead < 0) {
            return false;
        }
        for (int i = here.length - 1; i > 0; i--) {
            if (!frames[ahead + i].equals(here[i])) {
                return false;
            }
        }
        return here.length > 1;
    }

    /**
     * The frame between those of two processes, or threads: it prints as
     * {@code dev.procession._THROWN_ABOVE_._CALLED_BELOW_(pool-1-worker-1, pid 4711)}.
     *
     * @param where what the frames above it belong to
     */
    static StackTraceElement boundary(String where) {
        return new StackTraceElement(BOUNDARY_CLASS, BOUNDARY_METHOD, where, -1);
    }

    /** Whether a failure came from another process, and has no frames of this one yet. */
    public static boolean isFromElsewhere(Throwable failure) {
        StackTraceElement[] frames = Throwables.frames(failure);
        return frames.length > 0 && isBoundary(frames[frames.length - 1]);
    }

    private static boolean isBoundary(StackTraceElement frame) {
        return frame.getClassName().equals(BOUNDARY_CLASS);
    }

    /** The frames that a failure has, however odd its class is. */
    public static StackTraceElement[] framesOf(Throwable failure) {
        return Throwables.frames(failure);
    }

    /** The frames of the calling thread from the first on that is not the library's own, which would hide it. */
    static StackTraceElement[] frames() {
        StackTraceElement[] all = new Throwable().getStackTrace();
        for (int i = 0; i < all.length; i++) {
            if (!all[i].getClassName().startsWith(INTERNAL)) {
                return Arrays.copyOfRange(all, i, all.length);
            }
        }
        return all;
    }

    /** For an exception without a trace that can be written: says where in this process it came up. */
    private static void markCallSite(Throwable failure) {
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof CallSite) {
                // A failure may be waited for many times, and is one object.
                return;
            }
        }
        failure.addSuppressed(new CallSite());
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
