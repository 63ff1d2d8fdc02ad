package dev.procession.internal.shared;

import dev.procession.internal.wait.SegmentContext;
import dev.procession.shared.SharedArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/** {@code double}s, one after the other. */
@SuppressWarnings("ReachabilityFenceUsage") // an access that throws has touched nothing: there is nothing to fence
public class MappedDoubleArray extends MappedArray implements SharedArray.OfDouble {
    private static final ValueLayout.OfDouble LAYOUT = ValueLayout.JAVA_DOUBLE;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    /** The {@code length} elements at {@code at}; {@code keep} keeps the memory mapped until the session ends. */
    public MappedDoubleArray(SegmentContext context, MemorySegment memory, long at, long length, Runnable keep) {
        super(context, memory, at, length, Double.BYTES, keep);
    }

    @Override
    public final double get(long index) {
        double result = memory().get(LAYOUT, at(index));
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void set(long index, double value) {
        memory().set(LAYOUT, at(index), value);
        Reference.reachabilityFence(this);
    }

    @Override
    public final double getVolatile(long index) {
        double result = (double) ELEMENT.getVolatile(memory(), at(index));
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void setVolatile(long index, double value) {
        ELEMENT.setVolatile(memory(), at(index), value);
        Reference.reachabilityFence(this);
    }

    @Override
    public final double getAndAdd(long index, double delta) {
        while (true) {
            double old = getVolatile(index);
            if (compareAndSet(index, old, old + delta)) {
                return old;
            }
        }
    }

    @Override
    public final boolean compareAndSet(long index, double expected, double value) {
        boolean result = ELEMENT.compareAndSet(memory(), at(index), expected, value);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public final void read(long from, double[] target) {
        MemorySegment.copy(memory(), LAYOUT, at(from, target.length), target, 0, target.length);
        Reference.reachabilityFence(this);
    }

    @Override
    public final void write(long from, double... source) {
        MemorySegment.copy(source, 0, memory(), LAYOUT, at(from, source.length), source.length);
        Reference.reachabilityFence(this);
    }
}
