package dev.procession.stress;

import dev.procession.shared.ManagerDiedException;
import dev.procession.shared.SharedCounter;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedMap;
import dev.procession.stress.Book.Queue;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;

/** Uses the objects of a manager, until that dies. */
final class Client implements Participant.Job {
    private final Book book;
    private final int seat;
    private final Objects objects;
    private int turn;

    /** What the manager has. */
    record Objects(SharedMap<String, Integer> counts, SharedCounter counter, SharedDeque<Integer> deque)
            implements Serializable {
        static final String MERGED = "merged";
    }

    Client(Book book, int seat, Objects objects) {
        this.book = book;
        this.seat = seat;
        this.objects = objects;
    }

    @Override
    public boolean step(boolean isLast) throws InterruptedException {
        try {
            use();
            return !isLast;
        } catch (ManagerDiedException e) {
            book.add(seat, Failure.MANAGER_DIED);
            return false;
        }
    }

    private void use() throws InterruptedException {
        switch (turn++ % 4) {
            case 0 -> merge();
            case 1 -> count();
            case 2 -> offer();
            default -> poll();
        }
    }

    void merge() {
        book.begin(seat, Op.MERGE);
        objects.counts().merge(Objects.MERGED, 1, Integer::sum);
        book.end(seat, Op.MERGE);
    }

    void count() {
        book.begin(seat, Op.COUNT);
        objects.counter().incrementAndGet();
        book.end(seat, Op.COUNT);
    }

    void offer() throws InterruptedException {
        int number = (int) book.begun(seat, Op.OFFER);
        if (number >= book.elements()) {
            return;
        }
        book.mark(Queue.MANAGER, seat, number, Book.BEGUN);
        book.begin(seat, Op.OFFER);
        // What fails may have taken effect: then it is begun, and no more.
        boolean isIn = objects.deque().offer(book.id(seat, number), Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        book.mark(Queue.MANAGER, seat, number, isIn ? Book.ACKNOWLEDGED : Book.REFUSED);
        book.end(seat, Op.OFFER);
    }

    void poll() throws InterruptedException {
        book.enter(seat, Op.POLL);
        Integer element = objects.deque().poll(Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (element != null) {
            book.take(Queue.MANAGER, element / book.elements(), element % book.elements());
            book.end(seat, Op.POLL);
        } else {
            book.leave(seat);
        }
    }
}
