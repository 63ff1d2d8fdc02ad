package dev.procession.internal.shared;

import dev.procession.internal.wait.Site;
import dev.procession.shared.SharedArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** {@code int}s, one after the other. */
public class IntArray extends Block implements SharedArray.OfInt {
    private static final ValueLayout.OfInt LAYOUT = ValueLayout.JAVA_INT;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    /** The {@code length} elements at {@code at}; {@code keep} keeps the memory mapped until the session ends. */
    public IntArray(Site site, MemorySegment memory, long at, long length, Runnable keep) {
        super(site, memory, at, length, Integer.BYTES, keep);
    }

    @Override
    public final int get(long index) {
        return memory().get(LAYOUT, at(index));
    }

    @Override
    public final void set(long index, int value) {
        memory().set(LAYOUT, at(index), value);
    }

    @Override
    public final int getVolatile(long index) {
        return (int) ELEMENT.getVolatile(memory(), at(index));
    }

    @Override
    public final void setVolatile(long index, int value) {
        ELEMENT.setVolatile(memory(), at(index), value);
    }

    @Override
    public final int getAndAdd(long index, int delta) {
        return (int) ELEMENT.getAndAdd(memory(), at(index), delta);
    }

    @Override
    public final boolean compareAndSet(long index, int expected, int value) {
        return ELEMENT.compareAndSet(memory(), at(index), expected, value);
    }

    @Override
    public final void read(long from, int[] target) {
        MemorySegment.copy(memory(), LAYOUT, at(from, target.length), target, 0, target.length);
    }

    @Override
    public final void write(long from, int... source) {
        MemorySegment.copy(source, 0, memory(), LAYOUT, at(from, source.length), source.length);
    }
}
