package dev.procession.internal.channel;

import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.service.Log;
import dev.procession.process.ProcessionException;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The thread that hands poison elements to the listener of this process. It keeps the queue no longer than the
 * listener does: when the queue is unreachable, the thread ends; so it does with the session.
 *
 * <p>If the process dies while the listener runs, the letter, which was on lease to it, goes to the next process that
 * listens.
 */
final class DeadLetterThread<E> {
    private static final String LOGGER = "dev.procession";
    /** Interval at which the thread checks whether the queue is still in use, in nanoseconds. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RecordRing ring;
    private final ElementCodec elements;
    private final String queueName;
    private final WeakReference<RingQueue<E>> queue;
    private volatile Consumer<? super E> listener;

    private DeadLetterThread(RingQueue<E> queue, Consumer<? super E> listener) {
        this.ring = queue.ring;
        this.elements = queue.elements;
        this.queueName = queue.name();
        this.queue = new WeakReference<>(queue);
        this.listener = listener;
    }

    /** Begins to listen. */
    static <E> DeadLetterThread<E> start(RingQueue<E> queue, Consumer<? super E> listener) {
        DeadLetterThread<E> letters = new DeadLetterThread<>(queue, listener);
        queue.ring.listen(true);
        Thread thread = new Thread(letters::run, "procession-dead-letters-" + letters.queueName);
        thread.setDaemon(true);
        // The listener's classes are found as its registrar finds them.
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        return letters;
    }

    /** From the next letter on, {@code other} gets them. */
    void replace(Consumer<? super E> other) {
        listener = other;
    }

    private void run() {
        try {
            while (!queue.refersTo(null)) {
                Object letter = ring.takeDeadLetter(PositionedRecord::read, LOOK_NANOS);
                if (letter != null) {
                    deliver((PositionedRecord) letter);
                }
            }
            ring.listen(false);
        } catch (InterruptedException | ProcessionException e) {
            // Only a JVM that ends interrupts this thread; the end of a session is an exception.
            Log.debug(LOGGER, "dead letters of " + queueName + " are heard no more", e);
        }
    }

    private void deliver(PositionedRecord letter) {
        Consumer<? super E> current = listener;
        try {
            current.accept(ElementCodec.<E>cast(elements.decode(letter.read())));
        } catch (Throwable e) {
            logFailure(e);
        }
        ring.done(letter.position());
    }

    private void logFailure(Throwable e) {
        Log.warn(
                LOGGER,
                "a dead letter of " + queueName
                        + " is given up: its listener, or decoding it, failed; likely cause: in the exception",
                e);
    }
}
