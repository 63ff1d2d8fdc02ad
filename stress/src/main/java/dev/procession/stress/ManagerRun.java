package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedMap;
import dev.procession.stress.ManagerLedger.Deed;
import dev.procession.stress.ManagerLedger.Fact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A manager whose clients are killed at random and replaced, so many times, while they use all that it has; then
 * what it has is compared with what they said: each operation was done once if
 * it was answered, once at most if it was begun, nothing is held by the dead, and nothing that nobody can reach is
 * kept.
 */
final class ManagerRun {
    private static final int CLIENTS = 5;
    private static final int CAPACITY = 64;
    private static final int MESSAGES = 32;
    /** The objects with names. */
    private static final int NAMED = 4;

    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Random random;
    private final int kills;
    private final ManagerReport report = new ManagerReport();
    private int incarnations;

    ManagerRun(long seed, int kills) {
        random = new Random(seed);
        this.kills = kills;
    }

    /**
     * One client's life.
     *
     * @param steps how much it does before it may be killed
     */
    private record Life(int number, long steps, ChildProcess process) {}

    /** Starts a client, and does not wait for it: booting is what takes the time. */
    private CompletableFuture<Life> start(Procession px, ManagerLedger ledger, ManagerClient.Arena arena) {
        int number = incarnations++;
        long steps = 1L + random.nextInt(300);
        return CompletableFuture.supplyAsync(
                () -> new Life(
                        number,
                        steps,
                        px.process(() -> ManagerClient.run(ledger, number, arena))
                                .daemon(true)
                                .jvmOptions("-Xmx32m", "-XX:TieredStopAtLevel=1")
                                .start()),
                task -> Thread.ofVirtual().start(task));
    }

