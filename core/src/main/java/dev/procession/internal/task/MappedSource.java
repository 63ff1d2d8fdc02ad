package dev.procession.internal.task;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.ArrayEncoding;
import dev.procession.internal.codec.ByteSource;
import dev.procession.internal.memory.SharedWords;
import java.lang.foreign.MemorySegment;

/**
 * A source over shared memory: arrays are copied straight from there.
 *
 * <p>Thread safety: none; one thread at a time.
 */
final class MappedSource extends ByteSource {
    private final SharedWords words;
    private final Runnable onClose;
    private final long start;
    private long end;
    private long at;

    /** Reads {@code length} bytes from {@code start} on. */
    MappedSource(SharedWords words, long start, long length, Runnable onClose) {
        this.words = words;
        this.start = start;
        this.onClose = onClose;
        at = start;
        end = start + length;
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
        words.getBytes(take(length), target, offset, length);
    }

    @Override
    public void getArray(Object array, int length, int elementBytes) {
        MemorySegment memory = ArrayEncoding.memory(array);
        if (memory == null) {
            super.getArray(array, length, elementBytes);
        } else {
            words.getBytes(take(memory.byteSize()), memory, 0, memory.byteSize());
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

    @Override
    public void close() {
        // A caller that has kept this must not read later contents of the memory.
        end = at;
        onClose.run();
    }

    private long take(long count) {
        long from = at;
        if (count < 0 || count > end - from) {
            throw new CodecException("decoding failed: bytes needed=" + count + " at byte " + position()
                    + ", bytes left=" + remaining() + "; the frame is truncated or corrupt");
        }
        at = from + count;
        return from;
    }
}
