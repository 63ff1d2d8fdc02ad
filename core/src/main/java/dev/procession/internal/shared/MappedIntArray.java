package dev.procession.internal.shared;

import dev.procession.internal.wait.SegmentContext;
import dev.procession.shared.SharedArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/** {@code int}s, one after the other. */
@SuppressWarnings("ReachabilityFenceUsage") // an access that throws has touched nothing: there is nothing to fence
public class MappedIntArray extends MappedArray implements SharedArray.OfInt {
    private static final ValueLayout.OfInt LAYOUT = ValueLayout.JAVA_INT;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    /** The {@code length} elements at {@code at}; {@code keep} keeps the memory mapped until the session ends. */
    public MappedIntArray(SegmentContext context, MemorySegment memory, long at, long length, Runnable keep) {
        super(context, memory, at, length, Integer.BYTES, keep);
    }

    @Override
    public final int get(long index) {
        int result = memory().get(LAYOUT, at(index));
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void set(long index, int value) {
        memory().set(LAYOUT, at(index), value);
        Reference.reachabilityFence(this);
    }

    @Override
    public final int getVolatile(long index) {
        int result = (int) ELEMENT.getVolatile(memory(), at(index));
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void setVolatile(long index, int value) {
        ELEMENT.setVolatile(memory(), at(index), value);
        Reference.reachabilityFence(this);
    }

    @Override
    public final int getAndAdd(long index, int delta) {
        int result = (int) ELEMENT.getAndAdd(memory(), at(index), delta);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final boolean compareAndSet(long index, int expected, int value) {
        boolean result = ELEMENT.compareAndSet(memory(), at(index), expected, value);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void read(long from, int[] target) {
        MemorySegment.copy(memory(), LAYOUT, at(from, target.length), target, 0, target.length);
        Reference.reachabilityFence(this);
    }

    @Override
    public final void write(long from, int... source) {
        MemorySegment.copy(source, 0, memory(), LAYOUT, at(from, source.length), source.length);
        Reference.reachabilityFence(this);
    }
}
