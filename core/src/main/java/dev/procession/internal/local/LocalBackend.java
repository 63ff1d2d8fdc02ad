package dev.procession.internal.local;

import dev.procession.channel.Connection;
import dev.procession.channel.JoinableQueue;
import dev.procession.channel.Pipe;
import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueOptions;
import dev.procession.codec.Reducer;
import dev.procession.function.VoidTask;
import dev.procession.internal.channel.PipeConnection;
import dev.procession.internal.classes.ClassServer;
import dev.procession.internal.codec.ClassFilter;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.control.ControlServer;
import dev.procession.internal.handle.HandleReducer;
import dev.procession.internal.handle.SessionCodecs;
import dev.procession.internal.handle.SharedObjectFactory;
import dev.procession.internal.launch.Launcher;
import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.liveness.StaleSessionReaper;
import dev.procession.internal.pool.Forgetting;
import dev.procession.internal.pool.LocalPool;
import dev.procession.internal.pool.PoolControl;
import dev.procession.internal.segment.Places;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ChildProcess;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedArray;
import dev.procession.shared.SharedLong;
import dev.procession.shared.SharedMemory;
import dev.procession.spi.Backend;
import dev.procession.sync.OwnerDeathPolicy;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A session of this machine: one directory, one control socket, the processes started through it.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class LocalBackend implements Backend {
    private static final String WORKER_MAIN = "dev.procession.internal.worker.WorkerMain";
    private static final AtomicInteger POOLS = new AtomicInteger();

    /** The session whose things this one shares; {@code null} for its own. */
    private final @Nullable SessionAttachment joined;

    private final ObjectCodec codec;
    private volatile @Nullable SharedObjectFactory things;
    private final HostedSession home;
    private final ChildEnvironment runtime;
    private final AtomicInteger processes = new AtomicInteger();
    private final ManagerHost managers;
    private final SessionWork work = new SessionWork();
    /** Its lock guards the beginning of what the end has to know of. */
    private final SessionEnd end;

    private volatile WeakReference<@Nullable Object> facades = new WeakReference<>(null);
    private volatile Cleaner.@Nullable Cleanable forgetting;
    private volatile boolean forgotten;

    /** Opens a session. */
    public LocalBackend(SessionOptions options) {
        this(options, null);
    }

    private LocalBackend(SessionOptions options, @Nullable SessionAttachment joined) {
        this.joined = joined;
        Map<String, String> environment = Generations.environment(options.environment());
        List<Reducer<?>> reducers = new ArrayList<>(options.reducers());
        reducers.addAll(HandleReducer.all());
        codec = ObjectCodec.create(reducers, ClassFilter.of(options.allowed()));
        SessionRegistry.forgetClosed();
        // Before anybody can find it.
        home = HostedSession.create(
                options.directory(), options.name(), directory -> SessionCodecs.publish(directory, codec));
        SessionCodecs.use(home.path(), codec);
        ControlServer server = new ControlServer(home.path());
        Launcher launcher = new Launcher(
                home.path(),
                WORKER_MAIN,
                options.classPath(),
                options.jvmOptions(),
                environment,
                options.useAotCache(),
                options.inherited());
        runtime = new ChildEnvironment(
                home,
                server,
                launcher,
                codec,
                new ClassServer(codec, options.classPath() != null),
                options.output(),
                options.killDescendants());
        managers = new ManagerHost(runtime, codec, this::pool, ManagerMain::serving, this::ended);
        Thread sweeper = Thread.ofPlatform().daemon().name("procession-sweep").start(this::tidyUp);
        end = new SessionEnd(
                work,
                runtime,
                managers,
                new SessionFiles(launcher, server, home, joined),
                nanos(options.closeTimeout()),
                sweeper);
        if (options.shutdownHook()) {
            end.watchJvm();
        }
        if (options.name() != null) {
            home.makeSpill();
            // So that those who join see it live, and see it die.
            things();
        }
    }

    private void tidyUp() {
        home.makeSpill();
        StaleSessionReaper.run(home.path());
    }

    /**
     * A backend that shares in the session with this name, and has a session of its own for its processes.
     *
     * @throws ProcessionException if there is no such session
     */
    public static LocalBackend join(String name) {
        SessionOptions.checkName(name);
        SessionAttachment session = joinAlive(name);
        Path directory = session.directory();
        try {
            SessionCodecs.join(directory);
            try {
                return new LocalBackend(SessionOptions.defaults(), session);
            } catch (Throwable t) {
                SessionCodecs.leave(directory);
                throw t;
            }
        } catch (Throwable t) {
            SessionRegistry.leave(session);
            throw t;
        }
    }

    /** Some hundred years are as good as forever. */
    private static long nanos(Duration duration) {
        return Math.min(TimeUnit.NANOSECONDS.convert(duration), Long.MAX_VALUE / 4);
    }

    /** Joins the session with this name; in one place there may be a dead one, in another one that lives. */
    private static SessionAttachment joinAlive(String name) {
        SessionClosedException closed = null;
        for (Path directory : SessionDirectory.findAll(name)) {
            try {
                return SessionRegistry.join(directory);
            } catch (SessionClosedException e) {
                closed = e;
            }
        }
        if (closed != null) {
            throw closed;
        }
        throw new ProcessionException("session: there is none with name=" + name + " in " + Places.forSession(true)
                + "; the JVM that makes it says Procession.builder().name(\"" + name
                + "\").build(); if it has, it is another user's,"
                + " or sees another /dev/shm or /tmp, as in a container of its own, which both must share");
    }

    /** What this session shares; begins with the first call. */
    private SharedObjectFactory things() {
        SharedObjectFactory known = things;
        if (known != null) {
            return known;
        }
        synchronized (end) {
            end.checkOpen();
            if (things == null) {
                SessionAttachment session = joined == null ? SessionRegistry.own(home) : joined;
                things = new SharedObjectFactory(session, SessionCodecs.of(session.directory()));
            }
            return things;
        }
    }

    /** Makes the AOT cache of children now, if there is none; returns whether there is one. */
    public static boolean makeAotCache() {
        try {
            return Launcher.makeAotCache(WORKER_MAIN);
        } catch (IOException e) {
            throw new ProcessionException("ahead-of-time cache: no directory for its training (" + e + ")", e);
        }
    }

    @Override
    public ChildProcess.Builder process(VoidTask body) {
        return new LocalChildBuilder(runtime, this::start, this::ended, body, processes, facades.get());
    }

    private void start(LocalChildProcess child) {
        synchronized (end) {
            end.checkOpen();
            work.add(child);
        }
        try {
            child.begin();
        } catch (Throwable t) {
            ended(child);
            throw t;
        }
    }

    private void ended(LocalChildProcess child) {
        work.remove(child);
        checkForgotten();
    }

    @Override
    public List<ChildProcess> activeChildren() {
        return work.activeChildren();
    }

    @Override
    public ProcessPool pool(PoolOptions poolOptions) {
        synchronized (end) {
            end.checkOpen();
            String name = poolOptions.name().orElseGet(() -> "pool-" + POOLS.incrementAndGet());
            if (poolOptions.workingDirectory().isPresent()) {
                Launcher.checkWorkingDirectory(
                        name, poolOptions.workingDirectory().get());
            }
            PoolHolder holder = new PoolHolder();
            LocalPool pool = LocalPool.start(runtime, SessionRegistry.own(home), poolOptions, name, holder::end);
            holder.hold(pool.control());
            return pool;
        }
    }

    @Override
    public <E> ProcessQueue<E> queue(QueueOptions queueOptions) {
        return things().queue(queueOptions);
    }

    @Override
    public <E> JoinableQueue<E> joinableQueue(QueueOptions queueOptions) {
        return things().joinableQueue(queueOptions);
    }

    @Override
    public <T> Pipe<T> pipe(boolean duplex) {
        return things().pipe(duplex);
    }

    /** Waits for several connections, of whatever sessions. */
    public static <C extends Connection<?>> List<C> waitAny(Collection<? extends C> connections, Duration timeout) {
        return PipeConnection.waitAny(connections, timeout);
    }

    @Override
    public ProcessLock lock(@Nullable String name, OwnerDeathPolicy policy) {
        return things().lock(name, policy);
    }

    @Override
    public ProcessSemaphore semaphore(@Nullable String name, int permits) {
        return things().semaphore(name, permits);
    }

    @Override
    public ProcessLatch latch(@Nullable String name, int count) {
        return things().latch(name, count);
    }

    @Override
    public ProcessBarrier barrier(@Nullable String name, int parties) {
        return things().barrier(name, parties);
    }

    @Override
    public ProcessEvent event(@Nullable String name) {
        return things().event(name);
    }

    @Override
    public SharedLong sharedLong(@Nullable String name, long initial) {
        return things().sharedLong(name, initial);
    }

    @Override
    public SharedArray.OfLong sharedLongs(@Nullable String name, long length) {
        return things().sharedLongs(name, length);
    }

    @Override
    public SharedArray.OfInt sharedInts(@Nullable String name, long length) {
        return things().sharedInts(name, length);
    }

    @Override
    public SharedArray.OfDouble sharedDoubles(@Nullable String name, long length) {
        return things().sharedDoubles(name, length);
    }

    @Override
    public SharedArray.OfByte sharedBytes(@Nullable String name, long length) {
        return things().sharedBytes(name, length);
    }

    @Override
    public SharedMemory sharedMemory(@Nullable String name, long bytes) {
        return things().sharedMemory(name, bytes);
    }

    @Override
    public Manager manager(ManagerOptions managerOptions) {
        things();
        return managers.open(joined == null ? SessionRegistry.own(home) : joined, managerOptions);
    }

    @Override
    public void close() {
        end.close();
        Cleaner.Cleanable watching = forgetting;
        if (watching != null) {
            watching.clean();
        }
    }

    /** Ends the session when the program has forgotten {@code facade}, and nothing of the session can be in use. */
    public void watch(Object facade) {
        facades = new WeakReference<>(facade);
        forgetting = Forgetting.watch(facade, new Forgotten(this));
    }

    /** What is run when the facade is unreachable. */
    private record Forgotten(LocalBackend backend) implements Runnable {
        @Override
        public void run() {
            backend.forgotten = true;
            backend.checkForgotten();
        }
    }

    /**
     * Ends a session that was forgotten and has nothing that runs. One that has shared something is left to the end
     * of the JVM: a queue or a lock is of use without its session, and nothing tells when it is not.
     */
    private void checkForgotten() {
        synchronized (end) {
            if (forgotten && things == null && work.isEmpty()) {
                end.forgotten();
            }
        }
    }

    /** Keeps a pool until it has ended, which may be before it is known here. */
    private final class PoolHolder {
        private @Nullable PoolControl pool;
        private boolean ended;

        synchronized void hold(PoolControl started) {
            if (!ended) {
                pool = started;
                work.add(started);
            }
        }

        void end() {
            synchronized (this) {
                ended = true;
                if (pool != null) {
                    work.remove(pool);
                }
            }
            checkForgotten();
        }
    }
}
