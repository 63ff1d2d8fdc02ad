package dev.procession.internal.worker;

import dev.procession.internal.classes.WorkerClassLoaders;
import dev.procession.internal.codec.ClassFilter;
import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.control.ChildConfig;
import dev.procession.internal.control.ControlLink;
import dev.procession.internal.control.ControlServer;
import dev.procession.internal.control.EncodedRunnable;
import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.control.StartFrame;
import dev.procession.internal.handle.HandleReducer;
import dev.procession.internal.handle.SessionCodecs;
import dev.procession.internal.liveness.Descent;
import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.task.FunctionKind;
import dev.procession.internal.task.PoolSegment;
import dev.procession.internal.task.TaskChannel;
import dev.procession.process.SessionClosedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The main class of every child process.
 *
 * <pre>
 *   main thread      read config ─── connect ─ hello ─ START ─ initializer ─ READY ─ run tasks … ─ finalizer ─ exit
 *   link thread                                 reads frames: cancellations to the task, classes to the fetcher, the
 *                                               request to terminate; end of file: the parent is gone, halt
 * </pre>
 */
public final class WorkerMain {
    /** The exit code when the parent is gone or did not want this child. */
    static final int EXIT_NO_PARENT = 53;

    private static final long EXIT_LIMIT_MILLIS = 5_000;

    private final ChildConfig config;
    private final ControlLink link;
    private final ObjectCodec codec;
    private final TaskInterrupter gate = new TaskInterrupter();
    private final Orphan orphan;
    private final BlockingQueue<Frame> work = new LinkedBlockingQueue<>();
    private final LinkClassFetcher fetcher;
    private final WorkerClassLoaders loaders;
    /** Whether this process ends in order. */
    private volatile boolean leaving;

    private WorkerMain(ChildConfig config, ControlLink link) {
        this.config = config;
        this.link = link;
        orphan = new Orphan(config, gate);
        codec = ObjectCodec.create(HandleReducer.all(), ClassFilter.of(config.allowed()));
        // For all that this process decodes later, for any caller and any session.
        SessionCodecs.use(config.directory(), codec);
        fetcher = new LinkClassFetcher(link);
        loaders = new WorkerClassLoaders(fetcher, codec);
    }

    /**
     * Runs the child.
     *
     * @throws Throwable what the body of a child process threw; the JVM prints it and exits with 1
     */
    public static void main(String[] args) throws Throwable {
        Termination.ignoreSignals();
        if (args.length > 0) {
            AotTraining.run(Path.of(args[0]), WorkerMain::serve);
            return;
        }
        ChildConfig config;
        Throwable failure;
        try {
            config = ChildConfig.decode(System.in.readAllBytes());
            StartProperties.set(config.properties());
            failure = serve(config);
        } catch (IOException | RuntimeException e) {
            if (Orphan.isOfNoSession()) {
                // There is no parent to tell.
                Runtime.getRuntime().halt(EXIT_NO_PARENT);
            }
            throw e;
        }
        if (failure != null) {
            throw failure;
        }
        SessionRegistry.leaveAll();
        if (!config.once()) {
            Thread.ofPlatform().daemon().name("procession-exit-limit").start(WorkerMain::limitExit);
            System.exit(0);
        }
    }

    /** Serves the parent until it gives this child its leave; returns what the last call threw. */
    static @Nullable Throwable serve(ChildConfig config) throws IOException {
        return new WorkerMain(config, ControlServer.join(config.socket(), config.token(), config.id())).run();
    }

    private @Nullable Throwable run() throws IOException {
        Thread.currentThread().setName(config.name());
        ChildContext.set(new ChildContext(config.name(), config.id(), config.parentPid(), gate, link, codec));
        Thread reader = new Reader();
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(new ExitHook());
        HostedSession.join(config.directory(), config.slot());
        StartFrame start = StartFrame.decode(take().source());
        if (!initialize(start)) {
            return null;
        }
        if (config.once()) {
            link.send(FrameType.READY);
            Frame frame = take();
            return runOnce(frame.source());
        }
        SessionAttachment session = SessionRegistry.of(config.directory());
        PoolSegment poolSegment = PoolSegment.open(session, start.arrivals());
        TaskChannel channel = TaskChannel.open(session, start.channel(), poolSegment);
        orphan.serves(channel);
        link.send(FrameType.READY);
        runTasks(new TaskLoop(channel, poolSegment.arguments(), codec, gate, loaders, config.name()));
        finish(start);
        orphan.finished();
        if (!Descent.isSearchable() && mark() != null) {
            // Where the parent cannot find them afterwards.
            Descent.killListed();
        }
        // The JVM waits up to 300 ms at its exit for a thread that is in native code, as a reader of a link is.
        leaving = true;
        link.stopReceiving();
        return null;
    }

