package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A sink that does not copy long primitive arrays, but remembers them: they are written once, from where they are,
 * when {@link #parts} go where they are to go. Until then they must not change.
 *
 * <p>Thread safety: none; one thread at a time.
 */
public final class GatheringSink extends ByteSink {
    /** Arrays of so many bytes are not copied. */
    private static final int LONG_BYTES = 16 << 10;

    private final HeapSink copied;
    /** In the order of their positions. */
    private final List<Lent> lent = new ArrayList<>(0);

    private long lentBytes;

    /** An array, which stands before the byte {@code at} of what was copied. */
    private record Lent(int at, MemorySegment array) {}

    /** An empty sink with room for {@code initialCapacity} bytes that are copied. */
    public GatheringSink(int initialCapacity) {
        copied = new HeapSink(initialCapacity);
    }

    @Override
    public void putByte(int value) {
        copied.putByte(value);
    }

    @Override
    public void putInt(int value) {
        copied.putInt(value);
    }

    @Override
    public void putLong(long value) {
        copied.putLong(value);
    }

    @Override
    public void putBytes(byte[] source, int offset, int length) {
        copied.putBytes(source, offset, length);
    }

    @Override
    public void putArray(Object array, int length, int elementBytes) {
        MemorySegment memory = (long) length * elementBytes < LONG_BYTES ? null : ArrayEncoding.memory(array);
        if (memory == null) {
            copied.putArray(array, length, elementBytes);
        } else {
            lent.add(new Lent(copied.size(), memory));
            lentBytes += memory.byteSize();
        }
    }

    @Override
    public long position() {
        return copied.size() + lentBytes;
    }

    @Override
    public void rewind(long position) {
        while (!lent.isEmpty() && lentAt(lent.getLast()) >= position) {
            lentBytes -= lent.removeLast().array().byteSize();
        }
        copied.rewind(position - lentBytes);
    }

    /** Where the last array begins. */
    private long lentAt(Lent last) {
        return last.at() + lentBytes - last.array().byteSize();
    }

    @Override
    public void patchInt(long position, int value) {
        long before = 0;
        for (Lent one : lent) {
            if (one.at() + before >= position) {
                break;
            }
            before += one.array().byteSize();
        }
        copied.patchInt(position - before, value);
    }

    /** The bytes put from {@code from} on, in pieces: to be read before anything else is put. */
    public List<MemorySegment> parts(long from) {
        List<MemorySegment> parts = new ArrayList<>(2 * lent.size() + 1);
        MemorySegment bytes = MemorySegment.ofArray(copied.array()).asSlice(0, copied.size());
        int done = 0;
        for (Lent one : lent) {
            parts.add(bytes.asSlice(done, one.at() - done));
            parts.add(one.array());
            done = one.at();
        }
        parts.add(bytes.asSlice(done));
        long skip = from;
        while (skip > 0 && !parts.isEmpty()) {
            MemorySegment first = parts.removeFirst();
            if (first.byteSize() > skip) {
                parts.addFirst(first.asSlice(skip));
            }
            skip -= first.byteSize();
        }
        return parts;
    }

    /**
     * A copy of what has been put.
     *
     * @throws CodecException if it is longer than an array can be
     */
    public byte[] toByteArray() {
        if (lent.isEmpty()) {
            return copied.toByteArray();
        }
        if (position() > HeapSink.MAX_BYTES) {
            throw new CodecException("encoding failed: bytes=" + position() + ", limit=" + HeapSink.MAX_BYTES
                    + " (the largest array); send fewer values at once");
        }
        byte[] all = new byte[(int) position()];
        long at = 0;
        for (MemorySegment part : parts(0)) {
            MemorySegment.copy(part, 0, MemorySegment.ofArray(all), at, part.byteSize());
            at += part.byteSize();
        }
        return all;
    }
}
