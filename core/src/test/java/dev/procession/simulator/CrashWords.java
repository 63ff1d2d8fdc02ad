package dev.procession.simulator;

import dev.procession.internal.memory.SharedWords;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Shared memory of one thread that throws {@link SimulatedCrash} instead of the store numbered by
 * {@link #crashBefore}. What another process sees of a dead one is its stores, so that crashing before each of them
 * in turn is crashing everywhere. A store of many bytes counts as two: it may be torn.
 */
public final class CrashWords extends SharedWords {
    private final long[] words;
    private long stores;
    private long crashAt = Long.MAX_VALUE;
    private long lostAt = -1;
    private long lateAt = -1;
    private long lateValue;
    private boolean isLate;

    /** {@code bytes} zero bytes, a multiple of eight. */
    public CrashWords(int bytes) {
        words = new long[bytes >>> 3];
    }

    /** Crashes before the store with this number from now on, the first being 0. */
    public void crashBefore(long store) {
        stores = 0;
        crashAt = store;
    }

    /** Does not crash from now on. */
    public void neverCrash() {
        crashBefore(Long.MAX_VALUE);
    }

    /** A defect to be found: stores of the word at {@code at} are lost; -1 for none. */
    public void lose(long at) {
        lostAt = at;
    }

    /** A defect to be found: a store of the word at {@code at} happens after the one that follows it; -1 for none. */
    public void delay(long at) {
        lateAt = at;
        isLate = false;
    }

    /** How many stores there were since the last call of {@link #crashBefore} or {@link #neverCrash}. */
    public long stores() {
        return stores;
    }

    /** A copy of everything. */
    public long[] snapshot() {
        return words.clone();
    }

    /** Copies everything into {@code target}. */
    public void snapshot(long[] target) {
        System.arraycopy(words, 0, target, 0, words.length);
    }

    /** Puts back what {@link #snapshot} took. */
    public void restore(long[] snapshot) {
        System.arraycopy(snapshot, 0, words, 0, words.length);
        isLate = false;
    }

    /** A hash of everything, to tell states apart. */
    public int contentHash() {
        return Arrays.hashCode(words);
    }

    /** What another process sees, and is no store, happens here: the process may die before it. */
    public void crashPoint() {
        beforeStore();
    }

    private void beforeStore() {
        // Every later store too: what the finally clauses of the dead process would store, it does not.
        if (stores >= crashAt) {
            throw SimulatedCrash.NOW;
        }
        stores++;
    }

    private static int index(long at) {
        if ((at & 7) != 0) {
            throw new IndexOutOfBoundsException("word address: at=" + at + " is no multiple of 8");
        }
        return Math.toIntExact(at >>> 3);
    }

    @Override
    public long size() {
        return (long) words.length << 3;
    }

    @Override
    public long getPlain(long at) {
        return words[index(at)];
    }

    @Override
    public long getAcquire(long at) {
        return words[index(at)];
    }

    @Override
    public long getVolatile(long at) {
        return words[index(at)];
    }

    @Override
    public void setPlain(long at, long value) {
        int index = index(at);
        if (at == lostAt) {
            return;
        }
        if (at == lateAt) {
            lateValue = value;
            isLate = true;
            return;
        }
        beforeStore();
        words[index] = value;
        if (isLate) {
            isLate = false;
            beforeStore();
            words[index(lateAt)] = lateValue;
        }
    }

    @Override
    public void setRelease(long at, long value) {
        setPlain(at, value);
    }

    @Override
    public void setVolatile(long at, long value) {
        setPlain(at, value);
    }

    @Override
    public boolean compareAndSet(long at, long expected, long value) {
        if (words[index(at)] != expected) {
            return false;
        }
        setPlain(at, value);
        return true;
    }

    @Override
    public long getAndSet(long at, long value) {
        long old = words[index(at)];
        setPlain(at, value);
        return old;
    }

    @Override
    public long getAndAdd(long at, long delta) {
        return getAndSet(at, words[index(at)] + delta);
    }

    @Override
    public long getAndBitwiseOr(long at, long mask) {
        return getAndSet(at, words[index(at)] | mask);
    }

    @Override
    public long getAndBitwiseAnd(long at, long mask) {
        return getAndSet(at, words[index(at)] & mask);
    }

    @Override
    public byte getByte(long at) {
        return (byte) (words[index(at & ~7L)] >>> ((at & 7) << 3));
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
        return (getInt(at) & 0xFFFF_FFFFL) | ((long) getInt(at + Integer.BYTES) << 32);
    }

    private void poke(long at, int value) {
        int index = index(at & ~7L);
        int shift = (int) (at & 7) << 3;
        words[index] = (words[index] & ~(0xFFL << shift)) | ((value & 0xFFL) << shift);
    }

    @Override
    public void putByte(long at, int value) {
        beforeStore();
        poke(at, value);
    }

    @Override
    public void putInt(long at, int value) {
        beforeStore();
        for (int i = 0; i < Integer.BYTES; i++) {
            poke(at + i, value >>> (i << 3));
        }
    }

    @Override
    public void putLong(long at, long value) {
        beforeStore();
        for (int i = 0; i < Long.BYTES; i++) {
            poke(at + i, (int) (value >>> (i << 3)));
        }
    }

    @Override
    public void getBytes(long at, byte[] target, int offset, int length) {
        for (int i = 0; i < length; i++) {
            target[offset + i] = getByte(at + i);
        }
    }

    @Override
    public void putBytes(long at, byte[] source, int offset, int length) {
        int half = length >>> 1;
        for (int i = 0; i < length; i++) {
            if (i == 0 || i == half) {
                beforeStore();
            }
            poke(at + i, source[offset + i]);
        }
    }

    @Override
    public void getBytes(long at, MemorySegment target, long offset, long length) {
        for (int i = 0; i < length; i++) {
            target.set(ValueLayout.JAVA_BYTE, offset + i, getByte(at + i));
        }
    }

    @Override
    public void putBytes(long at, MemorySegment source, long offset, long length) {
        putBytes(at, source.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), 0, (int) length);
    }
}
