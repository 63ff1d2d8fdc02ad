package dev.procession.stress;

import dev.procession.stress.Book.Queue;
import dev.procession.stress.History.Count;
import dev.procession.stress.History.Limit;
import dev.procession.stress.History.PipeEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Judges a {@link History}.
 *
 * <p>An element that is acknowledged is taken once; from the joinable queue until a borrower has said that it is
 * done, and once more for each death of one at most. One that a consumer took and died before it could say so looks
 * as if it were lost: as many of those as consumers were killed while they took.
 */
final class Audit {
    private final History history;
    private final List<String> wrong = new ArrayList<>();
    private long taken;
    private long lost;
    private long again;

    private Audit(History history) {
        this.history = history;
    }

    /**
     * What was found.
     *
     * @param taken elements that were taken
     * @param lost elements acknowledged whose taker, if any, died before it could log them
     * @param again deliveries after the first
     * @param wrong what must not be
     */
    record Verdict(long taken, long lost, long again, List<String> wrong) {}

    static Verdict of(History history) {
        Audit audit = new Audit(history);
        audit.elements(Queue.PLAIN, history.inside(Op.TAKE), 0);
        // One that was killed while it returned its lease may not have returned it.
        audit.elements(Queue.JOINABLE, 0, history.inside(Op.BORROW) + history.inside(Op.RETURN));
        audit.elements(Queue.MANAGER, history.inside(Op.POLL), 0);
        audit.returned();
        history.pipes.forEach(audit::pipe);
        history.counts.forEach(audit::count);
        for (Limit limit : history.limits) {
            audit.limit(limit.what(), limit.actual(), limit.limit());
        }
        return new Verdict(audit.taken, audit.lost, audit.again, List.copyOf(audit.wrong));
    }

    private void limit(String what, long actual, long limit) {
        if (actual > limit) {
            wrong.add(what + "=" + actual + ", limit=" + limit);
        }
    }

    private void elements(Queue queue, int mayBeLost, int mayComeAgain) {
        long gone = 0;
        long repeated = 0;
        String name = queue.name().toLowerCase(Locale.ROOT);
        List<int[]> seats = history.elements.getOrDefault(queue, List.of());
        for (int seat = 0; seat < seats.size(); seat++) {
            int[] words = seats.get(seat);
            for (int number = 0; number < words.length; number++) {
                int times = words[number] / Book.TAKEN;
                if (times > 0 && (words[number] & Book.BEGUN) == 0) {
                    wrong.add(name + ": element " + number + " of seat " + seat + " was taken and never put");
                }
                if (times > 0 && (words[number] & Book.REFUSED) != 0) {
                    wrong.add(name + ": element " + number + " of seat " + seat + " was refused, and taken");
                }
                taken += times > 0 ? 1 : 0;
                repeated += times > 1 ? times - 1 : 0;
                gone += times == 0 && (words[number] & Book.ACKNOWLEDGED) != 0 ? 1 : 0;
            }
        }
        limit(name + ": elements lost", gone, mayBeLost);
        limit(name + ": elements taken again", repeated, mayComeAgain);
        lost += gone;
        again += repeated;
    }

    /**
     * An element whose lease was not ended must have been delivered again, unless its taker died between ending the
     * lease and logging that.
     */
    private void returned() {
        long missing = 0;
        for (int[] words : history.elements.getOrDefault(Queue.JOINABLE, List.of())) {
            for (int word : words) {
                missing += word >= Book.TAKEN && (word & Book.RETURNED) == 0 ? 1 : 0;
            }
        }
        limit("joinable: loans never returned", missing, history.inside(Op.RETURN));
    }

    private void pipe(PipeEnd pipe) {
        if (pipe.received() > pipe.begun()) {
            wrong.add("more messages received than sent: " + pipe);
        }
        if (pipe.ended() && pipe.received() < pipe.sent()) {
            wrong.add("end of file before all that was sent: " + pipe);
        }
        if (!pipe.ended() && !pipe.isReceiverKilled()) {
            wrong.add("a receiver ended before the end of file: " + pipe);
        }
    }

    private void count(Count count) {
        if (count.actual() < count.done() || count.actual() > count.begun()) {
            wrong.add(count.what() + "=" + count.actual() + ", done=" + count.done() + ", begun=" + count.begun());
        }
    }
}
