package dev.procession.internal.supervise;

import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.control.ChildConfig;
import dev.procession.internal.control.ControlLink;
import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.control.LinkListener;
import dev.procession.internal.launch.LaunchSpec;
import dev.procession.internal.launch.LaunchedProcess;
import dev.procession.internal.session.Sessions;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.ExitStatus;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One child process, from its launch to its end.
 *
 * <pre>
 *   LAUNCHED ──hello──► LINKED ──READY──► READY ──end of link──► GONE ──process ended──► DEAD
 *       │                  └─START_FAILED─┐                        ▲
 *       └─ process ends, or the time is over ──► awaitReady throws ┘
 * </pre>
 *
 * <p>The end of the link is how a death is learnt: the kernel closes the socket of a dead process at once. The exit status follows
 * within moments; a process that has lost its link but lives on is killed.
 *
 * <p>Thread safety: every method may be called from any thread; frames and the end come on the thread that reads the link.
 */
public final class Child {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long EXIT_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ChildRuntime runtime;
    private final ChildSpec spec;
    private final ChildListener listener;
    private final int id;
    private final int slot;
    private final LaunchedProcess process;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch linkEnded = new CountDownLatch(1);
    private final AtomicReference<@Nullable Death> death = new AtomicReference<>();
    private volatile @Nullable ControlLink link;
    private final AtomicBoolean booting;
    private volatile boolean ready;
    private volatile boolean exiting;
    private volatile @Nullable Throwable startFailure;

    private Child(ChildRuntime runtime, ChildSpec spec, ChildListener listener, AtomicBoolean booting)
            throws IOException {
        this.runtime = runtime;
        this.spec = spec;
        this.listener = listener;
        id = runtime.nextId();
        slot = runtime.takeSlot();
        runtime.server().expect(id, new Link());
        this.booting = booting;
        try {
            process = runtime.launcher().launch(launchSpec());
        } catch (IOException | RuntimeException | Error e) { // an error is as good as no thread or memory
            runtime.server().forget(id);
            runtime.freeSlot(slot);
            throw e;
        }
        runtime.children().add(this);
        process.onExit(this::endLink);
    }

    private static void endBoot(ChildRuntime runtime, AtomicBoolean booting) {
        if (booting.compareAndSet(true, false)) {
            runtime.endBoot();
        }
    }

    /**
     * Starts a process; returns before it is ready.
     *
     * @throws WorkerStartException if the operating system refuses
     */
    public static Child launch(ChildRuntime runtime, ChildSpec spec, ChildListener listener) {
        AtomicBoolean booting = new AtomicBoolean(runtime.beginBoot());
        boolean launched = false;
        try {
            runtime.beginLaunch();
            try {
                Child child = new Child(runtime, spec, listener, booting);
                launched = true;
                return child;
            } finally {
                runtime.endLaunch();
            }
        } catch (IOException e) {
            throw new WorkerStartException(spec.name() + " cannot be started: " + e.getMessage(), e);
        } finally {
            if (!launched) {
                endBoot(runtime, booting);
            }
        }
    }

    private byte[] config() throws IOException {
        // What the child can need is there before it knows of the session.
        runtime.home().makeSpill();
        return new ChildConfig(
                        runtime.server().socket(),
                        runtime.home().path(),
                        runtime.server().token(),
                        id,
                        slot,
                        spec.name(),
                        ProcessHandle.current().pid(),
                        spec.once(),
                        runtime.codec().allowed())
                .encode();
    }

    private LaunchSpec launchSpec() {
        return new LaunchSpec(
                id,
                spec.jvmOptions(),
                spec.maxHeapBytes(),
                spec.slices(),
                spec.environment(),
                spec.workingDirectory(),
                spec.output() == null ? runtime.output() : spec.output(),
                this::config);
    }

