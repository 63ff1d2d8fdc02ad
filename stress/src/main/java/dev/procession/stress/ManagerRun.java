package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedMap;
import dev.procession.stress.Book.Fact;
import dev.procession.stress.Book.Queue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A manager whose clients are killed at random and replaced, so many times, while they use all kinds of objects; then
 * its contents are compared with their logs: each operation was done once if it was answered, at most once if it was
 * begun, nothing is held by the dead, and nothing unreachable is kept.
 */
final class ManagerRun {
    private static final List<Role> ROLES = Collections.nCopies(5, Role.CLIENT);
    private static final int CAPACITY = 64;
    private static final int MESSAGES = 32;
    /** The most elements a client puts into the deque. */
    private static final int ELEMENTS = 2048;
    /** The objects with names. */
    private static final int NAMED = 4;

    private static final List<Op> OPS =
            List.of(Op.MERGE, Op.COMPUTE, Op.COUNT, Op.OFFER, Op.LOCK, Op.PERMIT, Op.NEST, Op.SEND);

    private static final long FREED_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Random random;
    private final int kills;
    private final Tally tally = new Tally();
    private final History history = new History();
    private final ManagerReport report = new ManagerReport(tally.wrong);

    ManagerRun(long seed, int kills) {
        random = new Random(seed);
        this.kills = kills;
    }

    ManagerReport run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path file = Files.createTempFile("stress-", ".book");
        try (Procession px = Procession.builder().output(Output.DISCARD).build();
                Manager manager = px.manager(ManagerOptions.defaults().withTravelLease(ManagerClient.LEASE));
                Arena arena = Arena.ofShared()) {
            Book book = Book.make(file, kills + ROLES.size(), ELEMENTS, arena);
            ManagerClient.Things things = new ManagerClient.Things(
                    manager,
                    new Client.Objects(
                            manager.map("counts"), manager.counter("counter", 0), manager.queue("deque", CAPACITY)),
                    manager.lock("lock"),
                    manager.semaphore("semaphore", ManagerClient.PERMITS),
                    manager.map("nests"),
                    px.queue(MESSAGES));
            int files = files(things);
            Crew crew = new Crew(book, tally, history, random, true, seat -> start(px, file, things, seat));
            crew.run(ROLES, kills);
            report.kills = crew.kills();
            report.inside = (int) Tally.sum(tally.inside);
            audit(book, things);
            auditObjects(things);
            auditFiles(things, files);
        } finally {
            Files.deleteIfExists(file);
        }
        report.nanos = System.nanoTime() - start;
        return report;
    }

    private long start(Procession px, Path file, ManagerClient.Things things, Seat seat) {
        String name = file.toString();
        int number = seat.number;
        seat.start(() -> Round.process(
                px, () -> Participant.runStrictly(name, number, book -> new ManagerClient(book, number, things))));
        return 1L + random.nextInt(300);
    }

    // What must be true.

    private void audit(Book book, ManagerClient.Things things) {
        for (Op op : OPS) {
            report.done.put(op, book.sum(op));
        }
        report.received = book.sum(Fact.RECEIVED);
        SharedMap<String, Integer> counts = things.objects().counts();
        history.add(book, "merged", Op.MERGE, counts.getOrDefault(Client.Objects.MERGED, 0));
        history.add(book, "computed", Op.COMPUTE, counts.getOrDefault("computed", 0));
        history.add(book, "locked", Op.LOCK, counts.getOrDefault("locked", 0));
        history.add(book, "counted", Op.COUNT, things.objects().counter().get());
        history.limit("objects gone that a message had", book.sum(Fact.LOST), 0);
        history.limit("nested objects wrong", book.sum(Fact.WRONG), 0);
        history.addFree(things.lock());
        history.addFree(things.semaphore(), ManagerClient.PERMITS);
        for (Integer left = things.objects().deque().poll();
                left != null;
                left = things.objects().deque().poll()) {
            book.take(Queue.MANAGER, left / ELEMENTS, left % ELEMENTS);
        }
        history.elements.put(Queue.MANAGER, book.elements(Queue.MANAGER));
        Audit.Verdict verdict = Audit.of(history);
        verdict.wrong().forEach(tally::wrong);
        report.takenUnsaid = verdict.lost();
    }

    private static boolean comesTrue(BooleanSupplier condition, long nanos) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > nanos) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /** What only the dead could reach is freed, and what only messages had. */
    private void auditObjects(ManagerClient.Things things) {
        while (things.messages().poll() != null) {
            // No process receives it.
        }
        things.nests().clear();
        boolean freed = comesTrue(
                () -> {
                    System.gc();
                    // What the server's own functions had.
                    things.objects().counts().compute("collect", (key, value) -> {
                        System.gc();
                        return null;
                    });
                    LockSupport.parkNanos(50 * LOOK_NANOS);
                    return things.manager().size() == NAMED;
                },
                FREED_NANOS);
        if (!freed) {
            tally.wrong("objects=" + things.manager().size() + ", with names=" + NAMED);
        }
    }

    private static int files(ManagerClient.Things things) {
        Path directory = ((OpenSite) ((SegmentResident) things.messages()).context())
                .session()
                .directory();
        String[] names = directory
                .toFile()
                .list((parent, name) -> name.startsWith("s-") || name.startsWith("x-") || name.startsWith("new-"));
        return names == null ? 0 : names.length;
    }

    private void auditFiles(ManagerClient.Things things, int before) {
        boolean _ = comesTrue(() -> files(things) <= before, 1000 * LOOK_NANOS);
        report.files = files(things) - before;
        // A process that dies while it makes its channel leaves that until the session ends.
        if (report.files > report.kills / 20 + 2) {
            tally.wrong("files left=" + report.files + ", limit=" + (report.kills / 20 + 2));
        }
    }
}
