package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A sink into a heap array that doubles as it fills, up to the largest array the JVM has (2 GiB less eight bytes).
 *
 * <p>Thread safety: none; one thread at a time.
 */
public final class HeapSink extends ByteSink {

    /** The largest array every JVM can make. */
    static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int size;

    /** An empty sink with room for {@code initialCapacity} bytes. */
    public HeapSink(int initialCapacity) {
        bytes = new byte[initialCapacity];
    }

    /** The array written to, of which the first {@link #size} bytes count; replaced as the sink grows. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes have been put. */
    public int size() {
        return size;
    }

    /** A copy of what has been put. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets everything put; keeps the array. */
    public void clear() {
        size = 0;
    }

    @Override
    public void putByte(int value) {
        int at = size;
        if (at == bytes.length) {
            expect(1);
        }
        bytes[at] = (byte) value;
        size = at + 1;
    }

    @Override
    public void putInt(int value) {
        expect(Integer.BYTES);
        storeInt(size, value);
        size += Integer.BYTES;
    }

    @Override
    public void putLong(long value) {
        expect(Long.BYTES);
        storeInt(size, (int) value);
        storeInt(size + Integer.BYTES, (int) (value >>> 32));
        size += Long.BYTES;
    }

    @Override
    public void putBytes(byte[] source, int offset, int length) {
        expect(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    @Override
    public void putArray(Object array, int length, int elementBytes) {
        expect((long) length * elementBytes);
        ByteBuffer view = ByteBuffer.wrap(bytes, size, length * elementBytes).slice();
        PrimitiveArrays.store(array, 0, length, view.order(ByteOrder.LITTLE_ENDIAN));
        size += length * elementBytes;
    }

    @Override
    public long position() {
        return size;
    }

    @Override
    public void rewind(long position) {
        if (position < 0 || position > size) {
            throw new IllegalArgumentException("cannot rewind: position=" + position + ", size=" + size);
        }
        size = (int) position;
    }

    @Override
    public void patchInt(long position, int value) {
        if (position < 0 || position > size - Integer.BYTES) {
            throw new IllegalArgumentException("cannot patch: position=" + position + ", size=" + size);
        }
        storeInt((int) position, value);
    }

    @Override
    public void expect(long more) {
        long needed = size + more;
        if (needed > bytes.length) {
            grow(needed);
        }
    }

    private void grow(long needed) {
        if (needed > MAX_BYTES) {
            throw new CodecException("encoding failed: bytes needed=" + needed + ", limit=" + MAX_BYTES
                    + " (the largest array); the value is too large for one message;"
                    + " share it through a file or shared memory, or send it in pieces");
        }
        int capacity = (int) Math.min(MAX_BYTES, Math.max(needed, Math.max(64, 2L * bytes.length)));
        try {
            bytes = Arrays.copyOf(bytes, capacity);
        } catch (OutOfMemoryError e) {
            throw new CodecException(
                    "encoding failed: bytes needed=" + capacity + ", largest heap="
                            + Runtime.getRuntime().maxMemory() + "; the encoded value does not fit the heap;"
                            + " raise -Xmx, share it through a file or shared memory, or send it in pieces",
                    e);
        }
    }

    private void storeInt(int at, int value) {
        byte[] to = bytes;
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >>> 8);
        to[at + 2] = (byte) (value >>> 16);
        to[at + 3] = (byte) (value >>> 24);
    }
}
