package dev.procession.stress;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a {@link ManagerRun} found. */
final class ManagerReport {
    int kills;
    /** How many of those killed had begun something and had no answer. */
    int inside;

    /** How often each was done. */
    final Map<Op, Long> done = new LinkedHashMap<>();

    long received;
    /** Elements that were given to one that died before it could say so. */
    long takenUnsaid;
    /** Files that processes left that died while they made them. */
    int files;

    long nanos;
    final List<String> wrong;

    ManagerReport(List<String> wrong) {
        this.wrong = wrong;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "kills=%d (with a call under way: %d), done=%s, proxies received=%d, elements taken by the dead=%d, files left=%d,"
                        + " seconds=%.1f, processors=%d, JDK %s, wrong=%s",
                kills,
                inside,
                done,
                received,
                takenUnsaid,
                files,
                nanos / 1e9,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                wrong);
    }
}
