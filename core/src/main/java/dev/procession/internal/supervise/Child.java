package dev.procession.internal.supervise;

import dev.procession.internal.control.ChildConfig;
import dev.procession.internal.launch.LaunchSpec;
import dev.procession.internal.launch.LaunchedProcess;
import dev.procession.internal.liveness.Descent;
import dev.procession.internal.liveness.RunningClock;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.ExitStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
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
 * <p>The end of the link is how a death is learnt: the kernel closes the socket of a dead process at once. The exit
 * status follows within moments; a process that has lost its link but lives on is killed.
 *
 * <p>Thread safety: every method may be called from any thread; frames and the end come on the thread that reads
 * the link.
 */
public final class Child implements RunningChild {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /**
     * Maximum time, in nanoseconds, after which a start that is still within its timeout is reported as slow; with a
     * short timeout half of that timeout.
     */
    private static final long SLOW_START_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long EXIT_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ChildEnvironment runtime;
    private final ChildSpec spec;
    private final int id;
    private final int slot;
    /** The mark by which its descendants are found; {@code null} if they are to live on. */
    private final @Nullable String mark;

    private final LaunchedProcess process;
    private final ChildLink link;
    private final AtomicReference<@Nullable ExitReport> death = new AtomicReference<>();
    private final AtomicBoolean booting;
    private volatile boolean descendantsKilled;

    private Child(ChildEnvironment runtime, ChildSpec spec, ChildListener listener, AtomicBoolean booting)
            throws IOException {
        this.runtime = runtime;
        this.spec = spec;
        id = runtime.nextId();
        Boolean kills = spec.killDescendants();
        mark = (kills == null ? runtime.killDescendants() : kills)
                ? Descent.mark(runtime.home().path(), ProcessHandle.current().pid(), id)
                : null;
        slot = runtime.takeSlot();
        this.booting = booting;
        link = new ChildLink(
                spec,
                runtime.failures(),
                runtime.classes(),
                listener,
                () -> endBoot(runtime, booting),
                this::removeArguments);
        runtime.server().expect(id, link);
        try {
            process = runtime.launcher().launch(launchSpec());
        } catch (IOException | RuntimeException | Error e) { // an error is as good as no thread or memory
            runtime.server().forget(id);
            runtime.freeSlot(slot);
            throw e;
        }
        runtime.children().add(this);
        process.onExit(link::awaitEnd);
    }

    /** From now on the process is one that removes the directory if this one dies. */
    private void removeArguments() {
        process.removeArguments();
    }

    private static void endBoot(ChildEnvironment runtime, AtomicBoolean booting) {
        if (booting.compareAndSet(true, false)) {
            runtime.endBoot();
        }
    }

