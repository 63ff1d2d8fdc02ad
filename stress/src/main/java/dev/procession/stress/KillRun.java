package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.process.ChildProcess;
import dev.procession.stress.RawWorker.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A session whose workers are killed and replaced, so many times; then what they had in common is drained and
 * compared with what they said.
 *
 * <p>Half of the workers are to die inside an operation, before a store chosen by the seed; half at any moment,
 * after so many operations.
 */
@SuppressWarnings("ThreadPriorityCheck") // the harness looks all the time, and lets the workers run
final class KillRun {
    private static final Role[] ROLES = {
        Role.PRODUCER,
        Role.PRODUCER,
        Role.CONSUMER,
        Role.CONSUMER,
        Role.BORROWER,
        Role.BORROWER,
        Role.LOCKER,
        Role.LOCKER
    };
    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Random random;
    private final int kills;
    private final Map<Role, Integer> killed = new EnumMap<>(Role.class);
    private int inside;
    private int incarnations;

    KillRun(long seed, int kills) {
        random = new Random(seed);
        this.kills = kills;
    }

    /** One worker's life. */
    private static final class Life {
        final Role role;
        final int number;
        final long steps;
        final ChildProcess process;

        Life(Role role, int number, long steps, ChildProcess process) {
            this.role = role;
            this.number = number;
            this.steps = steps;
            this.process = process;
        }
    }

    /**
     * Starts a worker, and does not wait for it: booting is what takes the time. What is random is drawn here, in the
     * harness's order.
     */
    private CompletableFuture<Life> start(Procession px, Ledger ledger, String session, Role role) {
        int number = incarnations++;
        boolean fatal = random.nextBoolean();
        long stores = fatal ? 40 + random.nextInt(400) : -1;
        // One that is to die inside an operation has time to come to its store.
        long steps = 1L + random.nextInt(fatal ? 2000 : 200);
        CompletableFuture<Life> life = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                life.complete(new Life(
                        role,
                        number,
                        steps,
                        px.process(() -> RawWorker.run(role, ledger, number, session, stores))
                                .daemon(true)
                                .jvmOptions("-Xmx32m", "-XX:TieredStopAtLevel=1")
                                .start()));
            } catch (RuntimeException e) {
                life.completeExceptionally(e);
            }
        });
        return life;
    }

    /** Runs; returns what was found. */
    Report run() throws InterruptedException {
        long start = System.nanoTime();
        try (Procession px = Procession.local()) {
            int most = kills + ROLES.length;
            Ledger ledger = Ledger.make(px, most);
            SessionAttachment session = SessionRegistry.of(((OpenSite) ((SegmentResident) ledger.begun()).context())
                    .session()
                    .directory());
            String directory = session.directory().toString();
            RawThings arena = new RawThings(session, context -> context);
            List<CompletableFuture<Life>> lives = new ArrayList<>();
            for (Role role : ROLES) {
                lives.add(start(px, ledger, directory, role));
            }
            int done = 0;
            int target = random.nextInt(lives.size());
            long lastKill = System.nanoTime();
            while (done < kills) {
                int victim = victim(ledger, lives, target);
                if (victim >= 0) {
                    Life life = lives.get(victim).join();
                    kill(life, ledger);
                    lives.set(victim, start(px, ledger, directory, life.role));
                    done++;
                    target = random.nextInt(lives.size());
                    lastKill = System.nanoTime();
                } else if (System.nanoTime() - lastKill > HANG_NANOS) {
                    throw new IllegalStateException("nothing moves: kills=" + done + " of " + kills);
                } else {
                    Thread.yield();
                }
            }
            ledger.counter().setVolatile(Ledger.STOP, 1);
            end(ledger, lives.stream().map(CompletableFuture::join).toList());
            return new RingAudit(ledger, arena, incarnations).report(killed, inside, System.nanoTime() - start);
        }
    }

    /**
     * One that stands before its last store, for the others may wait for it; else the target, once it has worked
     * enough; -1 for none.
     */
    private static int victim(Ledger ledger, List<CompletableFuture<Life>> lives, int target) {
        for (int i = 0; i < lives.size(); i++) {
            if (lives.get(i).isDone()
                    && ledger.doomed().getVolatile(lives.get(i).join().number) != 0) {
                return i;
            }
        }
        if (!lives.get(target).isDone()) {
            return -1;
        }
        Life life = lives.get(target).join();
        return ledger.steps().getVolatile(life.number) >= life.steps ? target : -1;
    }

    private void kill(Life life, Ledger ledger) throws InterruptedException {
        if (ledger.doomed().getVolatile(life.number) != 0) {
            inside++;
        }
        killed.merge(life.role, 1, Integer::sum);
        life.process.kill();
        life.process.join();
    }

    /**
     * Ends all. One that stands before its last store does not hear that it is to stop, and others may wait for the
     * lock it holds.
     */
    private void end(Ledger ledger, List<Life> lives) throws InterruptedException {
        long start = System.nanoTime();
        while (lives.stream().anyMatch(life -> life.process.isAlive())) {
            for (Life life : lives) {
                if (life.process.isAlive() && ledger.doomed().getVolatile(life.number) != 0) {
                    kill(life, ledger);
                }
            }
            if (System.nanoTime() - start > HANG_NANOS) {
                throw new IllegalStateException("workers hang: "
                        + lives.stream()
                                .filter(life -> life.process.isAlive())
                                .map(life -> life.role + " " + life.process.pid())
                                .toList());
            }
            Thread.yield();
        }
    }
}
