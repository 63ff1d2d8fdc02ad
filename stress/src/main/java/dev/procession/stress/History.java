package dev.procession.stress;

import dev.procession.stress.Book.Queue;
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
     * @param done how often whoever did it was told so
     * @param actual the number
     * @param begun how often it was begun
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
}
