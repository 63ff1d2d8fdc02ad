package dev.procession.internal.worker;

import org.jspecify.annotations.Nullable;

/**
 * How this child ends when its parent asks: as a JVM ends by SIGTERM, with exit status 143 and its shutdown hooks
 * run.
 *
 * <p>Signals that ask a process to end come to the whole process group, from a terminal or a supervisor, and are
 * the parent's business. So a child ignores them ({@link IgnoredSignals}), and its parent asks by the control link.
 * A handler that a task has installed is run in either case.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class Termination {
    /** The exit status after SIGTERM: 128 + 15. */
    static final int EXIT_TERMINATED = 143;

    private static final String IGNORED_SIGNALS = "dev.procession.internal.worker.IgnoredSignals";

    /** Raises SIGTERM in this process; {@code null} where its handler is not the library's to install. */
    private static volatile @Nullable Runnable raiser;

    private static volatile boolean requested;

    private Termination() {}

    /**
     * Ignores the signals that are the parent's business. Where that cannot be, they end this process: a run-time
     * image without the module {@code jdk.unsupported}, or a JVM with {@code -Xrs}.
     */
    static void ignoreSignals() {
        try {
            // By name: the class is compiled apart, and does not link in every image.
            Class.forName(IGNORED_SIGNALS);
        } catch (ClassNotFoundException | LinkageError e) {
            // As above: signals end this process.
        }
    }

    /** Takes what raises SIGTERM, once the library's handler of it is installed. */
    static void raiseBy(Runnable raise) {
        raiser = raise;
    }

    /** Whether the parent has asked. */
    static boolean isRequested() {
        return requested;
    }

    /** The parent asks. Returns at once. */
    static void request() {
        requested = true;
        Runnable raise = raiser;
        if (raise != null) {
            raise.run();
        } else {
            new Exit().start();
        }
    }

    /** Exits: not in the thread that reads the link, which hooks may need. */
    private static final class Exit extends Thread {
        Exit() {
            super("procession-terminate");
        }

        @Override
        public void run() {
            System.exit(EXIT_TERMINATED);
        }
    }
}
