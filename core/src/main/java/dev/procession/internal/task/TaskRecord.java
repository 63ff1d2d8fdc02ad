package dev.procession.internal.task;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;

/**
 * The records in the ring of tasks.
 *
 * <pre>
 *   CALLS      element  count  function        (kind volatile loader length bytes)     length argument  length argument …
 *              4        4      4, -1: inline    1    1        4      4                  4
 *                                                                                      -1     place bytes
 *                                                                                      4      8    8
 *   FUNCTION   place    kind   volatile loader  bytes
 *              4        1      1        4
 *   FORGET     place
 *              4
 *   END
 * </pre>
 *
 * <p>A worker keeps {@link #FUNCTION_SLOTS} functions: a {@code FUNCTION} puts one into its slot, and a {@code FORGET}
 * removes one; so the function of a {@code map} travels once, and is removed with the map. The parent knows the
 * contents of the slots, because records are read in order.
 *
 * <p>An argument of {@link #MAX_BYTES} or more is out of line ({@link LargeArgumentStore#put}); the submitting thread
 * writes it, under no lock, and once, however often it is given to a worker.
 *
 * <p>Function and arguments stay encoded until the worker is about to use them, so that each fails alone.
 */
public final class TaskRecord implements RecordRing.Payload {
    /** Elements to run: applications of one function. */
    public static final int CALLS = 0;
    /** A function to keep. */
    public static final int FUNCTION = 1;
    /** No more will come. */
    public static final int END = 2;

    /** No element to come needs the function at this place. */
    public static final int FORGET = 3;

    /** Number of functions that a worker keeps. */
    public static final int FUNCTION_SLOTS = 32;

    /** Instead of a place: the function is in the record. */
    public static final int INLINE = -1;

    /** Instead of an argument's length: it lies elsewhere, and where, and how long it is, follow. */
    public static final int OUT_OF_LINE = -1;

    /** Number of bytes that follow {@link #OUT_OF_LINE}. */
    public static final int ASIDE_BYTES = 16;

    /**
     * Maximum length of an argument in the ring, in bytes, and the length that arguments that travel together should
     * have at most, to fit a ring with their function.
     */
    public static final int MAX_BYTES = 24 << 10;

    private static final byte[] NOTHING = new byte[0];

    private final HeapSink head;
    private final byte[] function;
    private final byte[] arguments;
    private final int offset;
    private final int length;

    private TaskRecord(HeapSink head, byte[] function, byte[] arguments, int offset, int length) {
        this.head = head;
        this.function = function;
        this.arguments = arguments;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Elements of a function that the worker has.
     *
     * @param element the number of the first
     * @param arguments in {@code length} bytes from {@code offset} on, each behind its length
     */
    public static TaskRecord calls(int element, int count, int place, byte[] arguments, int offset, int length) {
        HeapSink head = head(element, count, place);
        return new TaskRecord(head, NOTHING, arguments, offset, length);
    }

    /** Elements of a function that the worker is to use for them alone. */
    public static TaskRecord calls(
            int element,
            int count,
            int kind,
            boolean volatileLoader,
            int loaderId,
            byte[] function,
            byte[] arguments,
            int offset,
            int length) {
        HeapSink head = head(element, count, INLINE);
        head.putByte(kind);
        head.putByte(volatileLoader ? 1 : 0);
        head.putInt(loaderId);
        head.putInt(function.length);
        return new TaskRecord(head, function, arguments, offset, length);
    }

    private static HeapSink head(int element, int count, int place) {
        HeapSink head = new HeapSink(24);
        head.putInt(element);
        head.putInt(count);
        head.putInt(place);
        return head;
    }

    /** A function to keep. */
    public static TaskRecord function(int place, int kind, boolean volatileLoader, int loaderId, byte[] function) {
        HeapSink head = new HeapSink(16);
        head.putInt(place);
        head.putByte(kind);
        head.putByte(volatileLoader ? 1 : 0);
        head.putInt(loaderId);
        return new TaskRecord(head, function, NOTHING, 0, 0);
    }

    /** No element to come needs what is at this place. */
    public static TaskRecord forget(int place) {
        HeapSink head = new HeapSink(Integer.BYTES);
        head.putInt(place);
        return new TaskRecord(head, NOTHING, NOTHING, 0, 0);
    }

    /** No more will come. */
    public static TaskRecord end() {
        return new TaskRecord(new HeapSink(8), NOTHING, NOTHING, 0, 0);
    }

    @Override
    public long length() {
        return (long) head.size() + function.length + length;
    }

    @Override
    public void write(SharedWords words, long at) {
        words.putBytes(at, head.array(), 0, head.size());
        words.putBytes(at + head.size(), function, 0, function.length);
        words.putBytes(at + head.size() + function.length, arguments, offset, length);
    }
}
