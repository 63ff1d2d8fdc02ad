package dev.procession.stress;

import dev.procession.channel.ProcessQueue;
import dev.procession.process.ProcessionException;
import dev.procession.stress.Book.Fact;
import dev.procession.stress.Book.Queue;
import java.util.concurrent.TimeUnit;

/** Puts elements into the queues, or takes them out. */
final class Trader implements Participant.Job {
    private final Role role;
    private final Book book;
    private final int seat;
    private final Things things;

    Trader(Role role, Book book, int seat, Things things) {
        this.role = role;
        this.book = book;
        this.seat = seat;
        this.things = things;
    }

    @Override
    public boolean step(boolean isLast) throws InterruptedException {
        switch (role) {
            case PRODUCER -> {
                put(things.queue(), Queue.PLAIN, Op.PUT);
                put(things.joinable(), Queue.JOINABLE, Op.HAND_IN);
            }
            case CONSUMER -> take();
            case BORROWER -> borrow();
            default -> throw new IllegalArgumentException(role + " does not trade");
        }
        return !isLast;
    }

    private void put(ProcessQueue<Element> queue, Queue which, Op op) throws InterruptedException {
        int number = (int) book.begun(seat, op);
        if (number >= book.elements()) {
            // It has put all it may in this round.
            return;
        }
        Element element = Element.of(seat, number);
        // In this order: an element that is under way when its producer dies is one that is begun.
        book.mark(which, seat, number, Book.BEGUN);
        book.begin(seat, op);
        boolean isIn = false;
        try {
            isIn = queue.offer(element, Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ProcessionException e) {
            book.mark(which, seat, number, Book.REFUSED);
            throw e;
        }
        book.mark(which, seat, number, isIn ? Book.ACKNOWLEDGED : Book.REFUSED);
        book.end(seat, op);
    }

    private void take() throws InterruptedException {
        book.enter(seat, Op.TAKE);
        Element element = things.queue().poll(Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (element != null) {
            check(element, Queue.PLAIN);
            book.end(seat, Op.TAKE);
        }
    }

    private void borrow() throws InterruptedException {
        book.enter(seat, Op.BORROW);
        Element element = things.joinable().poll(Participant.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (element != null) {
            check(element, Queue.JOINABLE);
            Participant.hold(element.number());
            book.end(seat, Op.BORROW);
            book.begin(seat, Op.RETURN);
            things.joinable().taskDone();
            book.mark(Queue.JOINABLE, element.seat(), element.number(), Book.RETURNED);
            book.end(seat, Op.RETURN);
        }
    }

    private void check(Element element, Queue which) {
        if (!element.isWhole()) {
            book.add(seat, Fact.TORN);
        }
        book.take(which, element.seat(), element.number());
    }
}
