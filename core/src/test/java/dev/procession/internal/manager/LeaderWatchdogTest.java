package dev.procession.internal.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Await;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderWatchdogTest {
    /** What comes to the leader: it hands each to its leadership, as a server hands functions. */
    private final Queue<Runnable> arrivals = new ConcurrentLinkedQueue<>();

    private final LeaderWatchdog leadership = new LeaderWatchdog(this::lead, new VirtualStarts());
    private final AtomicInteger leading = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile boolean stop;
    private volatile Thread leader = Thread.currentThread();
    private final Thread first = Thread.ofPlatform().name("first").start(leadership::run);

    private void lead() {
        mostAtOnce.accumulateAndGet(leading.incrementAndGet(), Math::max);
        leader = Thread.currentThread();
        while (!stop && leadership.isLeader()) {
            Runnable next = arrivals.poll();
            if (next != null) {
                leadership.execute(next);
            }
            leading.decrementAndGet();
            leadership.runDeferred();
            if (!leadership.isLeader()) {
                return;
            }
            leading.incrementAndGet();
            Thread.onSpinWait();
        }
        leading.decrementAndGet();
    }

    @AfterEach
    void end() throws InterruptedException {
        stop = true;
        first.join();
        Await.until(
                "the second thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("procession-manager-watch")));
    }

    private Thread runOne() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Thread[] runner = new Thread[1];
        arrivals.add(() -> {
            runner[0] = Thread.currentThread();
            done.countDown();
        });
        done.await();
        return runner[0];
    }

    /** Waits until a thread watches, so that the leader may run functions itself; returns the thread that ran one. */
    private Thread awaitWatcher() {
        Thread[] runner = new Thread[1];
        Await.until("the leader runs a function", () -> {
            try {
                runner[0] = runOne();
                return !runner[0].isVirtual();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return runner[0];
    }

    @Test
    void hand_shortFunctions_runInTheLeader() throws InterruptedException {
        // The first thread, unless this machine made a short function a long one and the lead passed to the watcher.
        String runner = awaitWatcher().getName();
        assertTrue(Set.of("first", "procession-manager-watch").contains(runner), runner);
        assertTrue(first.isAlive());
    }

    @Test
    void hand_functionThatIsLong_losesTheLeadAndOthersGoOn() throws InterruptedException {
        Stuck stuck = null;
        while (stuck == null) {
            Thread _ = awaitWatcher();
            Stuck one = new Stuck();
            arrivals.add(one);
            one.begun.await();
            if (one.thread().isVirtual()) {
                // On a slow machine a short function cost the lead just before: there will be a watcher again.
                one.go.countDown();
            } else {
                stuck = one;
            }
        }
        Thread before = stuck.thread();
        Await.until("another leads", () -> leader != before);
        assertTrue(runOne().isVirtual(), "while there is no watchdog, functions run in virtual threads");
        stuck.go.countDown();
        // The thread that was stuck watches now.
        Thread _ = awaitWatcher();
        assertEquals(1, mostAtOnce.get(), "leaders at once");
    }

    /** A function that does not end before it is told. */
    private static final class Stuck implements Runnable {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile Thread thread = Thread.currentThread();

        Thread thread() {
            return thread;
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
