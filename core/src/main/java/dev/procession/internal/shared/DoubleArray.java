package dev.procession.internal.shared;

import dev.procession.internal.wait.Site;
import dev.procession.shared.SharedArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** {@code double}s, one after the other. */
public class DoubleArray extends Block implements SharedArray.OfDouble {
    private static final ValueLayout.OfDouble LAYOUT = ValueLayout.JAVA_DOUBLE;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    /** The {@code length} elements at {@code at}; {@code keep} keeps the memory mapped until the session ends. */
    public DoubleArray(Site site, MemorySegment memory, long at, long length, Runnable keep) {
        super(site, memory, at, length, Double.BYTES, keep);
    }

    @Override
    public final double get(long index) {
        return memory().get(LAYOUT, at(index));
    }

    @Override
    public final void set(long index, double value) {
        memory().set(LAYOUT, at(index), value);
    }

    @Override
    public final double getVolatile(long index) {
        return (double) ELEMENT.getVolatile(memory(), at(index));
    }

    @Override
    public final void setVolatile(long index, double value) {
        ELEMENT.setVolatile(memory(), at(index), value);
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
        return ELEMENT.compareAndSet(memory(), at(index), expected, value);
    }

    @Override
    public final void read(long from, double[] target) {
        MemorySegment.copy(memory(), LAYOUT, at(from, target.length), target, 0, target.length);
    }

    @Override
    public final void write(long from, double... source) {
        MemorySegment.copy(source, 0, memory(), LAYOUT, at(from, source.length), source.length);
    }
}
