package dev.procession.internal.shared;

import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import java.lang.foreign.MemorySegment;

/**
 * Elements of one size in a part of a segment.
 *
 * <p>The memory may be given out again once nothing refers to the site. Therefore every access keeps this, and so
 * the site, reachable until it is done.
 */
abstract class MappedArray implements SegmentResident {
    private final SegmentContext context;
    private final MemorySegment memory;
    private final long length;
    private final int elementBytes;
    private final Runnable keep;

    /**
     * An array of {@code length} elements at {@code at}.
     *
     * @param keep keeps the memory mapped until the session ends, once the user has it
     */
    MappedArray(SegmentContext context, MemorySegment memory, long at, long length, int elementBytes, Runnable keep) {
        this.context = context;
        this.memory = memory.asSlice(at, length * elementBytes);
        this.length = length;
        this.elementBytes = elementBytes;
        this.keep = keep;
    }

    @Override
    public SegmentContext context() {
        return context;
    }

    /** The memory, while it may be used. */
    final MemorySegment memory() {
        context.check();
        return memory;
    }

    final long at(long index) {
        return at(index, 1);
    }

    /** Where {@code count} elements begin, of which the first is {@code index}. */
    final long at(long index, long count) {
        if (index < 0 || count > length - index) {
            throw new IndexOutOfBoundsException(
                    "shared array: index=" + index + ", elements=" + count + ", length=" + length);
        }
        return index * elementBytes;
    }

    /** The number of elements. */
    public final long length() {
        return length;
    }

    /** The memory of all elements. */
    public final MemorySegment segment() {
        keep.run();
        return memory();
    }

    /** Frees it, for all processes. */
    public void close() {
        context.close();
    }

    @Override
    public String toString() {
        return "SharedArray[length=" + length + "]";
    }
}
