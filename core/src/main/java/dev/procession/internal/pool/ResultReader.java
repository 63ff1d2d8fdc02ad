package dev.procession.internal.pool;

import dev.procession.codec.CodecException;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.pool.InFlightItems.InFlightItem;
import dev.procession.internal.service.Log;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.task.OutcomeRecord;
import java.util.List;

/**
 * Reads the outcomes that a worker writes, of the elements that it was given and in their order.
 *
 * <p>Guarded by the lock of its worker queue.
 */
final class ResultReader {
    /** Maximum number of outcomes read before other threads may use the worker queue. */
    private static final int MAX_READ = 512;

    private final Child child;
    private final WorkerMemory memory;
    private final InFlightItems inFlight;
    private final TaskTerminator terminator;
    private boolean exitAnnounced;

    ResultReader(Child child, WorkerMemory memory, InFlightItems inFlight, TaskTerminator terminator) {
        this.child = child;
        this.memory = memory;
        this.inFlight = inFlight;
        this.terminator = terminator;
    }

    /** Whether the worker has said that it ends. */
    boolean isExitAnnounced() {
        return exitAnnounced;
    }

    /**
     * Reads what has arrived. If it makes no sense, or does not fit this JVM's heap, the memory is abandoned, and
     * what came before counts.
     *
     * @param results gets what has arrived
     * @return number of outcomes
     */
    int read(List<TaskResult> results) {
        if (memory.isAbandoned()) {
            return 0;
        }
        RecordReceiver outcomes = memory.outcomes();
        int before = results.size();
        try {
            while (results.size() - before < MAX_READ && outcomes.next()) {
                readOne(outcomes, results);
            }
            outcomes.release();
        } catch (OutOfMemoryError e) {
            memory.abandon();
            terminator.onEnded(tooLargeHere(e));
        } catch (RuntimeException e) { // whatever it is, this worker's memory makes no sense, and the others' does
            memory.abandon();
            if (!memory.isGone()) {
                Log.warn("dev.procession.pool", child.name(), "is ended, because what it wrote makes no sense", e);
            }
        }
        return results.size() - before;
    }

    private void readOne(RecordReceiver outcomes, List<TaskResult> results) {
        int kind = outcomes.kind();
        byte[] record = outcomes.copy();
        InFlightItem first = inFlight.first();
        if (first == null || TaskResult.element(record) != first.number()) {
            throw memory.damaged("outcome of element " + TaskResult.element(record) + ", must be of "
                    + (first == null ? "none" : first.number()));
        }
        // Before it passes: where there is no memory, it is not lost.
        results.add(
                new TaskResult(first.item(), first.index(), first.attempt(), kind, record, terminator.reason(), child));
        inFlight.pass();
        terminator.reset();
        exitAnnounced |= (kind & OutcomeRecord.ENDING) != 0;
    }

    private Throwable tooLargeHere(OutOfMemoryError e) {
        InFlightItem first = inFlight.first();
        try {
            return new CodecException(
                    "the result of task " + (first == null ? "" : first.job().name())
                            + " does not fit this JVM's heap (" + e.getMessage() + ")",
                    e);
        } catch (OutOfMemoryError more) { // not even its text does
            return e;
        }
    }
}
