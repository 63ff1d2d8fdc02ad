package dev.procession.internal.worker;

import dev.procession.internal.control.ChildConfig;
import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.liveness.LivenessFile;
import dev.procession.internal.task.TaskChannel;
import dev.procession.internal.task.TaskRecord;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.SessionClosedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a child does once its parent is gone. It halts, whatever it does; a worker that is idle, and whose parent
 * has said that it ends in order, runs its finalizer before. The last that is left of the session removes the
 * session's directory.
 *
 * <p>Thread safety: the thread that reads the link, and the main thread.
 */
final class Orphan {
    /** How long the finalizer may take. */
    private static final long FINALIZER_SECONDS = 2;

    /** Number of looks at the lock of a parent that has closed its link, and may close its lock file next. */
    private static final int LOOKS = 250;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path directory;
    private final TaskInterrupter gate;
    private final CountDownLatch finished = new CountDownLatch(1);
    /** {@code null} until the worker takes tasks. */
    private volatile @Nullable TaskChannel channel;

    private volatile boolean isParentLeaving;
    private volatile boolean isParentGone;

    Orphan(ChildConfig config, TaskInterrupter gate) {
        directory = config.directory();
        this.gate = gate;
    }

    /**
     * For a process that cannot begin or go on, as when its parent ends while it starts. If the session has ended
     * meanwhile, removes what there may be left of it, the file that this process was started with and what it has
     * made, and returns {@code true}.
     */
    static boolean isOfNoSession() {
        for (String argument : ProcessHandle.current().info().arguments().orElse(new String[0])) {
            if (argument.startsWith("@")) {
                Path arguments = Path.of(argument.substring(1));
                Path directory = arguments.getParent();
                if (directory == null || !isGone(directory)) {
                    return false;
                }
                removeSession(directory);
                try {
                    Files.deleteIfExists(arguments);
                    Files.deleteIfExists(directory);
                } catch (IOException e) {
                    // Others of the session have files there, and remove it.
                }
                return true;
            }
        }
        return false;
    }

    /** The worker takes tasks from here on. */
    void serves(TaskChannel tasks) {
        channel = tasks;
    }

    /** The worker's finalizer has run. */
    void finished() {
        finished.countDown();
    }

    /** The parent has said that it ends in order. */
    void parentLeaves() {
        isParentLeaving = true;
    }

    /** Whether the link has ended. */
    boolean isParentGone() {
        return isParentGone;
    }

    /** The link has ended; returns when this process may halt. */
    void parentIsGone() {
        isParentGone = true;
        TaskChannel tasks = channel;
        if (isParentLeaving && tasks != null && gate.element() < 0 && end(tasks)) {
            try {
                finished.await(FINALIZER_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // It has had its time.
            }
        }
        removeSession(directory);
    }

    /**
     * This process exits, by itself or because something that it needed has gone: a parent that ends deletes what it
     * knows of, and what this process has made meanwhile stays.
     */
    void exits() {
        if (isParentGone || isGone(directory)) {
            removeSession(directory);
        }
    }

    private static boolean isGone(Path directory) {
        return Files.notExists(directory.resolve(LivenessFile.NAME));
    }

    /**
     * Removes what is left of the session, once its creator is dead. One thread at a time: another that ends this
     * process calls this before, and so does not cut the first off.
     */
    private static synchronized void removeSession(Path directory) {
        if (HostedSession.joined(directory) == null) {
            return;
        }
        for (int i = 0; i < LOOKS && !HostedSession.removeAfterMaker(directory); i++) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Gives this worker its leave in the place of the parent, if it has nothing to do; returns whether it has. */
    private static boolean end(TaskChannel tasks) {
        try {
            return !tasks.isGone()
                    && tasks.taskInbox().isEmpty()
                    && tasks.taskOutbox().tryPut(TaskRecord.END, TaskRecord.end());
        } catch (CorruptedSegmentException | SessionClosedException | IllegalStateException e) {
            return false;
        }
    }
}