    private void runTasks(TaskLoop loop) throws IOException {
        try {
            loop.run();
        } catch (SessionClosedException e) {
            // The session ends with its parent, which this thread may see before the thread that reads the link.
            if (!orphan.isParentGone()) {
                throw e;
            }
        }
    }

    /** Runs the body of a child that is no worker; returns what it threw. */
    private @Nullable Throwable runOnce(HeapSource source) throws IOException {
        try {
            gate.begin(0);
            run(EncodedRunnable.read(source));
            return null;
        } catch (Throwable t) { // the body may throw anything, and its parent is told
            link.send(FrameType.FAILED, encode(t));
            return t;
        }
    }

    private Frame take() {
        while (true) {
            try {
                return work.take();
            } catch (InterruptedException e) {
                // A late interrupt, meant for a task that has ended.
            }
        }
    }

    /** Runs the initializer, if there is one; returns whether the child can be ready. */
    private boolean initialize(StartFrame start) throws IOException {
        try {
            run(start.initializer());
            return true;
        } catch (Throwable t) { // an initializer may throw anything, and all of it is the pool's to know
            link.send(FrameType.START_FAILED, encode(t));
            return false;
        }
    }

    /** Runs the finalizer, if there is one. */
    private void finish(StartFrame start) {
        try {
            run(start.finalizer());
        } catch (Throwable t) { // no caller waits for it: it goes to the worker's standard error
            System.err.println("the finalizer of " + config.name() + " failed");
            t.printStackTrace();
        }
    }

    private void run(@Nullable EncodedRunnable call) throws Throwable {
        if (call != null) {
            ClassLoader loader = loaders.forBatch(call.loaderId(), call.volatileLoader());
            Thread.currentThread().setContextClassLoader(loader);
            HeapSource source = new HeapSource(call.function(), 0, call.function().length);
            new CachedFunction(codec, FunctionKind.RUNNABLE, loader, source).call(source);
        }
    }

    private byte[] encode(Throwable failure) {
        HeapSink sink = new HeapSink(256);
        new FailureCodec(codec)
                .encode(failure, config.name(), ProcessHandle.current().pid(), sink);
        return sink.toByteArray();
    }

    private void read() {
        try {
            while (true) {
                Frame frame = link.receive();
                switch (frame.type()) {
                    case FrameType.CANCEL -> gate.cancel(frame.source().getInt());
                    case FrameType.LEAVING -> orphan.parentLeaves();
                    case FrameType.TERMINATE -> Termination.request();
                    case FrameType.CLASS_REPLY -> fetcher.reply(frame);
                    case FrameType.REJECT -> {
                        System.err.println(new String(frame.payload(), StandardCharsets.UTF_8));
                        Runtime.getRuntime().halt(EXIT_NO_PARENT);
                    }
                    default -> work.add(frame);
                }
            }
        } catch (Throwable t) { // the parent is gone, or this process is broken: either way no caller waits for it
            if (leaving) {
                return;
            }
            end();
        }
    }

    private void end() {
        try {
            orphan.parentIsGone();
        } finally {
            haltWithDescendants();
        }
    }

    /** Ends this process and what its tasks have started, unless that is to live on. */
    private void haltWithDescendants() {
        try {
            String mark = mark();
            if (mark != null) {
                Descent.killListed();
                new Descent().kill(mark);
            }
        } finally {
            Runtime.getRuntime().halt(EXIT_NO_PARENT);
        }
    }

    private @Nullable String mark() {
        return Descent.ofThisProcess(config.directory(), config.parentPid(), config.id());
    }

    /** Reads the link. A class and not a lambda, as is the next: a child's first lambda costs milliseconds. */
    private final class Reader extends Thread {
        Reader() {
            super("procession-link");
        }

        @Override
        public void run() {
            read();
        }
    }

    /** Tells the parent that the process exits by itself; without a parent, removes what is left of the session. */
    private final class ExitHook extends Thread {
        ExitHook() {
            super("procession-exit");
        }

        @Override
        public void run() {
            announceExit();
        }
    }

    /**
     * The user's exit hooks may hang, and the link that would tell of the parent's death is no longer read.
     */
    private static void limitExit() {
        try {
            Thread.sleep(EXIT_LIMIT_MILLIS);
        } catch (InterruptedException e) {
            // An interrupt shortens the limit.
        }
        Runtime.getRuntime().halt(0);
    }

    private void announceExit() {
        try {
            String caller = leaving ? "" : ExitCaller.find();
            link.trySend(FrameType.EXITING, caller.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The parent is gone, and so is this process in a moment.
        }
        orphan.exits();
    }
}
