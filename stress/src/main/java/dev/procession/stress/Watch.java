package dev.procession.stress;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the participants, the submitter of tasks to the pool, and the run itself make progress. If one does not,
 * prints the threads of all, and ends the run.
 */
final class Watch implements Runnable {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A hang lasts forever; a process that others keep off the processors may stand for minutes. */
    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Tally tally;
    private final List<Submitter> work;
    private final Runnable givesUp;
    private final long[] settled;
    private final long[] settledAt;
    private volatile @Nullable Round round;
    private volatile long beatNanos = System.nanoTime();
    private volatile boolean isStopped;

    /**
     * A watch.
     *
     * @param givesUp what is done when the run does not even end after that
     */
    Watch(Tally tally, List<Submitter> work, Runnable givesUp) {
        this.tally = tally;
        this.work = work;
        this.givesUp = givesUp;
        settled = new long[work.size()];
        settledAt = new long[work.size()];
    }

    /** The run goes on, in this round, or in none. */
    void beat(@Nullable Round now) {
        round = now;
        beatNanos = System.nanoTime();
    }

    void stop() {
        isStopped = true;
    }

    @Override
    public void run() {
        for (int i = 0; i < settled.length; i++) {
            settledAt[i] = System.nanoTime();
        }
        while (!isStopped) {
            LockSupport.parkNanos(LOOK_NANOS);
            Optional<String> stuck = stuck();
            if (stuck.isPresent() && !isStopped) {
                tally.wrong("hang: " + stuck.get());
                System.out.println("hang: " + stuck.get());
                Dumps.print();
                long since = System.nanoTime();
                while (!isStopped && System.nanoTime() - since < MAX_NANOS) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                if (!isStopped) {
                    System.out.println(tally + "\nwrong=" + tally.wrong);
                    givesUp.run();
                }
                return;
            }
        }
    }

    private Optional<String> stuck() {
        if (System.nanoTime() - beatNanos > MAX_NANOS) {
            return Optional.of("the run itself");
        }
        for (int i = 0; i < settled.length; i++) {
            if (work.get(i).settled() != settled[i]) {
                settled[i] = work.get(i).settled();
                settledAt[i] = System.nanoTime();
            } else if (System.nanoTime() - settledAt[i] > MAX_NANOS && !isStopped) {
                return Optional.of("no future of the pool is settled any more");
            }
        }
        Round now = round;
        return now == null
                ? Optional.empty()
                : now.stuck(MAX_NANOS)
                        .map(seat -> "seat " + seat.number + ", " + seat.role + ", "
                                + seat.process()
                                        .map(process -> "pid " + process.pid())
                                        .orElse("not up"));
    }
}
