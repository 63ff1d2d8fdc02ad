package dev.procession.stress;

import dev.procession.shared.SharedArray;
import dev.procession.stress.Book.Queue;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What happened in a round, once it is over: what the participants said, and what was found. The {@link Audit} judges
 * it.
 */
final class History {
    /** By queue and seat: what is known of each element, as in the {@link Book}. */
    final Map<Queue, List<int[]>> elements = new EnumMap<>(Queue.class);

    /** How often a process was killed that had this under way. */
    final Map<Op, Integer> killedInside = new EnumMap<>(Op.class);

    final List<Count> counts = new ArrayList<>();
    final List<PipeEnd> pipes = new ArrayList<>();
    final List<Limit> limits = new ArrayList<>();

    /**
     * A number that went up by one each time something was done.
     *
     * @param done the number of times that it was acknowledged
     * @param actual the number
     * @param begun the number of times that it was begun
     */
    record Count(String what, long done, long actual, long begun) {}

    /** A number that must not be greater than another. */
    record Limit(String what, long actual, long limit) {}

    /**
     * A pipe whose two processes have ended.
     *
     * @param begun messages that the sender began to send
     * @param sent those whose send had returned
     * @param received what the receiver had
     * @param ended whether it came to the end of file
     * @param isReceiverKilled whether it was killed
     */
    record PipeEnd(int number, long begun, long sent, long received, boolean ended, boolean isReceiverKilled) {}

    int inside(Op op) {
        return killedInside.getOrDefault(op, 0);
    }

    void limit(String what, long actual, long limit) {
        limits.add(new Limit(what, actual, limit));
    }

    /** A number that went up each time the operation was done. */
    void add(Book book, String what, Op op, long actual) {
        counts.add(new Count(what, book.sum(op), actual, book.sumBegun(op)));
    }

    /** What only the holder of the lock changes. */
    void addGuarded(Book book, SharedArray.OfLong guarded) {
        long entered = guarded.get(Things.ENTERED);
        add(book, "lock entered", Op.LOCK, entered);
        limit("guarded count behind", entered - guarded.get(Things.MIDDLE), inside(Op.LOCK));
        limit("guarded and not left", entered - guarded.get(Things.LEFT), inside(Op.LOCK));
        limit("guarded count ahead", guarded.get(Things.LEFT) - entered, 0);
    }

    /** A lock whose possible holders have all ended. */
    void addFree(ProcessLock lock) {
        boolean isFree = lock.tryLock();
        if (isFree) {
            lock.unlock();
        }
        limit("lock held by no living process", isFree ? 0 : 1, 0);
    }

    /** A semaphore whose possible holders have all ended. */
    void addFree(ProcessSemaphore semaphore, int permits) {
        limit("permits missing", (long) permits - semaphore.availablePermits(), 0);
        limit("permits too many", (long) semaphore.availablePermits() - permits, 0);
    }
}
