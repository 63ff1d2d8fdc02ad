package dev.procession.internal.shared;

import dev.procession.internal.wait.SegmentContext;
import dev.procession.shared.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** A block of bytes, with atomic operations on its words. */
public class MemoryBlock extends MappedArray implements SharedMemory {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private final Runnable remover;

    /**
     * The {@code bytes} at {@code at}; {@code keep} keeps them mapped until the session ends, {@code remover} removes
     * the file they are in.
     */
    public MemoryBlock(
            SegmentContext context, MemorySegment memory, long at, long bytes, Runnable keep, Runnable remover) {
        super(context, memory, at, bytes, Byte.BYTES, keep);
        this.remover = remover;
    }

    @Override
    public final long byteSize() {
        return length();
    }

    private long word(long offset) {
        if ((offset & 7) != 0) {
            throw new IllegalArgumentException("shared memory: offset=" + offset + " is no multiple of 8");
        }
        return at(offset, Long.BYTES);
    }

    @Override
    public final long getLongVolatile(long offset) {
        return (long) WORD.getVolatile(memory(), word(offset));
    }

    @Override
    public final void setLongVolatile(long offset, long value) {
        WORD.setVolatile(memory(), word(offset), value);
    }

    @Override
    public final long getAndAddLong(long offset, long delta) {
        return (long) WORD.getAndAdd(memory(), word(offset), delta);
    }

    @Override
    public final boolean compareAndSetLong(long offset, long expected, long value) {
        return WORD.compareAndSet(memory(), word(offset), expected, value);
    }

    @Override
    public final void close() {
        remover.run();
    }

    @Override
    public String toString() {
        return "SharedMemory[bytes=" + length() + "]";
    }
}
