package dev.procession.stress;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What the parent has of the system's, looked at between rounds: what grows from round to round is a leak. */
final class Usage {
    /** What comes and goes: connections to doorbells, a worker that is just started, threads that serve them. */
    private static final int SLACK = 40;
    /** What the dead leave of what they were making stays until the session ends. */
    private static final int FILES_ONE_IN_KILLS = 10;

    private final List<Sample> samples = new ArrayList<>();
    private final Path directory;

    /**
     * What there was.
     *
     * @param files in the session's directory
     */
    private record Sample(long atNanos, long descriptors, long threads, long heapBytes, long rssKib, long files) {}

    /** The usage of this process, and of the session in {@code directory}. */
    Usage(Path directory) {
        this.directory = directory;
    }

    void sample() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        String[] files = directory.toFile().list();
        samples.add(new Sample(
                System.nanoTime(),
                Proc.descriptors(ProcessHandle.current().pid()),
                Proc.status("Threads"),
                runtime.totalMemory() - runtime.freeMemory(),
                Proc.status("VmRSS"),
                files == null ? 0 : files.length));
    }

    /** Finds what has grown since the end of the first round. */
    void judge(Tally tally) {
        if (samples.size() < 2) {
            return;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        limit(tally, "descriptors of the parent", last.descriptors, first.descriptors + SLACK);
        limit(tally, "threads of the parent", last.threads, first.threads + SLACK);
        limit(
                tally,
                "files of the session",
                last.files,
                first.files + SLACK + Tally.sum(tally.kills) / FILES_ONE_IN_KILLS);
    }

    private static void limit(Tally tally, String what, long actual, long limit) {
        if (actual > limit) {
            tally.wrong(what + "=" + actual + ", limit=" + limit);
        }
    }

    @Override
    public String toString() {
        if (samples.isEmpty()) {
            return "usage unknown";
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        double hours = Math.max(1e-9, (last.atNanos - first.atNanos) / 1e9 / TimeUnit.HOURS.toSeconds(1));
        return String.format(
                Locale.ROOT,
                "parent: descriptors=%d (%+.1f an hour), threads=%d (%+.1f), heap=%d MiB (%+.1f), rss=%d MiB (%+.1f);"
                        + " files of the session=%d (%+.1f)",
                last.descriptors,
                (last.descriptors - first.descriptors) / hours,
                last.threads,
                (last.threads - first.threads) / hours,
                last.heapBytes >> 20,
                ((last.heapBytes - first.heapBytes) >> 20) / hours,
                last.rssKib >> 10,
                ((last.rssKib - first.rssKib) >> 10) / hours,
                last.files,
                (last.files - first.files) / hours);
    }
}
