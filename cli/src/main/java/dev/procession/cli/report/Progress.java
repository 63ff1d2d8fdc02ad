package dev.procession.cli.report;

import dev.procession.pool.WorkerInfo;
import java.time.Duration;
import java.util.List;

/**
 * How far a run is at one moment.
 *
 * @param done how many items of this run have an outcome
 * @param failed how many of them failed
 * @param skipped how many were not run, because the job log says they are done
 * @param total how many items there are, those skipped included; -1 while that is not known
 * @param elapsed since the run began
 * @param workers the workers; empty before they are known
 */
record Progress(long done, long failed, long skipped, long total, Duration elapsed, List<WorkerInfo> workers) {
    private static final int MAX_CELLS = 16;
    private static final int MIN_BAR = 10;
    private static final int MAX_BAR = 40;

    /** One line of at most {@code width} characters, with a bar where there is room and an end in sight. */
    String line(int width) {
        String text = text();
        long all = total - skipped;
        int room = Math.min(MAX_BAR, width - text.length() - 3);
        if (total >= 0 && room >= MIN_BAR) {
            int full = all <= 0 ? room : (int) Math.min(room, done * room / all);
            StringBuilder bar = new StringBuilder("[").repeat('#', full).repeat('.', room - full);
            return bar.append("] ").append(text).toString();
        }
        return text.length() <= width ? text : text.substring(0, Math.max(0, width));
    }

    /** The same without a bar, for where lines stay. */
    String text() {
        StringBuilder text = new StringBuilder().append(done);
        long all = total - skipped;
        if (total >= 0) {
            text.append('/').append(all);
            if (all > 0) {
                text.append(' ').append(Math.min(100, done * 100 / all)).append('%');
            }
        } else {
            text.append(" done");
        }
        if (failed > 0) {
            text.append("  ").append(failed).append(" failed");
        }
        if (skipped > 0) {
            text.append("  ").append(skipped).append(" skipped");
        }
        rate(text);
        if (total >= 0 && done > 0 && done < all) {
            double left = elapsed.toMillis() * ((double) (all - done) / done);
            clock(text.append("  ETA "), Math.round(left / 1_000));
        }
        clock(text.append("  "), elapsed.toSeconds());
        workers(text);
        return text.toString();
    }

    /** The last line of a run. */
    String summary() {
        StringBuilder text = new StringBuilder("procession: ").append(done).append(" done, ");
        text.append(failed).append(" failed");
        if (skipped > 0) {
            text.append(", ").append(skipped).append(" skipped");
        }
        clock(text.append(", elapsed "), elapsed.toSeconds());
        return text.toString();
    }

    private void rate(StringBuilder text) {
        long millis = elapsed.toMillis();
        if (done > 0 && millis > 0) {
            long tenths = done * 10_000 / millis;
            text.append("  ").append(tenths / 10);
            if (tenths < 1_000) {
                text.append('.').append(tenths % 10);
            }
            text.append("/s");
        }
    }

    /** A letter for each worker, or their numbers when they are many; then the one that has run for longest. */
    private void workers(StringBuilder text) {
        if (workers.isEmpty()) {
            return;
        }
        text.append("  ");
        int busy = 0;
        int idle = 0;
        WorkerInfo longest = workers.getFirst();
        for (WorkerInfo worker : workers) {
            busy += worker.state() == WorkerInfo.State.BUSY ? 1 : 0;
            idle += worker.state() == WorkerInfo.State.IDLE ? 1 : 0;
            if (worker.running().compareTo(longest.running()) > 0) {
                longest = worker;
            }
            if (workers.size() <= MAX_CELLS) {
                text.append(cell(worker.state()));
            }
        }
        if (workers.size() > MAX_CELLS) {
            text.append(busy).append(" busy ").append(idle).append(" idle");
        }
        if (longest.running().toSeconds() > 0) {
            clock(
                    text.append("  ").append(longest.name()).append(' '),
                    longest.running().toSeconds());
        }
    }

    private static char cell(WorkerInfo.State state) {
        return switch (state) {
            case STARTING -> 's';
            case IDLE -> '-';
            case BUSY -> 'B';
            case STOPPED -> 'x';
        };
    }

    private static void clock(StringBuilder text, long seconds) {
        long hours = seconds / 3_600;
        long minutes = seconds / 60 % 60;
        if (hours > 0) {
            text.append(hours).append(minutes < 10 ? ":0" : ":");
        }
        text.append(minutes).append(seconds % 60 < 10 ? ":0" : ":").append(seconds % 60);
    }
}
