package dev.procession.internal.supervise;

import dev.procession.internal.classes.ClassServer;
import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.control.ControlLink;
import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.control.LinkListener;
import dev.procession.internal.service.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The parent's end of the link of one child: what the child has said, and what it is told.
 *
 * <p>Thread safety: every method may be called from any thread; those of {@link LinkListener} are called by the thread
 * that reads the link.
 */
final class ChildLink implements LinkListener {
    /** Time in which the end of the link comes after that of the process, in nanoseconds. */
    private static final long END_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ChildSpec spec;
    private final FailureCodec failures;
    private final ClassServer classes;
    private final ChildListener listener;
    private final Runnable onOpened;
    private final Runnable onReady;

    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean leaving = new AtomicBoolean();
    private volatile @Nullable ControlLink link;
    private volatile boolean ready;
    private volatile boolean exiting;
    private volatile String exitedBy = "";
    private volatile boolean terminating;
    private volatile @Nullable Throwable startFailure;

    /**
     * A link that is not open yet.
     *
     * @param listener receives the child's messages once it is ready, and the end
     * @param onOpened run when the child has connected
     * @param onReady run when the child is ready
     */
    ChildLink(
            ChildSpec spec,
            FailureCodec failures,
            ClassServer classes,
            ChildListener listener,
            Runnable onOpened,
            Runnable onReady) {
        this.spec = spec;
        this.failures = failures;
        this.classes = classes;
        this.listener = listener;
        this.onOpened = onOpened;
        this.onReady = onReady;
    }

    /** Whether the child has connected. */
    boolean isOpen() {
        return link != null;
    }

    boolean isReady() {
        return ready;
    }

    /** Whether the child is ready, or will not be. */
    boolean isSettled() {
        return settled.getCount() == 0;
    }

    /** Waits for at most {@code nanos}; returns whether the child is ready, or will not be. */
    boolean awaitSettled(long nanos) throws InterruptedException {
        return settled.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** The exception of the child's initializer, if that is why the child will not be ready. */
    @Nullable
    Throwable startFailure() {
        return startFailure;
    }

    /** Whether the child has announced that it exits. */
    boolean isExiting() {
        return exiting;
    }

    /** The thread that called for the exit, and where; empty if that is not known. */
    String exitedBy() {
        return exitedBy;
    }

    /** As {@link Child#send}. */
    void send(int type, byte[]... parts) throws IOException {
        ControlLink open = link;
        if (open == null) {
            throw new IOException(spec.name() + " is not linked");
        }
        open.send(type, parts);
    }

    /** As {@link Child#trySend}. */
    boolean trySend(int type, byte[] payload) {
        ControlLink open = link;
        try {
            return open != null && open.trySend(type, payload);
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@link Child#parentLeaves}. */
    void parentLeaves() {
        if (ready && leaving.compareAndSet(false, true) && !trySend(FrameType.LEAVING, new byte[0])) {
            leaving.set(false);
        }
    }

    /** Asks the child to end, now or once it has connected; returns whether it is connected. */
    boolean terminate() {
        terminating = true;
        ControlLink open = link;
        if (open == null) {
            return false;
        }
        sendTerminate(open);
        return true;
    }

    /**
     * On a thread of its own: the child may be stopped and its link full, and the JDK closes a link under a thread
     * that is interrupted.
     */
    private void sendTerminate(ControlLink to) {
        Thread.ofVirtual().name("procession-terminate").start(() -> {
            try {
                to.send(FrameType.TERMINATE);
            } catch (IOException e) {
                // It is gone already.
            }
        });
    }

    /**
     * The process has ended, and the end of its link has come, or comes at once; unless something that the process
     * has left behind holds its socket, as native code that forks does.
     */
    void awaitEnd() {
        ControlLink open = link;
        if (open == null) {
            return;
        }
        try {
            if (!ended.await(END_GRACE_NANOS, TimeUnit.NANOSECONDS)) {
                open.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            Log.debug("dev.procession.supervise", "cannot close the link of " + spec.name(), e);
        }
    }

    @Override
    public void opened(ControlLink opened) {
        link = opened;
        if (terminating) {
            sendTerminate(opened);
        }
        onOpened.run();
        try {
            opened.send(FrameType.START, spec.start().encode());
        } catch (IOException e) {
            // It is gone already, which the reading of the link will find.
            settled.countDown();
        }
    }

    @Override
    public void received(Frame frame) {
        switch (frame.type()) {
            case FrameType.READY -> {
                ready = true;
                settled.countDown();
                onReady.run();
            }
            case FrameType.START_FAILED -> {
                startFailure = failures.decode(frame.source(), ChildEnvironment.class.getClassLoader())
                        .throwable();
                settled.countDown();
            }
            case FrameType.EXITING -> {
                exitedBy = new String(frame.payload(), StandardCharsets.UTF_8);
                exiting = true;
            }
            case FrameType.LOG -> log(frame.source());
            case FrameType.CLASS_REQUEST -> answer(frame);
            default -> listener.received(frame);
        }
    }

    private void log(HeapSource source) {
        System.Logger.Level level = System.Logger.Level.valueOf(source.getString());
        Log.log(level, "dev.procession.worker", spec.name() + ": " + source.getString(), null);
    }

    private void answer(Frame frame) {
        try {
            ClassRequestHandler.answer(classes, frame, (number, answer) -> send(FrameType.CLASS_REPLY, number, answer));
        } catch (IOException e) {
            Log.debug("dev.procession.supervise", spec.name() + " went away while it asked for a class");
        }
    }

    @Override
    public void closed() {
        settled.countDown();
        ended.countDown();
        listener.gone();
    }
}
