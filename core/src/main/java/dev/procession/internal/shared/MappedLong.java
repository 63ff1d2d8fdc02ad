package dev.procession.internal.shared;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.Sited;
import dev.procession.shared.SharedLong;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** A number in one word. Every operation is one load, store or compare-and-set: there is nothing to repair. */
public class MappedLong implements SharedLong, Sited {
    private final Site site;
    private final SharedWords words;
    private final long at;

    /** The number in the word at {@code at}. */
    public MappedLong(Site site, long at) {
        this.site = site;
        this.words = site.words();
        this.at = at;
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public final void close() {
        site.close();
    }

    private SharedWords words() {
        site.check();
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
