package dev.procession.internal.pool;

import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ChildListener;
import dev.procession.internal.task.TaskChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker process and its channel. Thread safety: any thread.
 */
final class WorkerProcess implements ChildListener {
    private static final long END_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final TaskChannel channel;
    private final int generation;
    private volatile @Nullable Child child;
    /** Guarded by this, as is the next. */
    private @Nullable Runnable onGone;

    private boolean gone;

    private volatile Consumer<Frame> onReport = frame -> {};

    /**
     * A worker without a process yet.
     *
     * @param generation that of the {@link WorkerFactory} in which its start began
     */
    WorkerProcess(TaskChannel channel, int generation) {
        this.channel = channel;
        this.generation = generation;
    }

    /** Its process boots. */
    void launched(Child booting) {
        child = booting;
    }

    /** It will not be ready: nothing is left of it. */
    void abandon() {
        Child unready = child;
        if (unready != null) {
            unready.kill();
        }
        channel.remove();
    }

    Child child() {
        return Objects.requireNonNull(child);
    }

    TaskChannel channel() {
        return channel;
    }

    /** The {@linkplain WorkerFactory#generation generation} in which its start began. */
    int generation() {
        return generation;
    }

    /** Runs {@code action} when the process is gone; at once if it is. Of several, the last counts. */
    void onGone(Runnable action) {
        synchronized (this) {
            onGone = action;
            if (!gone) {
                return;
            }
        }
        action.run();
    }

    @Override
    public void gone() {
        Runnable action;
        synchronized (this) {
            gone = true;
            action = onGone;
        }
        if (action != null) {
            action.run();
        }
    }

    /** Whether its link is closed: it has ended, or is about to. */
    synchronized boolean isGone() {
        return gone;
    }

    /** Hears what tasks report. */
    void onReport(Consumer<Frame> listener) {
        onReport = listener;
    }

    @Override
    public void received(Frame frame) {
        if (frame.type() == FrameType.REPORT) {
            onReport.accept(frame);
        }
    }

    /** Waits until the process has ended, or kills it when it takes its time, or is not to have any. */
    void end(boolean inOrder) {
        Child ending = child();
        if (inOrder) {
            ending.awaitExit(END_GRACE_NANOS);
        }
        if (ending.isAlive()) {
            ending.kill();
        }
        ending.awaitDeath();
    }
}
