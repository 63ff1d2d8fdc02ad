package dev.procession.internal.pool;

import dev.procession.internal.dispatch.Outbox;
import dev.procession.internal.dispatch.TaskRecord;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes items into a worker's ring of tasks; the function of a job of many, or one that many jobs share, once, as long as the worker keeps it.
 *
 * <p>Guarded by the lock of its desk.
 */
final class TaskWriter {
    private final Outbox tasks;
    private final IdentityHashMap<Call, Integer> functions = new IdentityHashMap<>();
    private final @Nullable Call[] places = new Call[TaskRecord.PLACES];
    private int nextPlace;

    TaskWriter(Outbox tasks) {
        this.tasks = tasks;
    }

    /** Puts an item whose first element has this number; returns whether there was room. */
    boolean tryPut(int number, Item item) {
        Call call = item.job().call();
        Arguments arguments = item.arguments();
        if (!item.job().isMany() && !call.shared()) {
            return tasks.tryPut(
                    TaskRecord.CALLS,
                    TaskRecord.calls(
                            number,
                            item.count(),
                            call.kind(),
                            call.volatileLoader(),
                            call.loaderId(),
                            call.function(),
                            arguments.bytes(),
                            arguments.offset(),
                            arguments.length()));
        }
        int at = place(call);
        return at >= 0
                && tasks.tryPut(
                        TaskRecord.CALLS,
                        TaskRecord.calls(
                                number, item.count(), at, arguments.bytes(), arguments.offset(), arguments.length()));
    }

    /** Where the worker has the function; -1 if there was no room to send it. */
    private int place(Call call) {
        Integer known = functions.get(call);
        if (known != null) {
            return known;
        }
        int at = nextPlace;
        if (!tasks.tryPut(
                TaskRecord.FUNCTION,
                TaskRecord.function(at, call.kind(), call.volatileLoader(), call.loaderId(), call.function()))) {
            return -1;
        }
        Call before = places[at];
        if (before != null) {
            functions.remove(before);
        }
        places[at] = call;
        functions.put(call, at);
        nextPlace = (at + 1) % places.length;
        return at;
    }

    /** Says that no more will come; returns whether there was room. */
    boolean tryEnd() {
        return tasks.tryPut(TaskRecord.END, TaskRecord.end());
    }
}
