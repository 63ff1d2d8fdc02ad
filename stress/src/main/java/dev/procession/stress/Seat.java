package dev.procession.stress;

import dev.procession.process.ChildProcess;
import dev.procession.process.ProcessionException;
import dev.procession.stress.Book.Fact;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A seat in the book, which one process after the other takes, or one only. For the one thread that drives the run;
 * what others may ask says so.
 */
final class Seat {
    /** How much of a trace says enough. */
    private static final int FRAMES = 14;

    private static final long MAX_WAIT_NANOS = 20_000_000;

    final int number;
    final Role role;
    private final Book book;
    private final Tally tally;
    private volatile @Nullable CompletableFuture<ChildProcess> life;
    private boolean isKilled;
    /** Since when the process has done nothing, and how much it had done until then. */
    private volatile long stillSinceNanos = System.nanoTime();

    private volatile long steps;
    private long stepsBefore;

    Seat(int number, Role role, Book book, Tally tally) {
        this.number = number;
        this.role = role;
        this.book = book;
        this.tally = tally;
    }

    /** How a life ended. */
    enum End {
        /** It goes on, or there was none. */
        NOT,
        KILLED,
        BY_ITSELF,
        NEVER_STARTED
    }

    boolean isEmpty() {
        return life == null;
    }

    /** The process, once it is up; empty before, and when the seat is. Any thread. */
    Optional<ChildProcess> process() {
        CompletableFuture<ChildProcess> now = life;
        return now == null || !now.isDone() || now.isCompletedExceptionally()
                ? Optional.empty()
                : Optional.of(now.join());
    }

    /** Starts a process for the seat, which is empty; returns at once, for booting takes long. */
    void start(Supplier<ChildProcess> starts) {
        isKilled = false;
        stepsBefore = book.get(number, Fact.STEPS);
        stillSinceNanos = System.nanoTime();
        life = CompletableFuture.supplyAsync(starts, task -> Thread.ofVirtual().start(task));
    }

    /** Whether the process has done something, and so has opened and loaded what it begins with. */
    boolean hasBegun() {
        return process().isPresent() && book.get(number, Fact.STEPS) > stepsBefore;
    }

    /** Waits for an operation to be under way, but not long, and kills in it. */
    void killInside() {
        long start = System.nanoTime();
        while (book.inside(number) == null && System.nanoTime() - start < MAX_WAIT_NANOS) {
            Thread.onSpinWait();
        }
        kill();
    }

    void kill() {
        process().ifPresent(process -> {
            isKilled = true;
            // At once, and not, as its own method does, after a look at what it has started: that is nothing.
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        });
    }

    /**
     * Sees whether the life has ended; then the seat is empty, and {@code inside} has the operation that was under
     * way if it was killed.
     */
    End look(History history) {
        CompletableFuture<ChildProcess> now = life;
        if (now == null || !now.isDone()) {
            return End.NOT;
        }
        if (now.isCompletedExceptionally()) {
            life = null;
            return notStarted(now.exceptionNow());
        }
        ChildProcess process = now.join();
        if (process.isAlive()) {
            return End.NOT;
        }
        life = null;
        if (isKilled) {
            Tally.count(tally.kills, role.name());
            Op op = book.inside(number);
            if (op != null) {
                history.killedInside.merge(op, 1, Integer::sum);
                Tally.count(tally.inside, op.name());
            }
            book.leave(number);
            return End.KILLED;
        }
        return ended(process);
    }

    private End ended(ChildProcess process) {
        Optional<Throwable> thrown = process.failure();
        if (thrown.isPresent()) {
            // What it was given could not be opened: that is decoded before its body begins.
            Failure failure = Failure.of(thrown.get());
            if (failure == null) {
                tally.wrong(role + " ended with " + trace(thrown.get()));
            } else {
                tally.fail(failure);
            }
            return End.NEVER_STARTED;
        }
        if (process.exitCode().orElse(-1) != 0) {
            tally.wrong(role + " ended by itself: " + process.exitStatus());
        }
        return End.BY_ITSELF;
    }

    private End notStarted(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        if (failure == null || !(thrown instanceof ProcessionException)) {
            tally.wrong(role + " was not started: " + trace(thrown));
        } else {
            tally.fail(failure);
        }
        return End.NEVER_STARTED;
    }

    static String trace(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            text.append(text.isEmpty() ? "" : " caused by ")
                    .append(t)
                    .append(' ')
                    .append(Arrays.stream(t.getStackTrace()).limit(FRAMES).toList());
        }
        return text.toString();
    }

    /**
     * The time for which the process has done nothing, in nanoseconds; one that is not up does nothing, and an empty
     * seat has no process to wait for. Any thread.
     */
    long stillNanos() {
        long now = book.get(number, Fact.STEPS);
        if (life == null || now != steps) {
            steps = now;
            stillSinceNanos = System.nanoTime();
        }
        return System.nanoTime() - stillSinceNanos;
    }
}
