package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.function.VoidTask;
import dev.procession.process.ChildProcess;
import dev.procession.stress.Book.Fact;
import dev.procession.stress.Book.Queue;
import dev.procession.stress.Seat.End;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A part of a run: the same session with the same things, but a new book and new participants, which end in good order
 * at its end; then everything is counted. For the one thread that drives the run; methods for other threads say so.
 */
final class Round {
    /** The most elements of a seat, in each queue. */
    private static final int ELEMENTS = 1 << 16;

    private final Procession px;
    private final Things things;
    private final Server server;
    private final Tally tally;
    private final String file;
    private final Book book;
    private final History history = new History();
    private final List<Seat> seats = new ArrayList<>();
    private final Pair pair;
    /** Elements of the manager's queue that went with a server, by seat. */
    private final long[] gone = new long[Role.SEATS.size()];

    /** A round with its book in {@code file}, mapped as long as {@code arena} lasts. */
    Round(Procession px, Things things, Server server, Tally tally, Path file, Arena arena) {
        this.px = px;
        this.things = things;
        this.server = server;
        this.tally = tally;
        this.file = file.toString();
        book = Book.make(file, Role.SEATS.size(), ELEMENTS, arena);
        for (int i = 0; i < Role.SEATS.size(); i++) {
            seats.add(new Seat(i, Role.SEATS.get(i), book, tally));
        }
        pair = new Pair(seat(Role.SENDER), seat(Role.RECEIVER), book, tally, history);
    }

    private Seat seat(Role role) {
        return seats.get(Role.SEATS.indexOf(role));
    }

    Procession px() {
        return px;
    }

    String file() {
        return file;
    }

    Seat seat(int number) {
        return seats.get(number);
    }

    /** How many operations were done so far. */
    long operations() {
        return Arrays.stream(Op.values()).mapToLong(book::sum).sum();
    }

    static ChildProcess process(Procession session, VoidTask body) {
        return session.process(body)
                .daemon(true)
                .jvmOptions("-Xmx32m", "-XX:TieredStopAtLevel=1")
                .start();
    }

    /** Notes which participants have ended, and starts the next ones. */
    void tend(boolean isLast) {
        if (!server.isDead()) {
            server.tend(book);
        }
        pair.tend(this, isLast);
        boolean hasClients = false;
        for (Seat seat : seats) {
            if (seat.role == Role.SENDER || seat.role == Role.RECEIVER) {
                continue;
            }
            End end = seat.look(history);
            boolean isClient = seat.role == Role.CLIENT;
            if (end == End.BY_ITSELF && !isLast && !(isClient && server.isDead())) {
                tally.wrong(seat.role + " ended before the round did, without a failure");
            }
            if (seat.isEmpty() && !isLast && !(isClient && server.up().isEmpty())) {
                start(seat);
            }
            hasClients |= isClient && !seat.isEmpty();
        }
        if (server.isDead() && !hasClients) {
            for (int i = 0; i < gone.length; i++) {
                gone[i] = book.begun(i, Op.OFFER);
            }
            server.bury();
        }
    }

    private void start(Seat seat) {
        int number = seat.number;
        Role role = seat.role;
        String at = file;
        Things all = things;
        switch (role) {
            case LOCKER ->
                seat.start(() -> process(px, () -> Participant.run(at, number, b -> new Holder(b, number, all))));
            case CLIENT -> {
                Client.Objects objects = server.up().orElseThrow().objects();
                seat.start(() -> process(px, () -> Participant.run(at, number, b -> new Client(b, number, objects))));
            }
            default ->
                seat.start(() -> process(px, () -> Participant.run(at, number, b -> new Trader(role, b, number, all))));
        }
    }

    /** Kills the manager's server, once its numbers were looked at; whether there was one. */
    boolean killServer() {
        server.up().ifPresent(up -> history.counts.addAll(server.counts(up, book)));
        return server.kill();
    }

    boolean isEmpty() {
        return seats.stream().allMatch(Seat::isEmpty);
    }

    /** Whether there is no manager whose numbers could be looked at. */
    boolean needsServer() {
        return server.up().isEmpty();
    }

    /** Tells the participants that the round is over. */
    void stop() {
        book.stop();
    }

    /** Takes what is left, and checks it; all participants have ended, and the server is up. */
    void judge(Server.Life up) throws InterruptedException {
        for (Element left = things.queue().poll();
                left != null;
                left = things.queue().poll()) {
            found(Queue.PLAIN, left);
        }
        while (things.joinable().unfinished() > 0) {
            // What the last of the dead had on lease comes back when it is looked for again.
            Element left =
                    things.joinable().poll(Participant.PATIENCE_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS);
            if (left != null) {
                found(Queue.JOINABLE, left);
                things.joinable().taskDone();
                book.mark(Queue.JOINABLE, left.seat(), left.number(), Book.RETURNED);
            }
        }
        for (Integer left = up.objects().deque().poll();
                left != null;
                left = up.objects().deque().poll()) {
            book.take(Queue.MANAGER, left / ELEMENTS, left % ELEMENTS);
        }
        history.counts.addAll(server.counts(up, book));
        record();
        Audit.Verdict verdict = Audit.of(history);
        verdict.wrong().forEach(tally::wrong);
        tally.taken.add(verdict.taken());
        tally.lost.add(verdict.lost());
        tally.again.add(verdict.again());
        tally.torn.add(book.sum(Fact.TORN));
        for (Op op : Op.values()) {
            Tally.add(tally.operations, op.name(), book.sum(op));
        }
        for (Failure failure : Failure.values()) {
            tally.fail(failure, book.sum(failure));
        }
        things.number().set(0);
        for (int i = 0; i <= Things.WHO; i++) {
            things.guarded().set(i, 0);
        }
        server.reset(up);
    }

    private void found(Queue queue, Element element) {
        if (!element.isWhole()) {
            tally.wrong("an element that was left is torn");
        }
        book.take(queue, element.seat(), element.number());
    }

    private void record() {
        for (Queue queue : Queue.values()) {
            history.elements.put(queue, book.elements(queue));
        }
        List<int[]> ofManager = history.elements.getOrDefault(Queue.MANAGER, List.of());
        for (int seat = 0; seat < gone.length; seat++) {
            Arrays.fill(ofManager.get(seat), 0, (int) gone[seat], 0);
        }
        history.add(book, "shared number", Op.NUMBER, things.number().get());
        history.addGuarded(book, things.guarded());
        history.addFree(things.lock());
        history.addFree(things.semaphore(), Things.PERMITS);
        history.limit("size", (long) things.queue().size() + things.joinable().size(), 0);
        history.limit("torn", book.sum(Fact.TORN), 0);
        history.limit("robbed", book.sum(Fact.ROBBED), 0);
        history.limit("disorder in pipes", book.sum(Fact.DISORDER), 0);
    }

    /** A participant that has done nothing for that time; empty if there is none. Any thread. */
    Optional<Seat> stuck(long nanos) {
        return seats.stream().filter(seat -> seat.stillNanos() > nanos).findFirst();
    }
}
