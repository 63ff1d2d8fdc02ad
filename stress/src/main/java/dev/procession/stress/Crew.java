package dev.procession.stress;

import dev.procession.stress.Book.Fact;
import dev.procession.stress.Seat.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Processes that are killed and replaced, so many times. Each has a seat of its own, so that what it said is told from
 * what the one before it said.
 */
final class Crew {
    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    /** Maximum time from the end of a step to the kill: about a step that waits, so that all parts of it are met. */
    private static final int MAX_DELAY_NANOS = 10_000_000;

    private final Book book;
    private final Tally tally;
    private final History history;
    private final Random random;
    private final Starter starter;
    private final boolean takesAny;
    private final List<Life> lives = new ArrayList<>();
    private int seats;
    private int kills;
    private int doomed;

    /**
     * A crew.
     *
     * @param random what is random is drawn from it in the harness's order
     * @param takesAny whether the first that has worked enough is killed, not the one that was drawn
     */
    Crew(Book book, Tally tally, History history, Random random, boolean takesAny, Starter starter) {
        this.book = book;
        this.tally = tally;
        this.history = history;
        this.random = random;
        this.takesAny = takesAny;
        this.starter = starter;
    }

    /** Starts processes. */
    @FunctionalInterface
    interface Starter {
        /**
         * Starts one, and does not wait for it: booting is what takes the time.
         *
         * @return how many steps it does before it may be killed
         */
        long start(Seat seat);
    }

    /** One process's life. */
    private record Life(Seat seat, long steps) {}

    private Life start(Role role) {
        Seat seat = new Seat(seats++, role, book, tally);
        return new Life(seat, starter.start(seat));
    }

    /** How many were killed. */
    int kills() {
        return kills;
    }

    /** How many of them stood before a store. */
    int doomed() {
        return doomed;
    }

    /** Runs to the end of all. */
    void run(List<Role> roles, int atLeast) {
        for (Role role : roles) {
            lives.add(start(role));
        }
        int target = random.nextInt(lives.size());
        long since = System.nanoTime();
        while (kills < atLeast && tally.wrong.isEmpty()) {
            int victim = victim(target);
            if (victim >= 0) {
                Seat seat = lives.get(victim).seat();
                if (!isDoomed(seat)) {
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(MAX_DELAY_NANOS));
                }
                kill(seat);
                lives.set(victim, start(seat.role));
                target = random.nextInt(lives.size());
                since = System.nanoTime();
            } else {
                await(since, "of " + atLeast);
            }
        }
        book.stop();
        end();
    }

    private boolean isDoomed(Seat seat) {
        return book.get(seat.number, Fact.DOOMED) != 0;
    }

    /**
     * One that stands before its last store, because the others may wait for it; else one that has worked enough; -1
     * for none.
     */
    private int victim(int target) {
        int ripe = -1;
        for (int i = lives.size() - 1; i >= 0; i--) {
            int at = (target + i) % lives.size();
            Life life = lives.get(at);
            End end = life.seat().look(history);
            if (end != End.NOT) {
                tally.wrong(life.seat().role + " " + life.seat().number + " ended before the run did: " + end
                        + ", failures=" + tally.failures);
                return -1;
            }
            if (isDoomed(life.seat())) {
                return at;
            }
            if ((takesAny || i == 0)
                    && life.seat().process().isPresent()
                    && book.get(life.seat().number, Fact.STEPS) >= life.steps()) {
                ripe = at;
            }
        }
        return ripe;
    }

    private void kill(Seat seat) {
        doomed += isDoomed(seat) ? 1 : 0;
        kills++;
        seat.kill();
        long since = System.nanoTime();
        while (seat.look(history) == End.NOT) {
            await(since, "and one that was killed lives");
        }
    }

    /** Ends all. One that stands before its last store does not hear that it is to stop. */
    private void end() {
        long since = System.nanoTime();
        while (!lives.stream().allMatch(life -> life.seat().isEmpty())) {
            for (Life life : lives) {
                if (!life.seat().isEmpty() && isDoomed(life.seat())) {
                    kill(life.seat());
                } else if (life.seat().look(history) == End.NEVER_STARTED) {
                    tally.wrong(life.seat().role + " failed: " + tally.failures);
                }
            }
            await(since, "and these hang at the end: " + hanging());
        }
    }

    private List<String> hanging() {
        return lives.stream()
                .map(Life::seat)
                .filter(seat -> !seat.isEmpty())
                .map(seat -> seat.role + " " + seat.process())
                .toList();
    }

    private void await(long since, String what) {
        if (System.nanoTime() - since > HANG_NANOS) {
            throw new IllegalStateException("nothing moves: kills=" + kills + " " + what);
        }
        LockSupport.parkNanos(LOOK_NANOS);
    }
}
