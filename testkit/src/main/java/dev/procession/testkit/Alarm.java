package dev.procession.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One guarded method: goes off once if it is not disarmed in time. */
final class Alarm {

    private static final int HALT_STATUS = 97;

    private final Thread thread;
    private final String what;
    private final Duration deadline;
    private final CountDownLatch handled = new CountDownLatch(1);

    // Guarded by this.
    private @Nullable Future<?> timer;
    private boolean over;
    private boolean fired;
    private List<String> killed = List.of();

    Alarm(Thread thread, String what, Duration deadline) {
        this.thread = thread;
        this.what = what;
        this.deadline = deadline;
    }

    synchronized void arm() {
        timer = Watchdog.schedule(this::goOff, deadline);
    }

    /** Called on the test's thread when the method has returned; throws if the alarm had gone off. */
    void disarm(@Nullable Throwable thrown) {
        synchronized (this) {
            over = true;
            if (timer != null) {
                timer.cancel(false);
            }
            if (!fired) {
                return;
            }
        }
        // The dumps and kills belong to this test; the next one must not run into them. They are bounded.
        awaitHandled();
        throw new AssertionError(
                what + " passed its deadline: deadline=" + deadline + ", killed=" + killed()
                        + "; the threads of all JVMs are on standard error",
                thrown);
    }

    private synchronized List<String> killed() {
        return killed;
    }

    private void awaitHandled() {
        while (true) {
            try {
                handled.await();
                // Our own interrupt has done its work, or comes too late; either way it must not reach the next test.
                Thread.interrupted();
                return;
            } catch (InterruptedException e) {
                // That was the alarm's interrupt; it is handled in a moment.
            }
        }
    }

    private void goOff() {
        synchronized (this) {
            if (over) {
                return;
            }
            fired = true;
        }
        try {
            List<ProcessHandle> descendants = Descendants.live();
            System.err.println(what + " passed its deadline of " + deadline + "; thread dumps follow");
            System.err.println(ThreadDumps.ofThisJvm());
            System.err.println(ThreadDumps.of(descendants));
            List<String> described =
                    descendants.stream().map(Descendants::describe).toList();
            Descendants.kill(descendants);
            synchronized (this) {
                killed = described;
            }
        } catch (RuntimeException e) {
            // Without a dump the test must fail all the same.
            System.err.println("the watchdog of " + what + " could not dump or kill: " + e);
        } finally {
            interruptThenHalt();
        }
    }

    private void interruptThenHalt() {
        synchronized (this) {
            if (!over) {
                thread.interrupt();
                timer = Watchdog.schedule(this::halt, Times.scaled(Duration.ofSeconds(Watchdog.GRACE_SECONDS)));
            }
        }
        handled.countDown();
    }

    private void halt() {
        synchronized (this) {
            if (over) {
                return;
            }
        }
        System.err.println(what + " did not return after it was interrupted; halting this JVM, status=" + HALT_STATUS);
        System.err.println(ThreadDumps.ofThisJvm());
        Descendants.kill(Descendants.live());
        Runtime.getRuntime().halt(HALT_STATUS);
    }
}
