package dev.procession.internal.channel;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.ArrayFrames;
import dev.procession.internal.codec.ByteSink;
import dev.procession.internal.memory.SharedWords;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Encodes straight into a stretch of shared memory, and never beyond it.
 *
 * <p>Thread safety: none; it belongs to who claimed the stretch.
 */
final class WordsSink extends ByteSink {
    private final SharedWords words;
    private long start;
    private long at;
    private long end;

    WordsSink(SharedWords words) {
        this.words = words;
    }

    /** From now on puts into {@code length} bytes at {@code start}. */
    void reset(long start, long length) {
        Objects.checkFromIndexSize(start, length, words.size());
        this.start = start;
        at = start;
        end = start + length;
    }

    /** The place for {@code bytes} more. */
    private long take(long bytes) {
        expect(bytes);
        long place = at;
        at += bytes;
        return place;
    }

    /** {@inheritDoc} The exception is {@link Full}, at which the encoder turns to the heap. */
    @Override
    public void expect(long bytes) {
        if (bytes > end - at) {
            throw new Full(bytes, end - at);
        }
    }

    @Override
    public void putByte(int value) {
        words.putByte(take(Byte.BYTES), value);
    }

    @Override
    public void putInt(int value) {
        words.putInt(take(Integer.BYTES), value);
    }

    @Override
    public void putLong(long value) {
        words.putLong(take(Long.BYTES), value);
    }

    @Override
    public void putBytes(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        words.putBytes(take(length), source, offset, length);
    }

    @Override
    public void putArray(Object array, int length, int elementBytes) {
        MemorySegment memory = ArrayFrames.memory(array);
        if (memory == null) {
            super.putArray(array, length, elementBytes);
        } else {
            long bytes = (long) length * elementBytes;
            Objects.checkFromIndexSize(0, bytes, memory.byteSize());
            words.putBytes(take(bytes), memory, 0, bytes);
        }
    }

    @Override
    public long position() {
        return at - start;
    }

    @Override
    public void rewind(long position) {
        Objects.checkFromToIndex(0, position, position());
        at = start + position;
    }

    @Override
    public void patchInt(long position, int value) {
        Objects.checkFromIndexSize(position, Integer.BYTES, position());
        words.putInt(start + position, value);
    }

    /** The stretch is too short for the value. */
    static final class Full extends CodecException {
        private static final long serialVersionUID = 1L;

        Full(long wanted, long left) {
            super("encoding into shared memory failed: bytes=" + wanted + ", bytes left=" + left
                    + "; the value needs a longer stretch");
        }
    }
}
