package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SharedSession;
import dev.procession.internal.wait.Sited;
import dev.procession.process.ChildProcess;
import dev.procession.stress.Worker.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A session whose workers are killed and replaced, so many times; then what they had in common is drained and compared with what they said.
 *
 * <p>Half of the victims die inside an operation, before a store chosen by the seed; half at any moment. Only a worker that has completed an operation is a victim.
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
        final boolean fatal;
        final long steps;
        final ChildProcess process;

        Life(Role role, int number, boolean fatal, long steps, ChildProcess process) {
            this.role = role;
            this.number = number;
            this.fatal = fatal;
            this.steps = steps;
            this.process = process;
        }
    }

    private Life start(Procession px, Ledger ledger, String session, Role role) {
        int number = incarnations++;
        boolean fatal = random.nextBoolean();
        long stores = fatal ? 40 + random.nextInt(400) : -1;
        long steps = 1L + random.nextInt(200);
        ChildProcess process = px.process(() -> Worker.run(role, ledger, number, session, stores))
                .daemon(true)
                .jvmOptions("-Xmx32m", "-XX:TieredStopAtLevel=1")
                .start();
        return new Life(role, number, fatal, steps, process);
    }

    /** Runs; returns what was found. */
    Report run() throws InterruptedException {
        long start = System.nanoTime();
        try (Procession px = Procession.local()) {
            int most = kills + ROLES.length;
            Ledger ledger = Ledger.make(px, most);
            SharedSession session = ((OpenSegment) ((Sited) ledger.begun()).site()).session();
            String directory = session.directory().toString();
            Arena arena = new Arena(session, site -> site);
            List<Life> lives = new ArrayList<>();
            for (Role role : ROLES) {
                lives.add(start(px, ledger, directory, role));
            }
            int done = 0;
            long lastKill = System.nanoTime();
            while (done < kills) {
                int index = random.nextInt(lives.size());
                Life life = lives.get(index);
                if (isDue(ledger, life)) {
                    kill(life, ledger);
                    done++;
                    lastKill = System.nanoTime();
                    lives.set(index, start(px, ledger, directory, life.role));
                } else if (System.nanoTime() - lastKill > HANG_NANOS) {
                    throw new IllegalStateException("nothing moves: kills=" + done + " of " + kills);
                } else {
                    Thread.yield();
                }
            }
            ledger.counter().setVolatile(Ledger.STOP, 1);
            end(ledger, lives);
            return new Audit(ledger, arena, incarnations).report(killed, inside, System.nanoTime() - start);
        }
    }

    private static boolean isDue(Ledger ledger, Life life) {
        long steps = ledger.steps().getVolatile(life.number);
        return life.fatal ? steps > 0 && ledger.doomed().getVolatile(life.number) != 0 : steps >= life.steps;
    }

    private void kill(Life life, Ledger ledger) throws InterruptedException {
        if (ledger.doomed().getVolatile(life.number) != 0) {
            inside++;
        }
        killed.merge(life.role, 1, Integer::sum);
        life.process.kill();
        life.process.join();
    }

    /** Ends all. One that stands before its last store does not hear that it is to stop, and others may wait for the lock it holds. */
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
