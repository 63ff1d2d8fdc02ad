package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A source over part of a heap array.
 *
 * <p>Thread safety: none; one thread at a time.
 */
public final class HeapSource extends ByteSource {

    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;

    /** Reads {@code length} bytes of {@code array}, beginning at {@code offset}. */
    public HeapSource(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        bytes = array;
        start = offset;
        at = offset;
        end = offset + length;
    }

    @Override
    public byte getByte() {
        if (at >= end) {
            throw truncated(1);
        }
        return bytes[at++];
    }

    @Override
    public int getInt() {
        int from = take(Integer.BYTES);
        return loadInt(from);
    }

    @Override
    public long getLong() {
        int from = take(Long.BYTES);
        return (loadInt(from) & 0xFFFF_FFFFL) | ((long) loadInt(from + Integer.BYTES) << 32);
    }

    @Override
    public void getBytes(byte[] target, int offset, int length) {
        System.arraycopy(bytes, take(length), target, offset, length);
    }

    /**
     * Reads {@code length} bytes into a fresh array.
     *
     * @throws CodecException if there are not so many, before anything is allocated
     */
    public byte[] getBytes(int length) {
        int from = take(length);
        return Arrays.copyOfRange(bytes, from, at);
    }

    @Override
    public void getArray(Object array, int length, int elementBytes) {
        if ((long) length * elementBytes > remaining()) {
            throw truncated((long) length * elementBytes);
        }
        int count = length * elementBytes;
        ByteBuffer view = ByteBuffer.wrap(bytes, take(count), count).slice();
        PrimitiveArrays.load(array, 0, length, view.order(ByteOrder.LITTLE_ENDIAN));
    }

    /** The byte so far ahead of the next one, which stays unread; -1 if there is none. */
    public int peek(int ahead) {
        return ahead >= 0 && ahead < end - at ? bytes[at + ahead] : -1;
    }

    /** The four bytes so far ahead, which stay unread; -1 if there are none. */
    public int peekInt(int ahead) {
        return ahead >= 0 && ahead <= end - at - Integer.BYTES ? loadInt(at + ahead) : -1;
    }

    /** A source over the next {@code length} bytes, which this one goes past. */
    public HeapSource slice(int length) {
        return new HeapSource(bytes, take(length), length);
    }

    @Override
    public long position() {
        return (long) at - start;
    }

    @Override
    public long remaining() {
        return (long) end - at;
    }

    private int take(int count) {
        int from = at;
        if (count < 0 || count > end - from) {
            throw truncated(count);
        }
        at = from + count;
        return from;
    }

    private int loadInt(int from) {
        byte[] b = bytes;
        return (b[from] & 0xFF) | (b[from + 1] & 0xFF) << 8 | (b[from + 2] & 0xFF) << 16 | b[from + 3] << 24;
    }

    private CodecException truncated(long needed) {
        return new CodecException("decoding failed: bytes needed=" + needed + " at byte " + position() + ", bytes left="
                + remaining() + "; the frame is truncated or corrupt");
    }
}
