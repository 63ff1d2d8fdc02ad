package dev.procession.internal.shared;

import dev.procession.internal.wait.SegmentContext;
import dev.procession.shared.SharedArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/** {@code byte}s, one after the other. */
@SuppressWarnings("ReachabilityFenceUsage") // an access that throws has touched nothing: there is nothing to fence
public class MappedByteArray extends MappedArray implements SharedArray.OfByte {
    private static final ValueLayout.OfByte LAYOUT = ValueLayout.JAVA_BYTE;

    /** The {@code length} elements at {@code at}; {@code keep} keeps the memory mapped until the session ends. */
    public MappedByteArray(SegmentContext context, MemorySegment memory, long at, long length, Runnable keep) {
        super(context, memory, at, length, Byte.BYTES, keep);
    }

    @Override
    public final byte get(long index) {
        byte result = memory().get(LAYOUT, at(index));
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void set(long index, byte value) {
        memory().set(LAYOUT, at(index), value);
        Reference.reachabilityFence(this);
    }

    @Override
    public final void read(long from, byte[] target) {
        MemorySegment.copy(memory(), LAYOUT, at(from, target.length), target, 0, target.length);
        Reference.reachabilityFence(this);
    }

    @Override
    public final void write(long from, byte... source) {
        MemorySegment.copy(source, 0, memory(), LAYOUT, at(from, source.length), source.length);
        Reference.reachabilityFence(this);
    }
}
