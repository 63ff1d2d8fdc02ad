package dev.procession.stress;

import java.util.Locale;

/**
 * What a {@link PoolRun} found.
 *
 * @param tally what was counted
 * @param nanos how long it took
 */
record PoolReport(Tally tally, long nanos) {
    /** Workers killed. */
    long kills() {
        return Tally.sum(tally.kills);
    }

    /** How often an operation of a {@link Submitter} came to its end. */
    long count(String operation) {
        return Tally.get(tally.operations, operation);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "kills=%d (in a task: %d), tasks: completed=%d, failed=%d, crashed=%d, cancelled=%d, timed out=%d; maps=%d,"
                        + " imaps=%d, seconds=%.1f, processors=%d, JDK %s, wrong=%s",
                kills(),
                Tally.sum(tally.inside),
                count(Submitter.TASK),
                count(Submitter.FAILED),
                Tally.get(tally.failures, Failure.WORKER_CRASHED.type()),
                count(Submitter.CANCELLED),
                count(Submitter.TIMED_OUT),
                count(Submitter.MAP),
                count(Submitter.IMAP),
                nanos / 1e9,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                tally.wrong);
    }
}
