package dev.procession.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Memory of this process that behaves as shared memory does, for model checkers, which see into arrays and not into
 * mapped files, and for the crash simulator. Slow: bytes are cut out of words.
 */
public class ArrayWords extends SharedWords {
    private final AtomicLongArray words;

    /** {@code bytes} zero bytes, rounded up to whole words. */
    public ArrayWords(int bytes) {
        words = new AtomicLongArray((bytes + 7) >>> 3);
    }

    @Override
    public long size() {
        return (long) words.length() << 3;
    }

    private static int index(long at) {
        if ((at & 7) != 0) {
            throw new IndexOutOfBoundsException("word address: at=" + at + " is no multiple of 8");
        }
        return Math.toIntExact(at >>> 3);
    }

    @Override
    public long getPlain(long at) {
        return words.getPlain(index(at));
    }

    @Override
    public long getAcquire(long at) {
        return words.getAcquire(index(at));
    }

    @Override
    public long getVolatile(long at) {
        return words.get(index(at));
    }

    @Override
    public void setPlain(long at, long value) {
        words.setPlain(index(at), value);
    }

    @Override
    public void setRelease(long at, long value) {
        words.setRelease(index(at), value);
    }

    @Override
    public void setVolatile(long at, long value) {
        words.set(index(at), value);
    }

    @Override
    public boolean compareAndSet(long at, long expected, long value) {
        return words.compareAndSet(index(at), expected, value);
    }

    @Override
    public long getAndSet(long at, long value) {
        return words.getAndSet(index(at), value);
    }

    @Override
    public long getAndAdd(long at, long delta) {
        return words.getAndAdd(index(at), delta);
    }

    @Override
    public long getAndBitwiseOr(long at, long mask) {
        return words.getAndUpdate(index(at), word -> word | mask);
    }

    @Override
    public long getAndBitwiseAnd(long at, long mask) {
        return words.getAndUpdate(index(at), word -> word & mask);
    }

    @Override
    public byte getByte(long at) {
        return (byte) (words.getPlain(index(at & ~7L)) >>> ((at & 7) << 3));
    }

    @Override
    public int getInt(long at) {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value |= (getByte(at + i) & 0xFF) << (i << 3);
        }
        return value;
    }

    @Override
    public long getLong(long at) {
        return (at & 7) == 0 ? getPlain(at) : (getInt(at) & 0xFFFF_FFFFL) | ((long) getInt(at + Integer.BYTES) << 32);
    }

    @Override
    public void putByte(long at, int value) {
        int index = index(at & ~7L);
        int shift = (int) (at & 7) << 3;
        words.setPlain(index, (words.getPlain(index) & ~(0xFFL << shift)) | ((value & 0xFFL) << shift));
    }

    @Override
    public void putInt(long at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            putByte(at + i, value >>> (i << 3));
        }
    }

    @Override
    public void putLong(long at, long value) {
        if ((at & 7) == 0) {
            setPlain(at, value);
        } else {
            putInt(at, (int) value);
            putInt(at + Integer.BYTES, (int) (value >>> 32));
        }
    }

    @Override
    public void getBytes(long at, byte[] target, int offset, int length) {
        getBytes(at, MemorySegment.ofArray(target), offset, length);
    }

    @Override
    public void putBytes(long at, byte[] source, int offset, int length) {
        putBytes(at, MemorySegment.ofArray(source), offset, length);
    }

    @Override
    public void getBytes(long at, MemorySegment target, long offset, long length) {
        for (long i = 0; i < length; i++) {
            target.set(ValueLayout.JAVA_BYTE, offset + i, getByte(at + i));
        }
    }

    @Override
    public void putBytes(long at, MemorySegment source, long offset, long length) {
        for (long i = 0; i < length; i++) {
            putByte(at + i, source.get(ValueLayout.JAVA_BYTE, offset + i));
        }
    }
}
