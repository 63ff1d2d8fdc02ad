package dev.procession.internal.shared;

import dev.procession.internal.wait.SegmentContext;
import dev.procession.shared.SharedArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/** {@code long}s, one after the other. */
@SuppressWarnings("ReachabilityFenceUsage") // an access that throws has touched nothing: there is nothing to fence
public class MappedLongArray extends MappedArray implements SharedArray.OfLong {
    private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    /** The {@code length} elements at {@code at}; {@code keep} keeps the memory mapped until the session ends. */
    public MappedLongArray(SegmentContext context, MemorySegment memory, long at, long length, Runnable keep) {
        super(context, memory, at, length, Long.BYTES, keep);
    }

    @Override
    public final long get(long index) {
        long result = memory().get(LAYOUT, at(index));
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void set(long index, long value) {
        memory().set(LAYOUT, at(index), value);
        Reference.reachabilityFence(this);
    }

    @Override
    public final long getVolatile(long index) {
        long result = (long) ELEMENT.getVolatile(memory(), at(index));
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void setVolatile(long index, long value) {
        ELEMENT.setVolatile(memory(), at(index), value);
        Reference.reachabilityFence(this);
    }

    @Override
    public final long getAndAdd(long index, long delta) {
        long result = (long) ELEMENT.getAndAdd(memory(), at(index), delta);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final boolean compareAndSet(long index, long expected, long value) {
        boolean result = ELEMENT.compareAndSet(memory(), at(index), expected, value);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void read(long from, long[] target) {
        MemorySegment.copy(memory(), LAYOUT, at(from, target.length), target, 0, target.length);
        Reference.reachabilityFence(this);
    }

    @Override
    public final void write(long from, long... source) {
        MemorySegment.copy(source, 0, memory(), LAYOUT, at(from, source.length), source.length);
        Reference.reachabilityFence(this);
    }
}
