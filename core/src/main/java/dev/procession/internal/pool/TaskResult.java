package dev.procession.internal.pool;

import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.task.OutcomeRecord;

/**
 * The outcome of one element, as it came.
 *
 * @param chunk whose element
 * @param index which of its elements
 * @param attempt the number of the attempt
 * @param kind of the record
 * @param record the record
 * @param reason why the element was being ended
 * @param child the worker
 */
record TaskResult(Chunk chunk, int index, int attempt, int kind, byte[] record, TerminationReason reason, Child child) {

    /** The number of the element on its channel. */
    static int element(byte[] record) {
        return new HeapSource(record, 0, record.length).getInt();
    }

    /** How long it ran. */
    long nanos() {
        return new HeapSource(record, Long.BYTES, Long.BYTES).getLong();
    }

    /** Whether the body is a failure. */
    boolean failed() {
        return (kind & OutcomeRecord.FAILED) != 0;
    }

    /** The encoded value or failure. */
    HeapSource body() {
        return new HeapSource(record, OutcomeRecord.HEAD_BYTES, record.length - OutcomeRecord.HEAD_BYTES);
    }
}
