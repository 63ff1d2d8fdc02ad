package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Where encoded bytes go: a growing heap buffer, or memory shared with another process. Numbers are little-endian.
 *
 * <p>Thread safety: none; one thread at a time.
 *
 * <p>Errors: a sink that cannot take more throws {@link CodecException} with the numbers. What was put until then
 * stays, until {@link #rewind} takes it back.
 */
public abstract class ByteSink {

    /** Bulk copies of sinks without a better way go through a scratch buffer of this size. */
    private static final int CHUNK_BYTES = 8192;

    /** Strings of at most this many characters are scanned for Latin-1; longer ones are compared in bulk. */
    private static final int SCAN_CHARS = 64;

    /** Puts the low eight bits of {@code value}. */
    public abstract void putByte(int value);

    /** Puts four bytes. */
    public abstract void putInt(int value);

    /** Puts eight bytes. */
    public abstract void putLong(long value);

    /** Puts {@code length} bytes of {@code source}. */
    public abstract void putBytes(byte[] source, int offset, int length);

    /** How many bytes have been put: where the next one goes. */
    public abstract long position();

    /** Takes back everything put at or after {@code position}. */
    public abstract void rewind(long position);

    /** Overwrites four bytes put earlier. */
    public abstract void patchInt(long position, int value);

    /**
     * Says that {@code bytes} more are about to come, so that the sink can grow once, or refuse at once.
     *
     * @throws CodecException if they cannot fit
     */
    public void expect(long bytes) {}

    /** Puts all elements of a primitive array, without its length. */
    public void putArray(Object array, int length, int elementBytes) {
        expect((long) length * elementBytes);
        int step = CHUNK_BYTES / elementBytes;
        byte[] chunk = new byte[Math.min(step, length) * elementBytes];
        ByteBuffer view = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < length; from += step) {
            int count = Math.min(step, length - from);
            PrimitiveArrays.store(array, from, count, view.clear());
            putBytes(chunk, 0, count * elementBytes);
        }
    }

    /** Puts a non-negative number in one to five bytes, small ones in one. */
    public final void putVarint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            putByte(rest | 0x80);
            rest >>>= 7;
        }
        putByte(rest);
    }

    /** Puts a number in one to ten bytes, those near zero in one. */
    public final void putSignedVarlong(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            putByte((int) rest | 0x80);
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    /** Puts a string exactly, lone surrogates included. */
    public final void putString(String text) {
        boolean latin1 = isLatin1(text);
        putByte(latin1 ? Tags.LATIN1 : Tags.UTF16);
        putChars(text, latin1);
    }

    /** Puts length and characters, one byte each if {@code latin1}, else two. */
    final void putChars(String text, boolean latin1) {
        putVarint(text.length());
        if (latin1) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            putBytes(bytes, 0, bytes.length);
        } else {
            putArray(text.toCharArray(), text.length(), Character.BYTES);
        }
    }

    /** Whether every character fits a byte. */
    static boolean isLatin1(String text) {
        int length = text.length();
        if (length > SCAN_CHARS) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            return new String(bytes, StandardCharsets.ISO_8859_1).equals(text);
        }
        int all = 0;
        for (int i = 0; i < length; i++) {
            all |= text.charAt(i);
        }
        return all < 256;
    }
}
