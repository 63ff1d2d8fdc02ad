package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.channel.Pipe;
import dev.procession.process.ProcessionException;
import dev.procession.stress.Book.Talk;
import dev.procession.stress.History.PipeEnd;
import dev.procession.stress.Seat.End;
import org.jspecify.annotations.Nullable;

/**
 * The two that talk through a pipe. When one of them is gone, the other ends too; then there is another pipe, and
 * another two.
 */
final class Pair {
    private final Seat sender;
    private final Seat receiver;
    private final Book book;
    private final Tally tally;
    private final History history;
    private int pipe = -1;
    private @Nullable Pipe<Element> made;
    private boolean isReceiverKilled;
    /** Whether one of the two never was: the other waits for it, and is none whose end says anything. */
    private boolean isHalf;

    Pair(Seat sender, Seat receiver, Book book, Tally tally, History history) {
        this.sender = sender;
        this.receiver = receiver;
        this.book = book;
        this.tally = tally;
        this.history = history;
    }

    /** Notes which have ended, and starts the next two when both have. */
    void tend(Round round, boolean isLast) {
        End first = sender.look(history);
        End second = receiver.look(history);
        if (first == End.NEVER_STARTED || second == End.NEVER_STARTED) {
            isHalf = true;
        }
        isReceiverKilled |= second == End.KILLED;
        if (isHalf) {
            sender.kill();
            receiver.kill();
        }
        if (!sender.isEmpty() || !receiver.isEmpty()) {
            return;
        }
        if (pipe >= 0 && !isHalf) {
            history.pipes.add(new PipeEnd(
                    pipe,
                    book.get(pipe, Talk.BEGUN),
                    book.get(pipe, Talk.SENT),
                    book.get(pipe, Talk.RECEIVED),
                    book.get(pipe, Talk.ENDED) != 0,
                    isReceiverKilled));
        }
        if (made != null) {
            // Otherwise its file stays until the session ends: no living process has it.
            made.left().close();
            made.right().close();
            made = null;
        }
        if (!isLast && pipe + 1 < Book.PIPES) {
            start(round);
        } else {
            isHalf = true;
        }
    }

    private void start(Round round) {
        pipe++;
        isReceiverKilled = false;
        isHalf = false;
        Pipe<Element> next;
        try {
            next = round.px().simplexPipe();
        } catch (ProcessionException e) {
            isHalf = true;
            Failure failure = Failure.of(e);
            tally.fail(failure == null ? Failure.PROCESSION : failure);
            return;
        }
        made = next;
        Procession px = round.px();
        String file = round.file();
        int number = pipe;
        for (Seat seat : new Seat[] {receiver, sender}) {
            int at = seat.number;
            Role role = seat.role;
            var connection = role == Role.SENDER ? next.right() : next.left();
            seat.start(() -> Round.process(
                    px, () -> Participant.run(file, at, book -> new Talker(role, book, at, number, connection))));
        }
    }
}
