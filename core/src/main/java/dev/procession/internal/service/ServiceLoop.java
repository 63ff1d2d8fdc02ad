package dev.procession.internal.service;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop of the library's own threads, so that a failure ends none of them: a dead thread would leave its waiters
 * blocked forever.
 *
 * <p>In a heap that is full, an {@link OutOfMemoryError} comes out of any statement: of one without {@code new}
 * too, because the first use of a string constant or of a lambda takes memory, and because the JVM makes up for
 * objects that its compiler had left out. Therefore the handlers here take no memory and use nothing for the first
 * time: they note the failure, and the reaction to it runs where the next failure is noted as well.
 *
 * <p>Thread safety: the methods have no state.
 */
public final class ServiceLoop {
    /**
     * Pause after a failure, in nanoseconds: a thread that retries at once would take the processor from those that
     * could release memory.
     */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * Number of shortages after which a thread is starved, each within {@link #SHORTLY_NANOS} after the one before.
     */
    private static final int STARVED_AFTER = 3;

    private static final long SHORTLY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int DEEPEST_CAUSE = 16;

    /** For an action that no thread waits for. Not a lambda, which takes memory where it is used first. */
    private static final Runnable NO_WAITERS = new Silence();

    /** Number of times that memory was short, in this JVM. */
    private static final AtomicInteger SHORTAGES = new AtomicInteger();

    /** When memory was short last, by {@link System#nanoTime}; of no meaning before the first time. */
    private static volatile long lastShortage;

    private ServiceLoop() {}

    /**
     * A task that runs {@code body} until it returns; after a failure it is run again, after a pause. A thread is given
     * this and nothing around it, because any allocation may fail.
     *
     * @param report is told of failures; not of a full heap, which the work concerned reports to its waiters
     */
    public static Runnable of(Runnable body, Consumer<? super Throwable> report) {
        return of(body, report, ServiceLoop::noteShortage);
    }

    /**
     * As {@link #of(Runnable, Consumer)}, for a thread that others wait for.
     *
     * @param starved is run when memory was short several times in short succession: it must tell the waiters of
     *     {@code body}, because one of them may hold all the memory. It takes none itself
     */
    public static Runnable of(Runnable body, Consumer<? super Throwable> report, Runnable starved) {
        return new Loop(body, report, starved);
    }

    private record Loop(Runnable body, Consumer<? super Throwable> report, Runnable starved) implements Runnable {
        @Override
        public void run() {
            ServiceLoop.run(body, report, starved);
        }
    }

    private static final class Silence implements Runnable {
        @Override
        public void run() {
            // No thread is to be told.
        }
    }

    private static void run(Runnable body, Consumer<? super Throwable> report, Runnable starved) {
        Throwable failure = null;
        long last = 0;
        int inARow = 0;
        while (true) {
            try {
                if (failure != null) {
                    Throwable told = failure;
                    failure = null;
                    pause();
                    if (isOutOfMemory(told)) {
                        noteShortage();
                        long now = System.nanoTime();
                        inARow = inARow > 0 && now - last < SHORTLY_NANOS ? inARow + 1 : 1;
                        last = now;
                        if (inARow >= STARVED_AFTER) {
                            inARow = 0;
                            starved.run();
                        }
                    } else {
                        report.accept(told);
                    }
                }
                body.run();
                return;
            } catch (RuntimeException | Error e) { // see above: nothing is done here
                failure = e;
            }
        }
    }

    /**
     * Runs {@code action} once, and again for as long as there is no memory for it. Its other failures are thrown.
     */
    public static void untilMemory(Runnable action) {
        untilMemory(action, NO_WAITERS);
    }

    /**
     * As {@link #untilMemory(Runnable)}, for an action whose end other threads wait for.
     *
     * @param starved is run after every third try in vain: one of the threads that wait may have all the memory. It
     *     takes none itself
     */
    public static void untilMemory(Runnable action, Runnable starved) {
        int tries = 0;
        while (true) {
            try {
                if (tries > 0) {
                    afterShortage();
                    if (tries % STARVED_AFTER == 0) {
                        starved.run();
                    }
                }
                tries++;
                action.run();
                return;
            } catch (
                    OutOfMemoryError
                            e) { // The next turn of the loop handles it, because to handle it here could fail again.
                tries = Math.max(tries, 1);
            }
        }
    }

    /**
     * Whether the heap of this JVM is full, as opposed to a machine that has no memory for a thread.
     */
    public static boolean isHeapFull(Throwable failure) {
        return failure instanceof OutOfMemoryError
                && !String.valueOf(failure.getMessage()).contains("native thread");
    }

    /** Memory was short, and what failed for it is nowhere else seen. Takes no memory. */
    public static void noteShortage() {
        lastShortage = System.nanoTime();
        SHORTAGES.incrementAndGet();
    }

    /** Whether memory was short a moment ago: what can be left out is left out. */
    public static boolean isMemoryShort() {
        return SHORTAGES.get() > 0 && System.nanoTime() - lastShortage < SHORTLY_NANOS;
    }

    /**
     * The number of times that memory was short in this JVM: if it changed, a failure meanwhile may have no other
     * reason.
     */
    public static int shortages() {
        return SHORTAGES.get();
    }

    /** Notes a shortage, and gives other threads the time to release memory. Takes none. */
    public static void afterShortage() {
        noteShortage();
        pause();
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Whether a failure, or a cause of it, is a heap that is full. */
    public static boolean isOutOfMemory(@Nullable Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST_CAUSE; depth++) {
            if (at instanceof OutOfMemoryError) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }
}
