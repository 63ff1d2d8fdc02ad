package dev.procession.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A mapped file.
 *
 * <p>Errors besides those of {@link SharedWords}: {@link IllegalStateException} once the arena of the mapping is closed.
 */
public final class MappedWords extends SharedWords {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment segment;

    /** The words of {@code segment}, which begins at a multiple of eight. */
    public MappedWords(MemorySegment segment) {
        this.segment = segment;
    }

    /** The memory itself, for those who copy in bulk or hand it to the user. */
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public long size() {
        return segment.byteSize();
    }

    @Override
    public long getPlain(long at) {
        return (long) WORD.get(segment, at);
    }

    @Override
    public long getAcquire(long at) {
        return (long) WORD.getAcquire(segment, at);
    }

    @Override
    public long getVolatile(long at) {
        return (long) WORD.getVolatile(segment, at);
    }

    @Override
    public void setPlain(long at, long value) {
        WORD.set(segment, at, value);
    }

    @Override
    public void setRelease(long at, long value) {
        WORD.setRelease(segment, at, value);
    }

    @Override
    public void setVolatile(long at, long value) {
        WORD.setVolatile(segment, at, value);
    }

    @Override
    public boolean compareAndSet(long at, long expected, long value) {
        return WORD.compareAndSet(segment, at, expected, value);
    }

    @Override
    public long getAndSet(long at, long value) {
        return (long) WORD.getAndSet(segment, at, value);
    }

    @Override
    public long getAndAdd(long at, long delta) {
        return (long) WORD.getAndAdd(segment, at, delta);
    }

    @Override
    public long getAndBitwiseOr(long at, long mask) {
        return (long) WORD.getAndBitwiseOr(segment, at, mask);
    }

    @Override
    public long getAndBitwiseAnd(long at, long mask) {
        return (long) WORD.getAndBitwiseAnd(segment, at, mask);
    }

    @Override
    public byte getByte(long at) {
        return segment.get(BYTE, at);
    }

    @Override
    public int getInt(long at) {
        return segment.get(INT, at);
    }

    @Override
    public long getLong(long at) {
        return segment.get(LONG, at);
    }

    @Override
    public void putByte(long at, int value) {
        segment.set(BYTE, at, (byte) value);
    }

    @Override
    public void putInt(long at, int value) {
        segment.set(INT, at, value);
    }

    @Override
    public void putLong(long at, long value) {
        segment.set(LONG, at, value);
    }

    @Override
    public void getBytes(long at, byte[] target, int offset, int length) {
        MemorySegment.copy(segment, BYTE, at, target, offset, length);
    }

    @Override
    public void putBytes(long at, byte[] source, int offset, int length) {
        MemorySegment.copy(source, offset, segment, BYTE, at, length);
    }

    @Override
    public void getBytes(long at, MemorySegment target, long offset, long length) {
        MemorySegment.copy(segment, at, target, offset, length);
    }

    @Override
    public void putBytes(long at, MemorySegment source, long offset, long length) {
        MemorySegment.copy(source, offset, segment, at, length);
    }
}
