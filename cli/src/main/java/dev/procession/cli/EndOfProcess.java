package dev.procession.cli;

import dev.procession.cli.report.ProgressMeter;
import dev.procession.cli.report.ResultWriter;
import org.jspecify.annotations.Nullable;

/**
 * What to do when the process is asked to end in the middle of a run: leave the terminal clean and hand out the
 * results there are. The workers are the session's to end.
 */
final class EndOfProcess {
    /** What a shell reports for a program that SIGPIPE killed. */
    static final int SIGPIPE_STATUS = 141;

    private static final long FLUSH_MILLIS = 500;

    private final Thread hook;

    private EndOfProcess(Thread hook) {
        this.hook = hook;
    }

    static EndOfProcess watch(ResultWriter results, @Nullable ProgressMeter meter) {
        Thread hook = new Thread(() -> leave(results, meter), "procession-leave");
        Runtime.getRuntime().addShutdownHook(hook);
        return new EndOfProcess(hook);
    }

    void unwatch() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already.
        }
    }

    /**
     * Whether the process is ending, so that a failure is no failure of the item. Asked of the runtime itself: its
     * hooks, which end the workers, begin only after this answers yes.
     */
    boolean begun() {
        Thread probe = new Thread(() -> {}, "procession-probe");
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static void leave(ResultWriter results, @Nullable ProgressMeter meter) {
        if (meter != null) {
            meter.wipe();
        }
        // In a thread of its own, because the reader of standard output may have stopped reading.
        Thread flush = new Thread(results::flush, "procession-last-flush");
        flush.setDaemon(true);
        flush.start();
        try {
            flush.join(FLUSH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
