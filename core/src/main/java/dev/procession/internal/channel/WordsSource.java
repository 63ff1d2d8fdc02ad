package dev.procession.internal.channel;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.ArrayFrames;
import dev.procession.internal.codec.ByteSource;
import dev.procession.internal.memory.SharedWords;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Decodes straight from a stretch of shared memory, and never beyond it. Only for values that run no code of the user's: who decodes others copies the bytes out first.
 *
 * <p>Thread safety: none; the stretch must not be given back meanwhile.
 */
final class WordsSource extends ByteSource {
    private final SharedWords words;
    private long start;
    private long at;
    private long end;

    WordsSource(SharedWords words) {
        this.words = words;
    }

    /** From now on reads {@code length} bytes at {@code start}. */
    void reset(long start, long length) {
        Objects.checkFromIndexSize(start, length, words.size());
        this.start = start;
        at = start;
        end = start + length;
    }

    private long take(long bytes) {
        if (bytes > end - at) {
            throw new CodecException("decoding failed: bytes=" + bytes + " at byte " + position() + ", bytes left="
                    + remaining() + "; the frame is truncated or corrupt");
        }
        long place = at;
        at += bytes;
        return place;
    }

    @Override
    public byte getByte() {
        return words.getByte(take(Byte.BYTES));
    }

    @Override
    public int getInt() {
        return words.getInt(take(Integer.BYTES));
    }

    @Override
    public long getLong() {
        return words.getLong(take(Long.BYTES));
    }

    @Override
    public void getBytes(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        words.getBytes(take(length), target, offset, length);
    }

    @Override
    public void getArray(Object array, int length, int elementBytes) {
        MemorySegment memory = ArrayFrames.memory(array);
        if (memory == null) {
            super.getArray(array, length, elementBytes);
        } else {
            long bytes = (long) length * elementBytes;
            Objects.checkFromIndexSize(0, bytes, memory.byteSize());
            words.getBytes(take(bytes), memory, 0, bytes);
        }
    }

    @Override
    public long position() {
        return at - start;
    }

    @Override
    public long remaining() {
        return end - at;
    }
}
