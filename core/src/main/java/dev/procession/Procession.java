package dev.procession;

import dev.procession.channel.Connection;
import dev.procession.channel.JoinableQueue;
import dev.procession.channel.Pipe;
import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueOptions;
import dev.procession.codec.Reducer;
import dev.procession.function.VoidTask;
import dev.procession.internal.local.LocalBackend;
import dev.procession.internal.local.SessionOptions;
import dev.procession.internal.local.StaticSessions;
import dev.procession.internal.worker.ChildContext;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ChildProcess;
import dev.procession.process.Inherit;
import dev.procession.process.Output;
import dev.procession.process.ProcessionException;
import dev.procession.process.WorkerContext;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedArray;
import dev.procession.shared.SharedLong;
import dev.procession.shared.SharedMemory;
import dev.procession.spi.Backend;
import dev.procession.spi.BackendProvider;
import dev.procession.sync.OwnerDeathPolicy;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.lang.ref.Reference;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Multiprocessing: a session, through which this JVM starts processes and works with them.
 *
 * {@snippet :
 * try (var px = Procession.local(); var pool = px.pool(4)) {
 *     List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3));
 * }
 * }
 *
 * <p><b>Safety.</b> Every method may be called from any thread. A session belongs to the process that made it.
 *
 * <p><b>Death.</b> When this JVM ends, however it ends, every process of the session ends with it. When a child
 * dies, what it owned fails, typed and with its cause, and nothing else does.
 *
 * <p><b>Static fields.</b> A child initializes the classes of its tasks for itself. In a child, a session that is
 * opened while a static initializer runs is inert: it starts nothing, and its pools, queues and locks throw
 * {@link dev.procession.process.NestedSessionException} when they are used. So {@code static final} sessions and
 * pools are this process's alone; a task has what it shares with others as an argument or a captured local variable.
 *
 * <p><b>Closing.</b> {@link #close()} lets what runs finish for a bounded time, then ends every process, and
 * removes every file of the session. When the JVM shuts down, a session that is open goes on for
 * {@link Builder#closeTimeout}: what was submitted may finish, and the program's own
 * shutdown hooks can use all of the session, and close it. What was submitted and not waited for also keeps the JVM
 * alive after {@code main} has returned, as with the JDK's executors; a warning says so. A session that nothing
 * refers to any more, and of which nothing runs and nothing is shared, is closed with a
 * warning. The files of one whose JVM was killed are removed by its last child, or by the next session to start.
 */
public final class Procession implements AutoCloseable {
    private final Backend backend;

    private Procession(Backend backend) {
        this.backend = backend;
    }

    private static Procession of(Backend backend) {
        Procession session = new Procession(backend);
        if (backend instanceof LocalBackend local) {
            local.watch(session);
        }
        return session;
    }

    /**
     * Returns {@code made}; the session is not forgotten before. An object may be unreachable while its own methods
     * run.
     */
    @SuppressWarnings("ReachabilityFenceUsage") // when what is made fails, it does not matter what is forgotten
    private <T> T inUse(T made) {
        Reference.reachabilityFence(this);
        return made;
    }

    /** A private session of this JVM, with the defaults of {@link #builder()}. */
    public static Procession local() {
        return builder().build();
    }

    /** Collects what a session is made of. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A membership in the session with this name, which another JVM of the same user made on this machine
     * ({@link Builder#name}): what has a name there, has it here. Processes and pools started from here belong to
     * this JVM. Closing it leaves the session; the session lasts as long as its creator.
     *
     * @throws ProcessionException if there is no such session
     */
    public static Procession join(String name) {
        return of(LocalBackend.join(Objects.requireNonNull(name, "name")));
    }

    /**
     * A session on a backend that the {@link BackendProvider} for the URI's scheme connects to.
     *
     * @throws ProcessionException if there is no such provider, or it cannot connect
     */
    public static Procession connect(String uri) {
        URI parsed = URI.create(uri);
        List<String> known = new ArrayList<>();
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
            if (provider.scheme().equalsIgnoreCase(parsed.getScheme())) {
                return new Procession(provider.connect(parsed));
            }
            known.add(provider.scheme());
        }
        throw new ProcessionException("connect: no backend for scheme=" + parsed.getScheme() + ", found=" + known
                + "; put the backend's jar on the class path, or use Procession.local()");
    }

    /**
     * Makes the ahead-of-time cache that children start from, now, and waits until it is made, some seconds; as an
     * installation or the building of a container image would. Without this, sessions make it in the background,
     * and give that up when they are closed.
     *
     * @return whether there is a cache now; there is none for a directory of classes, nor for a jar within a jar;
     *     children of a module path use none
     */
    public static boolean makeAotCache() {
        return LocalBackend.makeAotCache();
    }

    /** Inside a child process: what it is. Empty in a process that this library did not start. */
    public static Optional<WorkerContext> currentWorker() {
        return Optional.ofNullable(ChildContext.current());
    }

    /**
     * Starts a process that runs {@code body}; {@code process(body).start()}.
     *
     * @throws dev.procession.codec.CodecException if the body, or something it captures, cannot be encoded
     * @throws dev.procession.process.SessionClosedException if the session is closed
     */
    public ChildProcess start(VoidTask body) {
        return process(body).start();
    }

    /** Collects what a process that runs {@code body} is started with. */
    public ChildProcess.Builder process(VoidTask body) {
        return inUse(backend.process(body));
    }

    /** The processes started by {@link #start} and {@link #process} that have not ended, oldest first. */
    public List<ChildProcess> activeChildren() {
        return inUse(backend.activeChildren());
    }

    /** A pool with as many workers as this JVM has processors. */
    public ProcessPool pool() {
        return pool(PoolOptions.defaults());
    }

    /**
     * A pool of so many workers.
     *
     * @throws IllegalArgumentException if {@code workers} is not between 1 and 1,000
     */
    public ProcessPool pool(int workers) {
        return pool(PoolOptions.defaults().withWorkers(workers));
    }

    /**
     * A pool. Its workers are started at once, in the background.
     *
     * @throws dev.procession.codec.CodecException if the initializer cannot be encoded
     * @throws dev.procession.process.SessionClosedException if the session is closed
     */
    public ProcessPool pool(PoolOptions options) {
        return inUse(backend.pool(options));
    }

    /**
     * A queue between processes, of at most so many elements.
     *
     * @throws IllegalArgumentException if {@code capacity} is not positive
     * @throws ProcessionException if there is no room for it
     */
    public <E> ProcessQueue<E> queue(int capacity) {
        return queue(QueueOptions.capacity(capacity));
    }

    /**
     * The queue with this name: made by the first process that asks for it, found by every other of the session.
     * Things of different types do not meet: a lock, and a joinable queue, may have the same name.
     *
     * @throws IllegalArgumentException if it was made with another capacity, or the name is empty or longer than 60
     *     bytes
     */
    public <E> ProcessQueue<E> queue(String name, int capacity) {
        return queue(QueueOptions.capacity(capacity).withName(name));
    }

    /** A queue made with these options, as {@link #queue(int)} and {@link #queue(String, int)}. */
    public <E> ProcessQueue<E> queue(QueueOptions options) {
        return inUse(backend.queue(Objects.requireNonNull(options, "options")));
    }

    /** A queue whose elements are on lease until {@code taskDone}; as {@link #queue(int)}. */
    public <E> JoinableQueue<E> joinableQueue(int capacity) {
        return joinableQueue(QueueOptions.capacity(capacity));
    }

    /** The joinable queue with this name; as {@link #queue(String, int)}. */
    public <E> JoinableQueue<E> joinableQueue(String name, int capacity) {
        return joinableQueue(QueueOptions.capacity(capacity).withName(name));
    }

    /** A joinable queue made with these options. */
    public <E> JoinableQueue<E> joinableQueue(QueueOptions options) {
        return inUse(backend.joinableQueue(Objects.requireNonNull(options, "options")));
    }

    /** A pipe whose ends both send and receive. */
    public <T> Pipe<T> pipe() {
        return inUse(backend.pipe(true));
    }

    /** A pipe whose left end only receives and whose right end only sends. */
    public <T> Pipe<T> simplexPipe() {
        return inUse(backend.pipe(false));
    }

    /**
     * Waits until one of several connections can be received from, or is at its end of file, for so long at most;
     * Python's {@code multiprocessing.connection.wait}. A thread that is interrupted meanwhile gets a
     * {@link ProcessionException}, and keeps its interrupt status.
     *
     * @return those that can, in the order given; empty when the time is over
     */
    public static <C extends Connection<?>> List<C> waitAny(Collection<? extends C> connections, Duration timeout) {
        return LocalBackend.waitAny(Objects.requireNonNull(connections, "connections"), timeout);
    }

    /** A reentrant lock between processes; free again when its holder dies. */
    public ProcessLock lock() {
        return inUse(backend.lock(null, OwnerDeathPolicy.RELEASE));
    }

    /** A reentrant lock between processes; {@code policy} says what the death of its holder means. */
    public ProcessLock lock(OwnerDeathPolicy policy) {
        return inUse(backend.lock(null, policy));
    }

    /** The lock with this name; as {@link #queue(String, int)}. */
    public ProcessLock lock(String name) {
        return inUse(backend.lock(name, OwnerDeathPolicy.RELEASE));
    }

    /** The lock with this name; as {@link #queue(String, int)}. */
    public ProcessLock lock(String name, OwnerDeathPolicy policy) {
        return inUse(backend.lock(name, policy));
    }

    /** A semaphore between processes. */
    public ProcessSemaphore semaphore(int permits) {
        return inUse(backend.semaphore(null, permits));
    }

    /** The semaphore with this name; as {@link #queue(String, int)}. */
    public ProcessSemaphore semaphore(String name, int permits) {
        return inUse(backend.semaphore(name, permits));
    }

    /** A latch between processes. */
    public ProcessLatch latch(int count) {
        return inUse(backend.latch(null, count));
    }

    /** The latch with this name; as {@link #queue(String, int)}. */
    public ProcessLatch latch(String name, int count) {
        return inUse(backend.latch(name, count));
    }

    /** A barrier between processes. */
    public ProcessBarrier barrier(int parties) {
        return inUse(backend.barrier(null, parties));
    }

    /** The barrier with this name; as {@link #queue(String, int)}. */
    public ProcessBarrier barrier(String name, int parties) {
        return inUse(backend.barrier(name, parties));
    }

    /** An event between processes. */
    public ProcessEvent event() {
        return inUse(backend.event(null));
    }

    /** The event with this name; as {@link #queue(String, int)}. */
    public ProcessEvent event(String name) {
        return inUse(backend.event(name));
    }

    /** A number that processes share. */
    public SharedLong sharedLong(long initial) {
        return inUse(backend.sharedLong(null, initial));
    }

    /** The number with this name; as {@link #queue(String, int)}. */
    public SharedLong sharedLong(String name, long initial) {
        return inUse(backend.sharedLong(name, initial));
    }

    /** An array of {@code long} that processes share, all zeros. */
    public SharedArray.OfLong sharedLongs(long length) {
        return inUse(backend.sharedLongs(null, length));
    }

    /** The array of {@code long} with this name; as {@link #queue(String, int)}. */
    public SharedArray.OfLong sharedLongs(String name, long length) {
        return inUse(backend.sharedLongs(name, length));
    }

    /** An array of {@code int} that processes share, all zeros. */
    public SharedArray.OfInt sharedInts(long length) {
        return inUse(backend.sharedInts(null, length));
    }

    /** The array of {@code int} with this name; as {@link #queue(String, int)}. */
    public SharedArray.OfInt sharedInts(String name, long length) {
        return inUse(backend.sharedInts(name, length));
    }

    /** An array of {@code double} that processes share, all zeros. */
    public SharedArray.OfDouble sharedDoubles(long length) {
        return inUse(backend.sharedDoubles(null, length));
    }

    /** The array of {@code double} with this name; as {@link #queue(String, int)}. */
    public SharedArray.OfDouble sharedDoubles(String name, long length) {
        return inUse(backend.sharedDoubles(name, length));
    }

    /** An array of {@code byte} that processes share, all zeros. */
    public SharedArray.OfByte sharedBytes(long length) {
        return inUse(backend.sharedBytes(null, length));
    }

    /** The array of {@code byte} with this name; as {@link #queue(String, int)}. */
    public SharedArray.OfByte sharedBytes(String name, long length) {
        return inUse(backend.sharedBytes(name, length));
    }

    /** A block of memory that processes share, all zeros. */
    public SharedMemory sharedMemory(long bytes) {
        return inUse(backend.sharedMemory(null, bytes));
    }

    /** The block of memory with this name; as {@link #queue(String, int)}. */
    public SharedMemory sharedMemory(String name, long bytes) {
        return inUse(backend.sharedMemory(name, bytes));
    }

    /**
     * A manager of shared objects, in a process of its own.
     *
     * @throws ProcessionException if its process cannot be started
     */
    public Manager manager() {
        return manager(ManagerOptions.defaults());
    }

    /**
     * The manager with this name: started by the first process that asks for it, found by every other of the session,
     * and started again after it has ended.
     */
    public Manager manager(String name) {
        return manager(ManagerOptions.defaults().withName(name));
    }

    /** A manager made with these options, as {@link #manager()} and {@link #manager(String)}. */
    public Manager manager(ManagerOptions options) {
        return inUse(backend.manager(Objects.requireNonNull(options, "options")));
    }

    /**
     * Ends the session: pools take no more tasks, daemon children are terminated; what else runs may finish within
     * {@link Builder#closeTimeout}, and is killed then. An interrupt ends the waiting: what runs is killed at once,
     * and the thread stays interrupted.
     *
     * <p>Idempotent. A call while another thread closes waits until that one has, except in a callback of a pool,
     * which the other may wait for.
     */
    @Override
    public void close() {
        backend.close();
    }

    /** Collects what a session is made of. Not thread-safe. */
    public static final class Builder {
        private @Nullable String name;
        private @Nullable Path directory;
        private @Nullable List<Path> classPath;
        private List<String> jvmOptions = List.of();
        private Map<String, String> environment = Map.of();
        private final List<Reducer<?>> reducers = new ArrayList<>();
        private Output output = Output.FORWARD;
        private boolean useAotCache = true;
        private @Nullable List<String> allowed;
        private Duration closeTimeout = Duration.ofSeconds(5);
        private boolean killDescendants = true;
        private boolean shutdownHook = true;
        private Set<Inherit> inherited = SessionOptions.INHERITED;

        private Builder() {}

        /**
         * The name under which other JVMs of the same user find the session on this machine
         * ({@link Procession#join}); letters, digits, dots, hyphens and underscores, 40 at most. Not together with
         * {@link #directory}: others look for it in the usual places. Default: none.
         *
         * @throws IllegalArgumentException if it is not such a name
         */
        public Builder name(String sessionName) {
            SessionOptions.checkName(sessionName);
            name = sessionName;
            return this;
        }

        /**
         * Where the session's private directory is made; 57 bytes long at most, because of the sockets in it.
         * Default: the first that is writable and has room of {@code /dev/shm}, {@code java.io.tmpdir},
         * {@code /tmp}, {@code /var/tmp}.
         */
        public Builder directory(Path parent) {
            directory = Objects.requireNonNull(parent);
            return this;
        }

        /**
         * What the children have on their class path instead of what this process has; this library is always
         * there. Classes that a child lacks are fetched from this process. By default children have the class path
         * of this process; where this library is a module of the boot layer, its module path and its modules.
         */
        public Builder classPath(List<Path> entries) {
            classPath = List.copyOf(entries);
            return this;
        }

        /** Options for the JVM of every child, which win over those it inherits ({@link #inherit}). Default: none. */
        public Builder jvmOptions(String... options) {
            jvmOptions = List.of(options);
            return this;
        }

        /**
         * What the children take from this JVM: these kinds, and no others. Several calls do not add up. Default:
         * all kinds but {@link Inherit#AGENTS}; {@code inherit()} is as little as possible,
         * {@code inherit(Inherit.values())} everything.
         *
         * <p>Heap, stacks and collector are never inherited: children have a share of the machine, or what
         * {@link #jvmOptions} says.
         */
        public Builder inherit(Inherit... kinds) {
            inherited = Set.copyOf(List.of(kinds));
            return this;
        }

        /** Environment variables to add to those every child inherits. Default: none. */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(new HashMap<>(variables));
            return this;
        }

        /** Adds a way to send a type that is not serializable. */
        public Builder reducer(Reducer<?> reducer) {
            reducers.add(Objects.requireNonNull(reducer));
            return this;
        }

        /** Where the children's output goes. Default: {@link Output#FORWARD}. */
        public Builder output(Output where) {
            output = Objects.requireNonNull(where);
            return this;
        }

        /**
         * Whether children start from an ahead-of-time cache in the user's cache directory, which the first session
         * makes in the background. Default: {@code true}.
         */
        public Builder useAotCache(boolean use) {
            useAotCache = use;
            return this;
        }

        /**
         * Strict mode: the processes of the session decode instances of these classes only, and of those that are
         * always let through. Several calls add up; a call without patterns leaves only the latter. Default:
         * everything is decoded.
         *
         * <pre>
         *   com.acme.Order      the class, without those nested in it
         *   com.acme.Order$*    the classes nested in it, however deep
         *   com.acme.*          the classes of the package, nested ones too
         *   com.acme.**         those, and the classes of the packages below
         *   *                   the classes of the unnamed package, such as a compact source file's
         * </pre>
         *
         * <p>The package {@link dev.procession.codec} says what strict mode covers, what is always let through, which
         * limits hold, and what it is not: a sandbox.
         *
         * @throws IllegalArgumentException if one is no such pattern
         */
        public Builder allow(String... patterns) {
            List<String> more = List.of(patterns);
            SessionOptions.checkAllowed(more);
            if (allowed == null) {
                allowed = new ArrayList<>();
            }
            allowed.addAll(more);
            return this;
        }

        /**
         * How long {@link Procession#close()} lets tasks and children that are no daemons finish, and how long a
         * session that is open when the JVM shuts down (SIGTERM, {@code System.exit}, the end of the last thread
         * that is no daemon) goes on: the JVM waits for what was submitted, and the program's shutdown
         * hooks can use pools, queues, managers and locks. When that time is over, processes are killed, and what
         * waits for them fails with a {@link dev.procession.process.SessionClosedException}. After Ctrl-C (SIGINT)
         * the JVM waits for the program's hooks only. Zero kills at once. Give it
         * more than your hooks take. Default: 5 seconds.
         *
         * @throws IllegalArgumentException if {@code timeout} is negative
         */
        public Builder closeTimeout(Duration timeout) {
            if (timeout.isNegative()) {
                throw new IllegalArgumentException("close timeout: timeout=" + timeout + " must not be negative");
            }
            closeTimeout = timeout;
            return this;
        }

        /**
         * Whether the processes that workers, children and the pools of managers have started, and those that these
         * have started, are killed when the child ends, unless {@link PoolOptions#withKillDescendants} or
         * {@link ChildProcess.Builder#killDescendants} says otherwise for one. How they are found is said there.
         * Default: {@code true}.
         */
        public Builder killDescendants(boolean kill) {
            killDescendants = kill;
            return this;
        }

        /**
         * Whether the session has a shutdown hook, which does what {@link #closeTimeout} says of the end of the
         * JVM. Without one the program closes the session: the JVM does not wait for what was submitted, nothing is
         * killed before the JVM halts, the session's processes end at once when it does, and if it had none
         * its directory is left for the next session to remove. Default: {@code true}.
         */
        public Builder shutdownHook(boolean hook) {
            shutdownHook = hook;
            return this;
        }

        /**
         * Opens the session.
         *
         * @throws ProcessionException if its directory cannot be made; the message says where and why. A socket
         *     that cannot be made fails the first start of a process
         * @throws dev.procession.process.NestedSessionException if its processes would be the ninth generation:
         *     children of children of children
         * @throws IllegalArgumentException if it was given a name and a directory
         */
        public Procession build() {
            if (name != null && directory != null) {
                throw new IllegalArgumentException("session: name=" + name + " and directory=" + directory
                        + "; give one of them: who joins by name looks in the usual places");
            }
            return of(StaticSessions.open(new SessionOptions(
                    name,
                    directory,
                    classPath,
                    jvmOptions,
                    environment,
                    List.copyOf(reducers),
                    output,
                    useAotCache,
                    allowed == null ? null : List.copyOf(allowed),
                    closeTimeout,
                    killDescendants,
                    shutdownHook,
                    inherited)));
        }
    }
}
