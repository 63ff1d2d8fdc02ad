package dev.procession.internal.local;

import dev.procession.function.VoidTask;
import dev.procession.internal.classes.ClassServer;
import dev.procession.internal.codec.EncodingScope;
import dev.procession.internal.control.EncodedRunnable;
import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.control.StartFrame;
import dev.procession.internal.liveness.RunningClock;
import dev.procession.internal.service.Log;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.internal.supervise.ChildListener;
import dev.procession.internal.supervise.ChildSpec;
import dev.procession.internal.supervise.ExitReport;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.ChildProcess;
import dev.procession.process.ExitStatus;
import dev.procession.process.Output;
import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One child process of the user's. Thread safety: as {@link ChildProcess}. */
final class LocalChildProcess implements ChildProcess, ChildListener {
    private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MAX_STARTS = 8;
    private static final long CLOSE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<? super LocalChildProcess> onEnd;
    private final ChildEnvironment runtime;
    private final boolean daemon;
    private final ClassLoader loader;
    /** The payload of the frame that has it run its body. */
    private final byte[] run;
    /** The references that the body captured; released when the child has received them, or never will. */
    private final List<EncodingScope.TravellingRef> due;
    /** Whether the body was sent to the child; known when {@link #begin} has ended, however it did. */
    private final CompletableFuture<Boolean> sent = new CompletableFuture<>();

    private final ChildSpec spec;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private volatile @Nullable Child child;
    private volatile @Nullable Throwable failure;
    private volatile boolean terminating;

    LocalChildProcess(
            ChildEnvironment runtime,
            Consumer<? super LocalChildProcess> onEnd,
            VoidTask body,
            String name,
            boolean daemon,
            List<String> jvmOptions,
            Map<String, String> environment,
            @Nullable Path workingDirectory,
            @Nullable Output output,
            @Nullable Boolean killDescendants) {
        this.runtime = runtime;
        this.onEnd = onEnd;
        this.daemon = daemon;
        ClassServer classes = runtime.classes();
        loader = ClassServer.originOf(body, Thread.currentThread().getContextClassLoader());
        int loaderId = classes.register(loader);
        byte[] encoded;
        try (EncodingScope scope = EncodingScope.open()) {
            encoded = scope.encode(() -> runtime.codec().encode(body));
            due = scope.due();
        }
        run = new EncodedRunnable(loaderId, classes.isVolatile(loaderId), encoded).encode();
        spec = new ChildSpec(
                name,
                true,
                jvmOptions,
                0,
                1,
                environment,
                workingDirectory,
                output,
                killDescendants,
                StartFrame.NO_WORKER);
    }

    /** Starts the process; returns when its body can run. */
    void begin() {
        boolean begun = false;
        try {
            launchAndSend();
            begun = true;
        } finally {
            sent.complete(begun);
            if (child == null) {
                settle();
            }
        }
        started.countDown();
    }

    private void launchAndSend() {
        Child launched = launch();
        try {
            launched.send(FrameType.RUN, run);
        } catch (IOException e) {
            ExitReport report = launched.awaitDeath();
            if (e instanceof ClosedByInterruptException) {
                throw new WorkerStartException(
                        name() + " was not started: the thread that starts it was interrupted", e);
            }
            throw new WorkerStartException(
                    name() + " ended before its body began: " + report.describe() + report.stderrSummary(), e);
        }
    }

    /** Starts the process, again where a signal for the whole process group ended it before it could ignore that. */
    private Child launch() {
        for (int attempt = 1; ; attempt++) {
            Child launched = Child.launch(runtime, spec, this);
            child = launched;
            boolean isLast = true;
            try {
                launched.awaitReady(START_TIMEOUT_NANOS);
                return launched;
            } catch (WorkerStartException e) {
                ExitReport report = launched.death();
                isLast = report == null || !report.isByRequest() || terminating || attempt == MAX_STARTS;
                if (isLast) {
                    throw e;
                }
            } finally {
                if (isLast) {
                    // A non-daemon thread keeps this JVM alive for a non-daemon child.
                    Thread.ofPlatform()
                            .daemon(daemon)
                            .name("procession-" + spec.name())
                            .start(() -> awaitEnd(launched));
                }
            }
        }
    }

    /** Whatever has become of the child, nothing travels to it any more; or nothing has. */
    private void settle() {
        try {
            if (sent.join()) {
                EncodingScope.releaseAll(due);
            } else {
                EncodingScope.cancel(due);
            }
        } catch (ProcessionException e) {
            Log.debug("dev.procession.local", "what " + name() + " was given is gone with its session");
        }
    }

    private void awaitEnd(Child launched) {
        ExitReport report = launched.awaitEnd();
        if (failure == null && !report.status().isSuccess()) {
            failure = new ProcessionException(
                    name() + " (pid " + pid() + ") failed: " + report.describe() + report.stderrSummary());
        }
        settle();
        onEnd.accept(this);
        exit.complete(report.status());
    }

    @Override
    public void received(Frame frame) {
        if (frame.type() == FrameType.FAILED) {
            failure = runtime.failures().decode(frame.source(), loader).throwable();
        }
    }

    @Override
    public void gone() {
        // The thread that waits for the end of the process learns it by itself.
    }

    private Child child() {
        Child running = child;
        if (running == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return running;
    }

    @Override
    public long pid() {
        return child().pid();
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public boolean isAlive() {
        return child != null && !exit.isDone();
    }

    @Override
    public boolean isDaemon() {
        return daemon;
    }

    @Override
    public void join() throws InterruptedException {
        join(Long.MAX_VALUE);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return join(TimeUnit.NANOSECONDS.convert(timeout));
    }

    boolean join(long nanos) throws InterruptedException {
        try {
            exit.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("an exit status is always learnt", e);
        }
    }

    @Override
    public OptionalInt exitCode() {
        ExitStatus status = exit.getNow(null);
        return status == null ? OptionalInt.empty() : OptionalInt.of(status.code());
    }

    @Override
    public ExitStatus exitStatus() {
        ExitStatus status = exit.getNow(null);
        if (status == null) {
            throw new IllegalStateException(name() + " (pid " + pid() + ") is alive: join it first");
        }
        return status;
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return exit.copy();
    }

    @Override
    public void terminate() {
        terminating = true;
        child().terminate();
    }

    @Override
    public void kill() {
        child().kill();
    }

    @Override
    public Optional<Throwable> failure() {
        return exit.isDone() ? Optional.ofNullable(failure) : Optional.empty();
    }

    @Override
    public void close() {
        if (child == null) {
            return;
        }
        terminate();
        boolean interrupted = false;
        while (true) {
            try {
                if (!RunningClock.system().await(interrupted ? 0 : CLOSE_GRACE_NANOS, this::join)) {
                    kill();
                    join();
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "ChildProcess[" + name() + ", " + (isAlive() ? "alive" : "ended") + "]";
    }
}
