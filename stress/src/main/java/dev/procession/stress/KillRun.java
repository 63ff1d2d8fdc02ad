package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.shared.SharedArray;
import dev.procession.stress.Book.Fact;
import dev.procession.stress.Book.Queue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A session whose workers are killed and replaced, so many times; then what they had in common is drained and
 * compared with what they said.
 *
 * <p>Half of the workers are to die inside an operation, before a store chosen by the seed; half at any moment,
 * after so many operations.
 */
@SuppressWarnings("ThreadPriorityCheck") // there is nothing to wait for but time
final class KillRun {
    private static final List<Role> ROLES = Role.SEATS.subList(0, Role.SEATS.indexOf(Role.SENDER));
    /** The most elements a process puts into each ring. */
    private static final int ELEMENTS = 1024;

    private final Random random;
    private final int kills;
    private final Tally tally = new Tally();
    private final History history = new History();

    KillRun(long seed, int kills) {
        random = new Random(seed);
        this.kills = kills;
    }

    /** Runs; returns what was found. */
    Report run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path file = Files.createTempFile("stress-", ".book");
        try (Procession px = Procession.local();
                Arena arena = Arena.ofShared()) {
            // All processes may stand before their last store at the end, and be killed too.
            Book book = Book.make(file, kills + ROLES.size(), ELEMENTS, arena);
            SharedArray.OfLong guarded = px.sharedLongs(4);
            SessionAttachment session = SessionRegistry.of(
                    ((OpenSite) ((SegmentResident) guarded).context()).session().directory());
            RawThings things = new RawThings(session, context -> context);
            String directory = session.directory().toString();
            Crew crew =
                    new Crew(book, tally, history, random, false, seat -> start(px, file, directory, guarded, seat));
            crew.run(ROLES, kills);
            return audit(book, things, guarded, crew, start);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private long start(Procession px, Path file, String session, SharedArray.OfLong guarded, Seat seat) {
        boolean fatal = random.nextBoolean();
        long stores = fatal ? 40 + random.nextInt(400) : -1;
        String name = file.toString();
        int number = seat.number;
        Role role = seat.role;
        seat.start(() -> Round.process(
                px,
                () -> Participant.runStrictly(
                        name, number, book -> new RawWorker(role, book, number, session, guarded, stores))));
        // One that is to die inside an operation has time to come to its store.
        return 1L + random.nextInt(fatal ? 2000 : 200);
    }

    private Report audit(Book book, RawThings things, SharedArray.OfLong guarded, Crew crew, long start) {
        // What was damaged cannot be drained, and is wrong already.
        Audit.Verdict verdict = Audit.of(tally.wrong.isEmpty() ? found(book, things, guarded, crew) : new History());
        verdict.wrong().forEach(tally::wrong);
        return new Report(
                crew.kills(),
                crew.doomed(),
                book.sum(Op.HAND_IN),
                verdict.lost(),
                verdict.again(),
                book.sum(Fact.TORN),
                guarded.get(Things.ENTERED),
                System.nanoTime() - start,
                tally.wrong);
    }

    /** Drains what is left; returns what the workers said and what was found. */
    private History found(Book book, RawThings things, SharedArray.OfLong guarded, Crew crew) {
        drain(book, things.plain, Queue.PLAIN);
        drain(book, things.leasing, Queue.JOINABLE);
        for (Queue queue : List.of(Queue.PLAIN, Queue.JOINABLE)) {
            history.elements.put(queue, book.elements(queue));
        }
        history.limit("puts too few for so many kills", crew.kills(), book.sum(Op.HAND_IN));
        history.limit("torn elements", book.sum(Fact.TORN), 0);
        history.limit("robbed", book.sum(Fact.ROBBED), 0);
        history.limit("size", things.plain.size() + things.leasing.size(), 0);
        history.limit("unfinished", things.plain.unfinished() + things.leasing.unfinished(), 0);
        history.addGuarded(book, guarded);
        history.addFree(things.lock);
        history.addFree(things.semaphore, RawThings.PERMITS);
        return history;
    }

    private static void drain(Book book, RecordRing ring, Queue queue) {
        while (true) {
            long[] position = new long[1];
            Object taken = ring.poll((words, at, length, where) -> {
                position[0] = where;
                return RawWorker.read(book, words, at, length);
            });
            if (taken == null) {
                if (ring.unfinished() == 0) {
                    return;
                }
                // What the last dead had on lease comes back when it is looked for again.
                Thread.yield();
                continue;
            }
            RawWorker.take(book, queue, (Long) taken);
            if (queue == Queue.JOINABLE) {
                ring.done(position[0]);
                RawWorker.giveBack(book, (Long) taken);
            }
        }
    }
}
