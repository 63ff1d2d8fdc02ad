package dev.procession.manager;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a history of operations on one object can be explained by some order of them, each at one instant between
 * its begin and its end.
 *
 * <p>Source: J. M. Wing, C. Gong, "Testing and Verifying Concurrent Objects" (1993), with the memory of G. Lowe,
 * "Testing for linearizability" (2017): the same operations in another order that lead to the
 * same state are not tried twice.
 *
 * @param <S> the state of the object, which must be equal to others that cannot be told from it
 */
final class Linearizability<S> {
    /** What an object does. */
    interface Model<S> {
        /**
         * The state after an operation; {@code null} if the operation cannot have had its result. One that has not
         * ended may have any.
         */
        @Nullable
        S after(S state, Operation operation);
    }

    /**
     * Something that one process did.
     *
     * @param kind what
     * @param argument to what end
     * @param result what came of it
     * @param begin when it began
     * @param end when it had its result; {@link Long#MAX_VALUE} if it never had, and may have had its effect or not
     */
    record Operation(int kind, long argument, long result, long begin, long end) {
        boolean isPending() {
            return end == Long.MAX_VALUE;
        }
    }

    private record Seen<S>(BitSet done, S state) {}

    private final List<Operation> operations;
    private final Model<S> model;
    private final BitSet done = new BitSet();
    private final Set<Seen<S>> seen = new HashSet<>();
    private int left;

    private Linearizability(List<Operation> history, Model<S> model) {
        operations = history.stream()
                .sorted((one, other) -> Long.compare(one.begin(), other.begin()))
                .toList();
        this.model = model;
        left = (int)
                history.stream().filter(operation -> !operation.isPending()).count();
    }

    /** Whether the history of an object that began in this state can be explained. */
    static <S> boolean holds(List<Operation> history, S initial, Model<S> model) {
        return new Linearizability<>(history, model).search(initial);
    }

    private boolean search(S state) {
        if (left == 0) {
            return true;
        }
        long firstEnd = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
            Operation candidate = operations.get(i);
            if (candidate.begin() > firstEnd) {
                // Another has ended before this one began.
                return false;
            }
            firstEnd = Math.min(firstEnd, candidate.end());
            S next = model.after(state, candidate);
            if (next == null) {
                continue;
            }
            done.set(i);
            left -= candidate.isPending() ? 0 : 1;
            if (seen.add(new Seen<>((BitSet) done.clone(), next)) && search(next)) {
                return true;
            }
            done.clear(i);
            left += candidate.isPending() ? 0 : 1;
        }
        return false;
    }
}
