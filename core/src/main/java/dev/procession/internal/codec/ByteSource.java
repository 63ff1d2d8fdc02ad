package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Where encoded bytes come from. Numbers are little-endian.
 *
 * <p>Thread safety: none; one thread at a time.
 *
 * <p>Errors: reading past the end, and every length that the rest of the frame cannot hold, throw
 * {@link CodecException} before anything is allocated.
 */
public abstract class ByteSource {

    private static final int CHUNK_BYTES = 8192;

    /** Reads one byte, sign-extended. */
    public abstract byte getByte();

    /** Reads four bytes. */
    public abstract int getInt();

    /** Reads eight bytes. */
    public abstract long getLong();

    /** Reads {@code length} bytes into {@code target}. */
    public abstract void getBytes(byte[] target, int offset, int length);

    /** How many bytes have been read. */
    public abstract long position();

    /** Releases the memory, where it is not this process's own; nothing more will be read. Idempotent. */
    public void close() {}

    /** How many bytes are left. */
    public abstract long remaining();

    /** Fills a primitive array of {@code length} elements. */
    public void getArray(Object array, int length, int elementBytes) {
        int step = CHUNK_BYTES / elementBytes;
        byte[] chunk = new byte[Math.min(step, length) * elementBytes];
        ByteBuffer view = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < length; from += step) {
            int count = Math.min(step, length - from);
            getBytes(chunk, 0, count * elementBytes);
            PrimitiveArrays.load(array, from, count, view.clear());
        }
    }

    /** Reads what {@link ByteSink#putVarint} put. */
    public final int getVarint() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = getByte();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw corrupt("a number of more than five bytes");
    }

    /** Reads what {@link ByteSink#putSignedVarlong} put. */
    public final long getSignedVarlong() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = getByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw corrupt("a number of more than ten bytes");
    }

    /**
     * Reads a count of things of at least {@code elementBytes} bytes each.
     *
     * @throws CodecException if the rest of the frame cannot hold that many
     */
    public final int getLength(int elementBytes) {
        int length = getVarint();
        if (length < 0 || (long) length * elementBytes > remaining()) {
            throw new CodecException(
                    "decoding failed: length=" + length + " of " + elementBytes + " bytes each at byte " + position()
                            + ", bytes left=" + remaining() + "; the frame is truncated or corrupt");
        }
        return length;
    }

    /** Reads what {@link ByteSink#putString} put. */
    public final String getString() {
        int tag = getByte();
        if (tag == Tags.LATIN1) {
            return getLatin1();
        }
        if (tag == Tags.UTF16) {
            return getUtf16();
        }
        throw corrupt("tag " + tag + " where a string was expected");
    }

    final String getLatin1() {
        byte[] bytes = new byte[getLength(1)];
        getBytes(bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    final String getUtf16() {
        char[] chars = new char[getLength(Character.BYTES)];
        getArray(chars, chars.length, Character.BYTES);
        return new String(chars);
    }

    /** The exception for bytes that no encoder of this version writes. */
    final CodecException corrupt(String what) {
        return new CodecException("decoding failed: " + what + " before byte " + position()
                + "; the frame is corrupt, or written by another version of this library");
    }
}
