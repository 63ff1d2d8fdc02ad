package dev.procession.stress;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.shared.SharedArray;
import dev.procession.stress.Book.Fact;
import dev.procession.stress.Book.Queue;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a process does with {@link RawThings} until it is killed, or told to stop. */
final class RawWorker implements Participant.Job {
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(Participant.PATIENCE_MILLIS);

    private static final long LOCKER_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final Role role;
    private final Book book;
    private final int seat;
    private final RawThings things;
    private final SharedArray.OfLong guarded;

    /**
     * A worker.
     *
     * @param stores before which of its stores into the things it stands still, to be killed there; negative for none
     */
    RawWorker(Role role, Book book, int seat, String session, SharedArray.OfLong guarded, long stores) {
        this.role = role;
        this.book = book;
        this.seat = seat;
        this.guarded = guarded;
        things = new RawThings(
                SessionRegistry.of(Path.of(session)),
                context -> stores < 0
                        ? context
                        : new FatalSite(
                                context, new FatalWords(context.words(), stores, () -> book.add(seat, Fact.DOOMED))));
    }

    @Override
    public boolean step(boolean isLast) throws InterruptedException {
        switch (role) {
            case PRODUCER -> produce();
            case CONSUMER -> consume();
            case BORROWER -> borrow();
            case LOCKER -> lock();
            default -> throw new IllegalArgumentException(role + " does not work on raw rings");
        }
        return !isLast;
    }

    private void produce() throws InterruptedException {
        int number = (int) book.begun(seat, Op.PUT);
        if (number >= book.elements()) {
            // It has put all it may, and only waits for its end.
            things.plain.size();
            return;
        }
        put(things.plain, Queue.PLAIN, Op.PUT, number);
        put(things.leasing, Queue.JOINABLE, Op.HAND_IN, number);
    }

    private void put(RecordRing ring, Queue queue, Op op, int number) throws InterruptedException {
        book.mark(queue, seat, number, Book.BEGUN);
        book.begin(seat, op);
        RecordRing.Payload element = Element.of(book.id(seat, number));
        while (!ring.put(element, PATIENCE_NANOS)) {
            if (book.isStopped()) {
                book.mark(queue, seat, number, Book.REFUSED);
                book.leave(seat);
                return;
            }
        }
        book.mark(queue, seat, number, Book.ACKNOWLEDGED);
        book.end(seat, op);
    }

    private void consume() throws InterruptedException {
        book.enter(seat, Op.TAKE);
        Object taken = things.plain.take((words, at, length, where) -> read(book, words, at, length), PATIENCE_NANOS);
        if (taken != null) {
            take(book, Queue.PLAIN, (Long) taken);
            book.end(seat, Op.TAKE);
        } else {
            book.leave(seat);
        }
    }

    private void borrow() throws InterruptedException {
        long[] position = new long[1];
        book.enter(seat, Op.BORROW);
        Object taken = things.leasing.take(
                (words, at, length, where) -> {
                    position[0] = where;
                    return read(book, words, at, length);
                },
                PATIENCE_NANOS);
        if (taken == null) {
            book.leave(seat);
            return;
        }
        take(book, Queue.JOINABLE, (Long) taken);
        book.end(seat, Op.BORROW);
        book.begin(seat, Op.RETURN);
        things.leasing.done(position[0]);
        giveBack(book, (Long) taken);
        book.end(seat, Op.RETURN);
    }

    private void lock() throws InterruptedException {
        if (things.lock.tryLock(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
            try {
                book.begin(seat, Op.LOCK);
                Holder.change(book, seat, guarded, () -> {});
                book.end(seat, Op.LOCK);
            } finally {
                things.lock.unlock();
            }
        }
        if (things.semaphore.tryAcquire(1, PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
            things.semaphore.release();
        }
        // Otherwise two of these would keep both processors from processes that boot.
        LockSupport.parkNanos(LOCKER_NANOS);
    }

    /** Counts that an element was taken. */
    static void take(Book book, Queue queue, long id) {
        book.take(queue, (int) (id / book.elements()), (int) (id % book.elements()));
    }

    /** Counts that an element's lease has ended. */
    static void giveBack(Book book, long id) {
        book.mark(Queue.JOINABLE, (int) (id / book.elements()), (int) (id % book.elements()), Book.RETURNED);
    }

    /** Reads an element: its number, and whether all of it says so. */
    static Object read(Book book, SharedWords words, long at, long length) {
        long id = words.getLong(at);
        boolean whole = length == Element.of(id).bytes();
        for (long i = 8; whole && i < length; i += 8) {
            whole = words.getLong(at + i) == ~id + i;
        }
        if (!whole) {
            book.add(0, Fact.TORN);
        }
        return id;
    }

    /**
     * An element that shows when it is torn.
     *
     * @param id its number
     * @param bytes its length
     */
    private record Element(long id, int bytes) implements RecordRing.Payload {
        static Element of(long id) {
            return new Element(id, (int) (16 + id % 7 * 8));
        }

        @Override
        public long length() {
            return bytes;
        }

        @Override
        public void write(SharedWords words, long at) {
            words.putLong(at, id);
            for (long i = 8; i < bytes; i += 8) {
                words.putLong(at + i, ~id + i);
            }
        }
    }
}
