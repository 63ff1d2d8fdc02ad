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
import dev.procession.internal.codec.ClassGate;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.control.ControlServer;
import dev.procession.internal.handle.HandleReducer;
import dev.procession.internal.handle.SessionCodecs;
import dev.procession.internal.handle.SharedThings;
import dev.procession.internal.launch.Launcher;
import dev.procession.internal.liveness.SessionHome;
import dev.procession.internal.liveness.SessionSweep;
import dev.procession.internal.pool.LocalPool;
import dev.procession.internal.segment.Places;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.internal.session.Sessions;
import dev.procession.internal.session.SharedSession;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ChildRuntime;
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
import dev.procession.sync.OwnerDeath;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    private static final long KILL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SessionOptions options;
    /** The session whose things this one shares; {@code null} for its own. */
    private final @Nullable SharedSession joined;

    private final ObjectCodec codec;
    private volatile @Nullable SharedThings things;
    private final SessionHome home;
    private final ControlServer server;
    private final Launcher launcher;
    private final ChildRuntime runtime;
    private final Thread sweeper;
    private final Thread shutdownHook;
    private final AtomicInteger processes = new AtomicInteger();
    private final Managers managers;
    private final Set<LocalPool> pools = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<LocalChildProcess> children = new ConcurrentLinkedQueue<>();
    private boolean closed;
    /** Whether nothing of the session is left. */
    private boolean released;

    /** Opens a session. */
    public LocalBackend(SessionOptions options) {
        this(options, null);
    }

    private LocalBackend(SessionOptions options, @Nullable SharedSession joined) {
        this.options = options;
        this.joined = joined;
        List<Reducer<?>> reducers = new ArrayList<>(options.reducers());
        reducers.addAll(HandleReducer.all());
        codec = ObjectCodec.create(reducers, ClassGate.of(options.allowed()));
        Sessions.forgetClosed();
        // Before anybody can find it.
        home = SessionHome.create(
                options.directory(), options.name(), directory -> SessionCodecs.publish(directory, codec));
        SessionCodecs.use(home.path(), codec);
        server = new ControlServer(home.path());
        launcher = new Launcher(
                home.path(),
                WORKER_MAIN,
                options.classPath(),
                options.jvmOptions(),
                options.environment(),
                options.useAotCache());
        managers = new Managers(this, codec);
        runtime = new ChildRuntime(
                home, server, launcher, codec, new ClassServer(codec, options.classPath() != null), options.output());
        sweeper = Thread.ofPlatform().daemon().name("procession-sweep").start(this::tidyUp);
        shutdownHook = new Thread(this::abandon, "procession-shutdown");
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        if (options.name() != null) {
            home.makeSpill();
            // So that those who join see it live, and see it die.
            things();
        }
    }

    private void tidyUp() {
        home.makeSpill();
        SessionSweep.run(home.path());
    }

    /**
     * A backend that shares in the session with this name, and has a session of its own for its processes.
     *
     * @throws ProcessionException if there is no such session
     */
    public static LocalBackend join(String name) {
        SessionOptions.checkName(name);
        SharedSession session = joinAlive(name);
        Path directory = session.directory();
        boolean known = false;
        boolean joined = false;
        try {
            SessionCodecs.join(directory);
            known = true;
            LocalBackend backend = new LocalBackend(SessionOptions.defaults(), session);
            joined = true;
            return backend;
        } finally {
            if (known && !joined) {
                SessionCodecs.leave(directory);
            }
            if (!joined) {
                Sessions.leave(session);
            }
        }
    }

    /** Joins the session with this name; in one place there may be a dead one, in another one that lives. */
    private static SharedSession joinAlive(String name) {
        SessionClosedException closed = null;
        for (Path directory : SessionDirectory.findAll(name)) {
            try {
                return Sessions.join(directory);
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
    private SharedThings things() {
        SharedThings known = things;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            checkOpen();
            if (things == null) {
                SharedSession session = joined == null ? Sessions.own(home) : joined;
                things = new SharedThings(session);
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
        return new LocalChildBuilder(this, body, processes);
    }

    LocalChildProcess start(LocalChildProcess child) {
        synchronized (this) {
            checkOpen();
            children.add(child);
        }
        try {
            child.begin();
        } catch (RuntimeException e) {
            children.remove(child);
            throw e;
        }
        return child;
    }

    void ended(LocalChildProcess child) {
        children.remove(child);
    }

    ChildRuntime runtime() {
        return runtime;
    }

    @Override
    public List<ChildProcess> activeChildren() {
        List<ChildProcess> active = new ArrayList<>();
        for (LocalChildProcess child : children) {
            if (child.isAlive()) {
                active.add(child);
            }
        }
        return active;
    }

    @Override
    public ProcessPool pool(PoolOptions poolOptions) {
        synchronized (this) {
            checkOpen();
            String name = poolOptions.name().orElseGet(() -> "pool-" + POOLS.incrementAndGet());
            PoolHolder holder = new PoolHolder();
            LocalPool pool = LocalPool.start(runtime, Sessions.own(home), poolOptions, name, holder::end);
            holder.hold(pool);
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
    public ProcessLock lock(@Nullable String name, OwnerDeath policy) {
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
        synchronized (this) {
            checkOpen();
        }
        things();
        return managers.open(joined == null ? Sessions.own(home) : joined, managerOptions);
    }

    private void checkOpen() {
        if (closed) {
            throw new SessionClosedException("the session is closed; open another");
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        long deadline = System.nanoTime() + options.closeTimeout().toNanos();
        for (LocalPool pool : pools) {
            pool.shutdown();
        }
        for (LocalChildProcess child : children) {
            if (child.isDaemon()) {
                child.terminate();
            }
        }
        boolean interrupted = awaitWork(deadline);
        release(interrupted);
    }

    /** Lets what runs finish until the deadline; returns whether the thread was interrupted, which ends the waiting. */
    private boolean awaitWork(long deadline) {
        try {
            for (LocalPool pool : pools) {
                pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            for (LocalChildProcess child : children) {
                child.join(deadline - System.nanoTime());
            }
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void release(boolean interrupted) {
        for (LocalPool pool : pools) {
            pool.terminate();
        }
        for (LocalChildProcess child : children) {
            child.close();
        }
        managers.close();
        killAll();
        abandonFiles();
        boolean again = interrupted;
        while (sweeper.isAlive()) {
            try {
                sweeper.join();
            } catch (InterruptedException e) {
                again = true;
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down, and the hook finds nothing left.
        }
        if (again) {
            Thread.currentThread().interrupt();
        }
    }

    /** The JVM shuts down without a close, or in the middle of one: nothing outlives it. */
    private void abandon() {
        synchronized (this) {
            closed = true;
            if (released) {
                return;
            }
        }
        for (LocalPool pool : pools) {
            // Its slots would start new workers for those that are killed.
            pool.shutdownNow();
        }
        killAll();
        abandonFiles();
    }

    private void killAll() {
        runtime.close();
        for (Child child : runtime.children()) {
            child.kill();
        }
        for (Child child : runtime.children()) {
            child.awaitExit(KILL_NANOS);
        }
    }

    private void abandonFiles() {
        launcher.close();
        try {
            server.close();
        } catch (IOException e) {
            System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, "cannot close the control socket", e);
        }
        if (joined == null) {
            Sessions.close(home);
        } else {
            SessionCodecs.leave(joined.directory());
            Sessions.leave(joined);
        }
        SessionCodecs.forget(home.path());
        home.delete();
        synchronized (this) {
            released = true;
        }
    }

    /** Keeps a pool until it has ended, which may be before it is known here. */
    private final class PoolHolder {
        private @Nullable LocalPool pool;
        private boolean ended;

        synchronized void hold(LocalPool started) {
            if (!ended) {
                pool = started;
                pools.add(started);
            }
        }

        synchronized void end() {
            ended = true;
            if (pool != null) {
                pools.remove(pool);
            }
        }
    }
}
