package dev.procession.stress;

import dev.procession.channel.Connection;
import dev.procession.channel.ConnectionClosedException;
import dev.procession.stress.Book.Fact;
import dev.procession.stress.Book.Talk;
import java.io.EOFException;
import java.time.Duration;

/** Sends numbered messages through a pipe, or receives them. */
final class Talker implements Participant.Job {
    private static final Duration PATIENCE = Duration.ofMillis(Participant.PATIENCE_MILLIS);

    private final Role role;
    private final Book book;
    private final int seat;
    private final int pipe;
    private final Connection<Element> connection;

    /** A talker at one end of the pipe with this number. */
    Talker(Role role, Book book, int seat, int pipe, Connection<Element> connection) {
        this.role = role;
        this.book = book;
        this.seat = seat;
        this.pipe = pipe;
        this.connection = connection;
    }

    @Override
    public boolean step(boolean isLast) {
        return role == Role.SENDER ? send(isLast) : receive();
    }

    private boolean send(boolean isLast) {
        if (isLast) {
            connection.close();
            return false;
        }
        long number = book.get(pipe, Talk.SENT);
        if (book.get(pipe, Talk.BEGUN) == number) {
            book.add(pipe, Talk.BEGUN);
        }
        book.begin(seat, Op.SEND);
        try {
            connection.send(Element.of(pipe, (int) number));
        } catch (ConnectionClosedException e) {
            book.add(seat, Failure.CONNECTION_CLOSED);
            return false;
        }
        book.add(pipe, Talk.SENT);
        book.end(seat, Op.SEND);
        return true;
    }

    /** Goes on to the end of file, whether the round is over or not. */
    private boolean receive() {
        book.enter(seat, Op.RECEIVE);
        if (!connection.poll(PATIENCE)) {
            return true;
        }
        try {
            Element element = connection.recv();
            if (!element.isWhole()) {
                book.add(seat, Fact.TORN);
            }
            if (element.seat() != pipe || element.number() != book.get(pipe, Talk.RECEIVED)) {
                book.add(seat, Fact.DISORDER);
            }
        } catch (EOFException e) {
            book.add(pipe, Talk.ENDED);
            return false;
        }
        book.add(pipe, Talk.RECEIVED);
        book.end(seat, Op.RECEIVE);
        return true;
    }
}
