package dev.procession.stress;

import dev.procession.internal.memory.SharedWords;
import java.lang.foreign.MemorySegment;

/**
 * Shared memory that stops its process forever before a chosen store, having said so; the harness then kills it
 * exactly there.
 *
 * <p>Thread safety: one thread stores.
 */
final class FatalWords extends SharedWords {
    private final SharedWords words;
    private final Runnable last;
    private long left;

    /**
     * The memory {@code words}, whose store number {@code stores} from now does not happen; {@code last} says that it
     * is time.
     */
    FatalWords(SharedWords words, long stores, Runnable last) {
        this.words = words;
        this.left = stores;
        this.last = last;
    }

    private void beforeStore() {
        if (left-- == 0) {
            last.run();
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public long size() {
        return words.size();
    }

    @Override
    public long getPlain(long at) {
        return words.getPlain(at);
    }

    @Override
    public long getAcquire(long at) {
        return words.getAcquire(at);
    }

    @Override
    public long getVolatile(long at) {
        return words.getVolatile(at);
    }

    @Override
    public void setPlain(long at, long value) {
        beforeStore();
        words.setPlain(at, value);
    }

    @Override
    public void setRelease(long at, long value) {
        beforeStore();
        words.setRelease(at, value);
    }

    @Override
    public void setVolatile(long at, long value) {
        beforeStore();
        words.setVolatile(at, value);
    }

    @Override
    public boolean compareAndSet(long at, long expected, long value) {
        beforeStore();
        return words.compareAndSet(at, expected, value);
    }

    @Override
    public long getAndSet(long at, long value) {
        beforeStore();
        return words.getAndSet(at, value);
    }

    @Override
    public long getAndAdd(long at, long delta) {
        beforeStore();
        return words.getAndAdd(at, delta);
    }

    @Override
    public long getAndBitwiseOr(long at, long mask) {
        beforeStore();
        return words.getAndBitwiseOr(at, mask);
    }

    @Override
    public long getAndBitwiseAnd(long at, long mask) {
        beforeStore();
        return words.getAndBitwiseAnd(at, mask);
    }

    @Override
    public byte getByte(long at) {
        return words.getByte(at);
    }

    @Override
    public int getInt(long at) {
        return words.getInt(at);
    }

    @Override
    public long getLong(long at) {
        return words.getLong(at);
    }

    @Override
    public void putByte(long at, int value) {
        beforeStore();
        words.putByte(at, value);
    }

    @Override
    public void putInt(long at, int value) {
        beforeStore();
        words.putInt(at, value);
    }

    @Override
    public void putLong(long at, long value) {
        beforeStore();
        words.putLong(at, value);
    }

    @Override
    public void getBytes(long at, byte[] target, int offset, int length) {
        words.getBytes(at, target, offset, length);
    }

    @Override
    public void putBytes(long at, byte[] source, int offset, int length) {
        beforeStore();
        words.putBytes(at, source, offset, length);
    }

    @Override
    public void getBytes(long at, MemorySegment target, long offset, long length) {
        words.getBytes(at, target, offset, length);
    }

    @Override
    public void putBytes(long at, MemorySegment source, long offset, long length) {
        beforeStore();
        words.putBytes(at, source, offset, length);
    }
}
