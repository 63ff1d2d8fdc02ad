package dev.procession.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A mapped file, or a part of one.
 *
 * <p>What lies in a part may be given back once the part's words are unreachable. Therefore every access keeps them
 * reachable until it is done.
 *
 * <p>Errors besides those of {@link SharedWords}: {@link IllegalStateException} once the arena of the mapping is
 * closed.
 */
@SuppressWarnings("ReachabilityFenceUsage") // an access that throws has touched nothing: there is nothing to fence
public final class MappedWords extends SharedWords {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment segment;
    /** The words of the whole, whose mapping ends when they are unreachable. */
    @SuppressWarnings("unused")
    private final @Nullable MappedWords whole;

    /** The words of {@code segment}, which begins at a multiple of eight. */
    public MappedWords(MemorySegment segment) {
        this(segment, null);
    }

    private MappedWords(MemorySegment segment, @Nullable MappedWords whole) {
        this.segment = segment;
        this.whole = whole;
    }

    /** The words of a part, with addresses of its own that begin at 0. */
    public MappedWords part(long at, long bytes) {
        return new MappedWords(segment.asSlice(at, bytes), this);
    }

    /** The memory itself, to copy in bulk or to hand to the user. */
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public long size() {
        return segment.byteSize();
    }

    @Override
    public long getPlain(long at) {
        long result = (long) WORD.get(segment, at);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public long getAcquire(long at) {
        long result = (long) WORD.getAcquire(segment, at);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public long getVolatile(long at) {
        long result = (long) WORD.getVolatile(segment, at);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public void setPlain(long at, long value) {
        WORD.set(segment, at, value);
        Reference.reachabilityFence(this);
    }

    @Override
    public void setRelease(long at, long value) {
        WORD.setRelease(segment, at, value);
        Reference.reachabilityFence(this);
    }

    @Override
    public void setVolatile(long at, long value) {
        WORD.setVolatile(segment, at, value);
        Reference.reachabilityFence(this);
    }

    @Override
    public boolean compareAndSet(long at, long expected, long value) {
        boolean result = WORD.compareAndSet(segment, at, expected, value);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public long getAndSet(long at, long value) {
        long result = (long) WORD.getAndSet(segment, at, value);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public long getAndAdd(long at, long delta) {
        long result = (long) WORD.getAndAdd(segment, at, delta);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public long getAndBitwiseOr(long at, long mask) {
        long result = (long) WORD.getAndBitwiseOr(segment, at, mask);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public long getAndBitwiseAnd(long at, long mask) {
        long result = (long) WORD.getAndBitwiseAnd(segment, at, mask);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public byte getByte(long at) {
        byte result = segment.get(BYTE, at);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public int getInt(long at) {
        int result = segment.get(INT, at);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public long getLong(long at) {
        long result = segment.get(LONG, at);
        Reference.reachabilityFence(this);
        return result;
    }

    @Override
    public void putByte(long at, int value) {
        segment.set(BYTE, at, (byte) value);
        Reference.reachabilityFence(this);
    }

    @Override
    public void putInt(long at, int value) {
        segment.set(INT, at, value);
        Reference.reachabilityFence(this);
    }

    @Override
    public void putLong(long at, long value) {
        segment.set(LONG, at, value);
        Reference.reachabilityFence(this);
    }

    @Override
    public void getBytes(long at, byte[] target, int offset, int length) {
        MemorySegment.copy(segment, BYTE, at, target, offset, length);
        Reference.reachabilityFence(this);
    }

    @Override
    public void putBytes(long at, byte[] source, int offset, int length) {
        MemorySegment.copy(source, offset, segment, BYTE, at, length);
        Reference.reachabilityFence(this);
    }

    @Override
    public void getBytes(long at, MemorySegment target, long offset, long length) {
        MemorySegment.copy(segment, at, target, offset, length);
        Reference.reachabilityFence(this);
    }

    @Override
    public void putBytes(long at, MemorySegment source, long offset, long length) {
        MemorySegment.copy(source, offset, segment, at, length);
        Reference.reachabilityFence(this);
    }
}
