package dev.procession.internal.pool;

import dev.procession.internal.service.Log;

/**
 * What is to be done for an {@code imap} whose consumer is gone: the elements in flight are given up, and the
 * source is closed. It refers to neither the run nor what that has read.
 *
 * <p>Thread safety: any thread; {@link #run} is for the cleaner's, and returns at once.
 *
 * @param source of the run
 */
record ImapAbandonment(Scheduler scheduler, Job job, ImapSource<?> source) implements Runnable {
    /** Does it on a thread of its own, which may take its time: to close the source runs the user's code. */
    @Override
    public void run() {
        if (!source.isClosed() || !job.isEnded()) {
            Thread.ofVirtual().name("procession-abandoned").start(this::tryClose);
        }
    }

    private void tryClose() {
        try {
            close();
        } catch (RuntimeException | Error e) { // the user's code, and no caller waits
            Log.warn("dev.procession.pool", "the source of an abandoned imap", "failed to close", e);
        }
    }

    /** Does it now. Idempotent. */
    void close() {
        scheduler.cancel(job, true);
        source.close();
    }
}
