package dev.procession.internal.shared;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.shared.SharedLong;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** A number in one word. Every operation is one load, store or compare-and-set: there is nothing to repair. */
public class MappedLong implements SharedLong, SegmentResident {
    private final SegmentContext context;
    private final SharedWords words;
    private final long at;

    /** The number in the word at {@code at}. */
    public MappedLong(SegmentContext context, long at) {
        this.context = context;
        this.words = context.words();
        this.at = at;
    }

    @Override
    public SegmentContext context() {
        return context;
    }

    @Override
    public final void close() {
        context.close();
    }

    private SharedWords words() {
        context.check();
        return words;
    }

    @Override
    public final long get() {
        return words().getVolatile(at);
    }

    @Override
    public final void set(long value) {
        words().setVolatile(at, value);
    }

    @Override
    public final void lazySet(long value) {
        words().setRelease(at, value);
    }

    @Override
    public final long getAndSet(long value) {
        return words().getAndSet(at, value);
    }

    @Override
    public final boolean compareAndSet(long expected, long value) {
        return words().compareAndSet(at, expected, value);
    }

    @Override
    public final long getAndIncrement() {
        return getAndAdd(1);
    }

    @Override
    public final long getAndDecrement() {
        return getAndAdd(-1);
    }

    @Override
    public final long getAndAdd(long delta) {
        return words().getAndAdd(at, delta);
    }

    @Override
    public final long incrementAndGet() {
        return getAndAdd(1) + 1;
    }

    @Override
    public final long decrementAndGet() {
        return getAndAdd(-1) - 1;
    }

    @Override
    public final long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    @Override
    public final long getAndUpdate(LongUnaryOperator update) {
        while (true) {
            long old = get();
            if (compareAndSet(old, update.applyAsLong(old))) {
                return old;
            }
        }
    }

    @Override
    public final long updateAndGet(LongUnaryOperator update) {
        while (true) {
            long old = get();
            long next = update.applyAsLong(old);
            if (compareAndSet(old, next)) {
                return next;
            }
        }
    }

    @Override
    public final long getAndAccumulate(long x, LongBinaryOperator function) {
        return getAndUpdate(old -> function.applyAsLong(old, x));
    }

    @Override
    public final long accumulateAndGet(long x, LongBinaryOperator function) {
        return updateAndGet(old -> function.applyAsLong(old, x));
    }

    @Override
    public String toString() {
        return Long.toString(get());
    }
}