    /**
     * Starts a process; returns before it is ready.
     *
     * @throws WorkerStartException if the operating system refuses
     */
    public static Child launch(ChildEnvironment runtime, ChildSpec spec, ChildListener listener) {
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
            throw StartFailures.notLaunched(spec, e);
        } finally {
            if (!launched) {
                endBoot(runtime, booting);
            }
        }
    }

    private byte[] config() throws IOException {
        // The spill directory must exist before the child knows of the session.
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
                        runtime.codec().allowed(),
                        runtime.launcher().setAtStart(launchSpec()))
                .encode();
    }

    private LaunchSpec launchSpec() {
        return new LaunchSpec(
                id,
                spec.jvmOptions(),
                spec.maxHeapBytes(),
                spec.slices(),
                environment(),
                spec.workingDirectory(),
                spec.output() == null ? runtime.output() : spec.output(),
                this::config);
    }

    private Map<String, String> environment() {
        if (mark == null) {
            return spec.environment();
        }
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.put(Descent.VARIABLE, mark);
        return environment;
    }

    /**
     * Waits until the child is ready.
     *
     * @throws WorkerStartException if it is not within {@code timeoutNanos}, if it ends before, or if its
     *     initializer fails; the child is dead then
     */
    public void awaitReady(long timeoutNanos) {
        RunningClock clock = RunningClock.system();
        long began = clock.nanoTime();
        long deadline = began + timeoutNanos;
        long slow = began + Math.min(SLOW_START_NANOS, timeoutNanos / 2);
        boolean isSlow = false;
        boolean interrupted = false;
        try {
            while (!link.isReady()) {
                clock.beginSleep(POLL_NANOS);
                try {
                    if (link.awaitSettled(POLL_NANOS) || !process.isAlive()) {
                        break;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                } finally {
                    clock.endSleep();
                }
                if (clock.nanoTime() - deadline >= 0 && !link.isSettled()) {
                    throw startTimedOut(timeoutNanos);
                }
                if (!isSlow && clock.nanoTime() - slow >= 0) {
                    isSlow = true;
                    StartFailures.warnOfSlowStart(spec, pid(), link.isOpen(), timeoutNanos);
                }
            }
        } finally {
            endBoot(runtime, booting);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (!link.isReady()) {
            throw startFailed();
        }
        runtime.childReady();
    }

    private WorkerStartException startTimedOut(long timeoutNanos) {
        long pid = pid();
        kill();
        return StartFailures.timedOut(spec, pid, timeoutNanos, awaitDeath());
    }

    private WorkerStartException startFailed() {
        Throwable cause = link.startFailure();
        if (cause != null) {
            kill();
            awaitDeath();
            return StartFailures.initializerFailed(spec, cause);
        }
        ExitReport how = awaitDeath();
        return StartFailures.ended(
                spec, pid(), link.isOpen(), how, runtime.launcher().blame(launchSpec(), how.stderrSummary()));
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
        link.send(type, parts);
    }

    /** Sends a small frame unless that would have to wait behind another; returns whether it was sent. */
    public boolean trySend(int type, byte[] payload) {
        return link.trySend(type, payload);
    }

    @Override
    public void parentLeaves() {
        link.parentLeaves();
    }

    /**
     * Asks the process to end as by SIGTERM: by its link, because it ignores the signal itself; by the signal while
     * it has no link. Returns at once.
     */
    public void terminate() {
        if (!link.terminate()) {
            process.terminate();
        }
    }

    @Override
    public void kill() {
        if (mark == null) {
            process.kill();
        } else {
            process.killTree();
        }
    }

    @Override
    public boolean awaitExit(long nanos) {
        boolean ended = process.awaitExit(nanos);
        if (ended) {
            killDescendants();
        }
        return ended;
    }

    /** How it ended; {@code null} while that is not known. */
    public @Nullable ExitReport death() {
        return death.get();
    }

    /** Waits until the process has ended, and is killed if it only lost its link. Idempotent. */
    public ExitReport awaitDeath() {
        if (!process.awaitExit(EXIT_GRACE_NANOS)) {
            kill();
        }
        return reap(process.awaitExit());
    }

    /** Waits for as long as the process lives, and until all it has sent has been heard. */
    public ExitReport awaitEnd() {
        ExitStatus status = process.awaitExit();
        // First: one of them may hold the link.
        killDescendants();
        link.awaitEnd();
        return reap(status);
    }

    /** The process has ended: so do those that it has left behind. */
    private void killDescendants() {
        if (mark != null && !descendantsKilled) {
            runtime.descent().kill(mark);
            descendantsKilled = true;
        }
    }

    private ExitReport reap(ExitStatus status) {
        ExitReport known = death.get();
        if (known != null) {
            return known;
        }
        killDescendants();
        process.awaitOutput();
        ExitReport how = new ExitReport(
                status,
                link.isExiting(),
                link.exitedBy(),
                process.stderrTail(),
                process.stdoutTail(),
                process.crashReport());
        if (death.compareAndSet(null, how)) {
            process.removeFiles();
            runtime.server().forget(id);
            SessionRegistry.childEnded(runtime.home(), slot);
            runtime.freeSlot(slot);
            runtime.children().remove(this);
        }
        return how;
    }
}