    ManagerReport run() throws InterruptedException {
        long start = System.nanoTime();
        try (Procession px = Procession.builder().output(Output.DISCARD).build();
                Manager manager = px.manager(ManagerOptions.defaults().withTravelLease(ManagerClient.LEASE))) {
            ManagerLedger ledger = ManagerLedger.make(px, kills + CLIENTS);
            ManagerClient.Arena arena = new ManagerClient.Arena(
                    manager,
                    manager.map("counts"),
                    manager.counter("counter", 0),
                    manager.queue("deque", CAPACITY),
                    manager.lock("lock"),
                    manager.semaphore("semaphore", ManagerClient.PERMITS),
                    manager.map("nests"),
                    px.queue(MESSAGES));
            int files = files(arena);
            List<CompletableFuture<Life>> lives = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                lives.add(start(px, ledger, arena));
            }
            while (report.kills < kills && report.wrong.isEmpty()) {
                int[] victim = {-1};
                await("a step of any client", () -> {
                    victim[0] = ripe(ledger, lives);
                    return victim[0] >= 0;
                });
                Life life = lives.get(victim[0]).join();
                if (life.process().isAlive()) {
                    kill(life, ledger);
                    lives.set(victim[0], start(px, ledger, arena));
                } else {
                    report.wrong.add("client " + life.number() + " ended by itself: "
                            + life.process().failure());
                }
            }
            ledger.stop();
            for (CompletableFuture<Life> life : lives) {
                ChildProcess process = life.join().process();
                await("the end of " + process, () -> !process.isAlive());
                if (process.exitCode().orElse(-1) != 0) {
                    report.wrong.add(process + " failed: " + process.failure());
                }
            }
            audit(ledger, arena, files);
        }
        report.nanos = System.nanoTime() - start;
        return report;
    }

    /** One that has done enough, from a random one on; -1 for none. */
    private int ripe(ManagerLedger ledger, List<CompletableFuture<Life>> lives) {
        int first = random.nextInt(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            int client = (first + i) % CLIENTS;
            CompletableFuture<Life> life = lives.get(client);
            if (life.isDone()
                    && (!life.join().process().isAlive()
                            || ledger.get(life.join().number(), Fact.STEPS)
                                    >= life.join().steps())) {
                return client;
            }
        }
        return -1;
    }

    private void kill(Life life, ManagerLedger ledger) throws InterruptedException {
        life.process().kill();
        life.process().join();
        report.kills++;
        for (Deed deed : Deed.values()) {
            if (ledger.begun(life.number(), deed) != ledger.done(life.number(), deed)) {
                report.inside++;
            }
        }
    }

    private void await(String what, BooleanSupplier condition) {
        if (!comesTrue(condition)) {
            throw new IllegalStateException("waited in vain for " + what + " after kills=" + report.kills);
        }
    }

    private static boolean comesTrue(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > HANG_NANOS) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    // What must be true.

    private long sum(ManagerLedger ledger, Fact fact) {
        long sum = 0;
        for (int client = 0; client < incarnations; client++) {
            sum += ledger.get(client, fact);
        }
        return sum;
    }

    /** As often as it was answered, and as it was begun at most. */
    private void require(String what, ManagerLedger ledger, Deed deed, long actual) {
        long begun = 0;
        long done = 0;
        for (int client = 0; client < incarnations; client++) {
            begun += ledger.begun(client, deed);
            done += ledger.done(client, deed);
        }
        if (actual < done || actual > begun) {
            report.wrong.add(what + "=" + actual + ", answered=" + done + ", begun=" + begun);
        }
    }

    private void require(String what, long actual, long limit) {
        if (actual > limit) {
            report.wrong.add(what + "=" + actual + ", limit=" + limit);
        }
    }

    private void audit(ManagerLedger ledger, ManagerClient.Arena arena, int files) {
        for (Deed deed : Deed.values()) {
            long done = 0;
            for (int client = 0; client < incarnations; client++) {
                done += ledger.done(client, deed);
            }
            report.done.put(deed, done);
        }
        report.received = sum(ledger, Fact.RECEIVED);
        SharedMap<String, Integer> counts = arena.counts();
        require("merged", ledger, Deed.MERGE, counts.getOrDefault("merged", 0));
        require("computed", ledger, Deed.COMPUTE, counts.getOrDefault("computed", 0));
        require("locked", ledger, Deed.LOCK, counts.getOrDefault("locked", 0));
        require("counted", ledger, Deed.COUNT, arena.counter().get());
        require("objects gone that a message had", sum(ledger, Fact.LOST), 0);
        require("nested objects wrong", sum(ledger, Fact.WRONG), 0);
        if (!arena.lock().tryLock()) {
            report.wrong.add("the lock is held by nobody alive");
        } else {
            arena.lock().unlock();
        }
        require(
                "permits missing",
                (long) ManagerClient.PERMITS - arena.semaphore().availablePermits(),
                0);
        require("permits too many", (long) arena.semaphore().availablePermits() - ManagerClient.PERMITS, 0);
        auditElements(ledger, arena);
        auditObjects(arena);
        auditFiles(arena, files);
    }

    private void auditElements(ManagerLedger ledger, ManagerClient.Arena arena) {
        for (Integer left = arena.deque().poll();
                left != null;
                left = arena.deque().poll()) {
            ledger.taken().getAndAdd(left, 1);
        }
        for (int client = 0; client < incarnations; client++) {
            for (int i = 0; i < ManagerLedger.ELEMENTS; i++) {
                int taken = ledger.taken().get((long) client * ManagerLedger.ELEMENTS + i);
                require("element " + i + " of client " + client + " taken", taken, 1);
                if (i >= ledger.begun(client, Deed.PUT)) {
                    require("element " + i + " of client " + client + ", never put, taken", taken, 0);
                } else if (i < ledger.done(client, Deed.PUT) && taken == 0) {
                    report.takenUnsaid++;
                }
            }
        }
        // Taken by one that died before it could say so.
        require("elements lost", report.takenUnsaid, report.kills);
    }

    /** What only the dead could reach is freed, and what only messages had. */
    private void auditObjects(ManagerClient.Arena arena) {
        while (arena.messages().poll() != null) {
            // Nobody receives it.
        }
        arena.nests().clear();
        boolean freed = comesTrue(() -> {
            System.gc();
            // What the server's own functions had.
            arena.counts().compute("collect", (key, value) -> {
                System.gc();
                return null;
            });
            LockSupport.parkNanos(50 * LOOK_NANOS);
            return arena.manager().size() == NAMED;
        });
        if (!freed) {
            report.wrong.add("objects=" + arena.manager().size() + ", with names=" + NAMED);
        }
    }

    private static int files(ManagerClient.Arena arena) {
        Path directory = ((OpenSite) ((SegmentResident) arena.messages()).context())
                .session()
                .directory();
        String[] names = directory
                .toFile()
                .list((parent, name) -> name.startsWith("s-") || name.startsWith("x-") || name.startsWith("new-"));
        return names == null ? 0 : names.length;
    }

    private void auditFiles(ManagerClient.Arena arena, int before) {
        comesTrueSoon(() -> files(arena) <= before);
        report.files = files(arena) - before;
        // A process that dies while it makes its channel leaves that until the session ends.
        require("files left", report.files, report.kills / 20 + 2);
    }

    private static void comesTrueSoon(BooleanSupplier condition) {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