    /**
     * Waits until the child is ready.
     *
     * @throws WorkerStartException if it is not within {@code timeoutNanos}, if it ends before, or if its initializer fails; the child
     *     is dead then
     */
    public void awaitReady(long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        boolean interrupted = false;
        try {
            while (!ready) {
                try {
                    if (settled.await(Math.min(POLL_NANOS, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                            || !process.isAlive()) {
                        break;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw startTimedOut(timeoutNanos);
                }
            }
        } finally {
            endBoot(runtime, booting);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (!ready) {
            throw startFailed();
        }
        runtime.childReady();
    }

    private WorkerStartException startTimedOut(long timeoutNanos) {
        long pid = pid();
        kill();
        Death how = awaitDeath();
        return new WorkerStartException(
                spec.name() + " was not ready in time: timeout=" + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                        + " ms, pid=" + pid
                        + "; its initializer may hang, or the machine may be overloaded (PoolOptions.startTimeout)"
                        + how.lastWords(),
                null);
    }

    private WorkerStartException startFailed() {
        Throwable cause = startFailure;
        if (cause != null) {
            kill();
            awaitDeath();
            return new WorkerStartException(spec.name() + " failed to start: " + cause, cause);
        }
        Death how = awaitDeath();
        return new WorkerStartException(
                spec.name() + " ended before it was ready: " + how.describe() + ", pid=" + pid() + how.lastWords(),
                null);
    }

    /** The name it was given. */
    public String name() {
        return spec.name();
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Sends a frame.
     *
     * @throws IOException if the child is gone
     */
    public void send(int type, byte[]... parts) throws IOException {
        ControlLink open = link;
        if (open == null) {
            throw new IOException(spec.name() + " is not linked");
        }
        open.send(type, parts);
    }

    /** Sends a small frame unless that would have to wait behind another; returns whether it was sent. */
    public boolean trySend(int type, byte[] payload) {
        ControlLink open = link;
        try {
            return open != null && open.trySend(type, payload);
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks the process to end, by a signal. */
    public void terminate() {
        process.terminate();
    }

    /** Kills the process and what it has started. */
    public void kill() {
        process.killTree();
    }

    /** Waits for {@code nanos} at most until the process has ended; returns whether it has. */
    public boolean awaitExit(long nanos) {
        return process.awaitExit(nanos);
    }

    /** Waits until the process has ended, and is killed if it only lost its link. Idempotent. */
    public Death awaitDeath() {
        if (!process.awaitExit(EXIT_GRACE_NANOS)) {
            kill();
        }
        return bury(process.awaitExit());
    }

    /** Waits for as long as the process lives, and until all it has sent has been heard. */
    public Death awaitEnd() {
        ExitStatus status = process.awaitExit();
        endLink();
        return bury(status);
    }

    /**
     * The process has ended, and the end of its link has come, or comes at once; unless something that the process has left behind
     * holds its socket, as native code that forks does.
     */
    private void endLink() {
        ControlLink open = link;
        if (open == null) {
            return;
        }
        try {
            if (!linkEnded.await(EXIT_GRACE_NANOS, TimeUnit.NANOSECONDS)) {
                open.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.getLogger("dev.procession.supervise")
                    .log(System.Logger.Level.DEBUG, "cannot close the link of " + name(), e);
        }
    }

    private Death bury(ExitStatus status) {
        Death known = death.get();
        if (known != null) {
            return known;
        }
        Death how = new Death(status, exiting, process.stderrTail(), process.crashReport());
        if (death.compareAndSet(null, how)) {
            process.removeFiles();
            runtime.server().forget(id);
            Sessions.childEnded(runtime.home(), slot);
            runtime.freeSlot(slot);
            runtime.children().remove(this);
        }
        return how;
    }

    /** Hears the link. */
    private final class Link implements LinkListener {
        @Override
        public void opened(ControlLink opened) {
            link = opened;
            endBoot(runtime, booting);
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
                }
                case FrameType.START_FAILED -> {
                    startFailure = runtime.failures()
                            .decode(frame.source(), ChildRuntime.class.getClassLoader())
                            .throwable();
                    settled.countDown();
                }
                case FrameType.EXITING -> exiting = true;
                case FrameType.LOG -> log(frame.source());
                case FrameType.CLASS_REQUEST -> answer(frame);
                default -> listener.received(Child.this, frame);
            }
        }

        private void log(HeapSource source) {
            System.Logger.Level level = System.Logger.Level.valueOf(source.getString());
            System.getLogger("dev.procession.worker").log(level, name() + ": " + source.getString());
        }

        private void answer(Frame frame) {
            try {
                ClassExchange.answer(runtime, Child.this, frame);
            } catch (IOException e) {
                System.getLogger("dev.procession.supervise")
                        .log(System.Logger.Level.DEBUG, "{0} went away while it asked for a class", name());
            }
        }

        @Override
        public void closed() {
            settled.countDown();
            linkEnded.countDown();
            listener.gone(Child.this);
        }
    }
}
