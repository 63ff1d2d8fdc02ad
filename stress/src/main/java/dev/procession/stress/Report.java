package dev.procession.stress;

import java.util.List;
import java.util.Locale;

/**
 * What a run found.
 *
 * @param kills of workers that were ready
 * @param inside how many of them inside an operation
 * @param put elements whose put had returned, into both rings
 * @param takenUnsaid plain elements that a consumer took and died before it could say so, or that were lost
 * @param again leased elements delivered again
 * @param torn elements that were not whole
 * @param entered how often the lock was had
 * @param nanos how long it took
 * @param wrong what must not be
 */
record Report(
        int kills,
        int inside,
        long put,
        long takenUnsaid,
        long again,
        long torn,
        long entered,
        long nanos,
        List<String> wrong) {

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "kills=%d (inside an operation: %d), put=%d, taken and not said=%d, delivered again=%d, torn=%d,"
                        + " lock taken=%d, seconds=%.1f, processors=%d, JDK %s, wrong=%s",
                kills,
                inside,
                put,
                takenUnsaid,
                again,
                torn,
                entered,
                nanos / 1e9,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                wrong);
    }
}
