package dev.procession.stress;

import dev.procession.shared.SharedArray;
import dev.procession.stress.Book.Fact;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** Holds the lock, waits for its condition and signals it, holds a permit, and counts. */
final class Holder implements Participant.Job {
    private static final int AWAITS_ONE_IN = 4;

    private final Book book;
    private final int seat;
    private final Things things;
    private @Nullable Condition condition;
    private int turns;

    Holder(Book book, int seat, Things things) {
        this.book = book;
        this.seat = seat;
        this.things = things;
    }

    @Override
    public boolean step(boolean isLast) throws InterruptedException {
        lock();
        permit();
        book.begin(seat, Op.NUMBER);
        things.number().incrementAndGet();
        book.end(seat, Op.NUMBER);
        return !isLast;
    }

    @SuppressWarnings("WaitNotInLoop") // any wake will do: what is tested is which thread has the lock after it
    private void lock() throws InterruptedException {
        if (condition == null) {
            condition = things.lock().newCondition("turn");
        }
        if (!things.lock().tryLock(Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
        }
        try {
            if (++turns % AWAITS_ONE_IN == 0) {
                book.begin(seat, Op.AWAIT);
                boolean _ = condition.await(Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                book.end(seat, Op.AWAIT);
            } else {
                condition.signalAll();
            }
            book.begin(seat, Op.LOCK);
            change(book, seat, things.guarded(), () -> Participant.hold(turns));
            book.end(seat, Op.LOCK);
        } finally {
            things.lock().unlock();
        }
    }

    /**
     * Changes what only the holder of the lock does: every one of these would be lost now and then if two were here.
     *
     * @param inTheMiddle what else is done there
     */
    static void change(Book book, int seat, SharedArray.OfLong guarded, Runnable inTheMiddle) {
        long me = ProcessHandle.current().pid();
        guarded.set(Things.ENTERED, guarded.get(Things.ENTERED) + 1);
        guarded.set(Things.WHO, me);
        inTheMiddle.run();
        guarded.set(Things.MIDDLE, guarded.get(Things.MIDDLE) + 1);
        if (guarded.get(Things.WHO) != me) {
            book.add(seat, Fact.ROBBED);
        }
        guarded.set(Things.LEFT, guarded.get(Things.LEFT) + 1);
    }

    private void permit() throws InterruptedException {
        if (things.semaphore().tryAcquire(1, Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            book.begin(seat, Op.PERMIT);
            Participant.hold(turns + 1);
            things.semaphore().release();
            book.end(seat, Op.PERMIT);
        }
    }
}
