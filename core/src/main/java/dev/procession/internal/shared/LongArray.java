package dev.procession.internal.shared;

import dev.procession.internal.wait.Site;
import dev.procession.shared.SharedArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** {@code long}s, one after the other. */
public class LongArray extends Block implements SharedArray.OfLong {
    private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    /** The {@code length} elements at {@code at}; {@code keep} keeps the memory mapped until the session ends. */
    public LongArray(Site site, MemorySegment memory, long at, long length, Runnable keep) {
        super(site, memory, at, length, Long.BYTES, keep);
    }

    @Override
    public final long get(long index) {
        return memory().get(LAYOUT, at(index));
    }

    @Override
    public final void set(long index, long value) {
        memory().set(LAYOUT, at(index), value);
    }

    @Override
    public final long getVolatile(long index) {
        return (long) ELEMENT.getVolatile(memory(), at(index));
    }

    @Override
    public final void setVolatile(long index, long value) {
        ELEMENT.setVolatile(memory(), at(index), value);
    }

    @Override
    public final long getAndAdd(long index, long delta) {
        return (long) ELEMENT.getAndAdd(memory(), at(index), delta);
    }

    @Override
    public final boolean compareAndSet(long index, long expected, long value) {
        return ELEMENT.compareAndSet(memory(), at(index), expected, value);
    }

    @Override
    public final void read(long from, long[] target) {
        MemorySegment.copy(memory(), LAYOUT, at(from, target.length), target, 0, target.length);
    }

    @Override
    public final void write(long from, long... source) {
        MemorySegment.copy(source, 0, memory(), LAYOUT, at(from, source.length), source.length);
    }
}
