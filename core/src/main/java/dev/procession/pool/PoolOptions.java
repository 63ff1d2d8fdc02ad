package dev.procession.pool;

import dev.procession.function.VoidTask;
import dev.procession.process.Output;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a pool and its workers are made. Immutable; every {@code with…} method returns a copy. Can be sent to another
 * process.
 */
@SuppressWarnings("serial") // a path is no Serializable, but the codec sends it
public final class PoolOptions implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The largest number of workers. */
    public static final int MAX_WORKERS = 1_000;

    private static final PoolOptions DEFAULTS = new PoolOptions();

    private int workers = Runtime.getRuntime().availableProcessors();
    private int minWorkers;
    private Duration idleTimeout = Duration.ofSeconds(60);
    private long maxTasksPerWorker;
    private long maxQueuedTasks;
    private QueueFullPolicy queueFullPolicy = QueueFullPolicy.REJECT;
    private int warmSpares = -1;
    private long memoryLimitBytes;
    private long poolMemoryLimitBytes;
    private @Nullable VoidTask initializer;
    private @Nullable VoidTask finalizer;
    private List<String> jvmOptions = List.of();
    private long maxHeapBytes;
    private Map<String, String> environment = Map.of();
    private @Nullable Path workingDirectory;
    private Duration startTimeout = Duration.ofSeconds(60);
    private RestartBudget restartBudget = new RestartBudget(5, Duration.ofSeconds(10));
    private @Nullable Output output;
    private @Nullable Boolean killDescendants;
    private @Nullable String name;
    private boolean daemon;

    private PoolOptions() {}

    private PoolOptions(PoolOptions other) {
        workers = other.workers;
        minWorkers = other.minWorkers;
        idleTimeout = other.idleTimeout;
        maxTasksPerWorker = other.maxTasksPerWorker;
        maxQueuedTasks = other.maxQueuedTasks;
        queueFullPolicy = other.queueFullPolicy;
        warmSpares = other.warmSpares;
        memoryLimitBytes = other.memoryLimitBytes;
        poolMemoryLimitBytes = other.poolMemoryLimitBytes;
        initializer = other.initializer;
        finalizer = other.finalizer;
        jvmOptions = other.jvmOptions;
        maxHeapBytes = other.maxHeapBytes;
        environment = other.environment;
        workingDirectory = other.workingDirectory;
        startTimeout = other.startTimeout;
        restartBudget = other.restartBudget;
        output = other.output;
        killDescendants = other.killDescendants;
        name = other.name;
        daemon = other.daemon;
    }

    /** As many workers as this JVM has processors, no initializer, a start timeout of 60 s, 5 restarts in 10 s. */
    public static PoolOptions defaults() {
        return DEFAULTS;
    }

    /** The number of worker processes, 1 to 1,000. Default: {@link Runtime#availableProcessors()}. */
    public int workers() {
        return workers;
    }

    /**
     * How few workers the pool may have. It begins with so many, has another one as long as tasks wait, up to
     * {@link #workers()}, and ends one that has been idle for {@link #idleTimeout()}. Default: {@link #workers()},
     * so that their number does not change.
     */
    public int minWorkers() {
        return minWorkers == 0 ? workers : Math.min(minWorkers, workers);
    }

    /**
     * Whether the JVM does not wait for the pool: neither does work that was submitted keep it alive after
     * {@code main} has returned, nor is such work given the session's close timeout when the JVM shuts down. As a
     * thread that is a daemon. Default: {@code false}.
     */
    public boolean isDaemon() {
        return daemon;
    }

    /** How long a worker above {@link #minWorkers()} may be idle. Default: 60 s. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * After how many tasks a worker is ended in order and replaced; elements of a {@code map} count, and a chunk of
     * them is not divided. Default: never.
     */
    public OptionalLong maxTasksPerWorker() {
        return maxTasksPerWorker == 0 ? OptionalLong.empty() : OptionalLong.of(maxTasksPerWorker);
    }

    /**
     * How many tasks may wait for a worker, see {@link #queueFullPolicy()}. What {@code map} and {@code imap} feed is
     * bounded anyway and does not count. Default: no limit.
     */
    public OptionalLong maxQueuedTasks() {
        return maxQueuedTasks == 0 ? OptionalLong.empty() : OptionalLong.of(maxQueuedTasks);
    }

    /**
     * What happens to a task that finds {@link #maxQueuedTasks()} waiting. Default: {@link QueueFullPolicy#REJECT}.
     */
    public QueueFullPolicy queueFullPolicy() {
        return queueFullPolicy;
    }

    /**
     * How many workers stand by, ready, to replace those that end. Default: 1 with {@link #maxTasksPerWorker()}, else
     * 0.
     */
    public int warmSpares() {
        return warmSpares >= 0 ? warmSpares : maxTasksPerWorker > 0 ? 1 : 0;
    }

    /**
     * How much memory a worker process may have resident, in bytes; heap, native memory, and the shared memory it
     * has touched. It is looked at ten times a second, where the system tells (Linux);
     * a worker above it is killed, and the task it runs fails with {@link MemoryLimitException}. Default: no limit.
     */
    public OptionalLong memoryLimit() {
        return memoryLimitBytes == 0 ? OptionalLong.empty() : OptionalLong.of(memoryLimitBytes);
    }

    /**
     * How much memory the workers of the pool may have resident together, in bytes; shared memory counts for each
     * that has touched it. Above it the largest idle worker is ended and replaced; if none is idle, the largest is
     * killed, and its task fails with {@link MemoryLimitException}. Default: no limit.
     */
    public OptionalLong poolMemoryLimit() {
        return poolMemoryLimitBytes == 0 ? OptionalLong.empty() : OptionalLong.of(poolMemoryLimitBytes);
    }

    /** What every worker runs before its first task. Default: nothing. */
    public Optional<VoidTask> initializer() {
        return Optional.ofNullable(initializer);
    }

    /**
     * What every worker that ends in order runs after its last task; what it throws goes to the worker's standard
     * error. Default: nothing.
     */
    public Optional<VoidTask> finalizer() {
        return Optional.ofNullable(finalizer);
    }

    /** Options for the workers' JVMs, after those of the session and before the library's own. Default: none. */
    public List<String> jvmOptions() {
        return jvmOptions;
    }

    /**
     * The heap limit of each worker in bytes; where all of them together are more than the machine has, a warning
     * is logged. Default: an equal slice of what this machine's default would be.
     */
    public OptionalLong maxHeap() {
        return maxHeapBytes == 0 ? OptionalLong.empty() : OptionalLong.of(maxHeapBytes);
    }

    /** Environment variables to add to those the workers inherit. Default: none. */
    public Map<String, String> environment() {
        return environment;
    }

    /** The workers' working directory. Default: this process's. */
    public Optional<Path> workingDirectory() {
        return Optional.ofNullable(workingDirectory);
    }

    /** How long a worker may take until it is ready, its initializer included. Default: 60 s. */
    public Duration startTimeout() {
        return startTimeout;
    }

    /** When to give up starting workers. Default: 5 restarts in 10 s per worker. */
    public RestartBudget restartBudget() {
        return restartBudget;
    }

    /** Where the workers' output goes. Default: the session's. */
    public Optional<Output> output() {
        return Optional.ofNullable(output);
    }

    /**
     * Whether the processes that tasks have started, and those that these have started, are killed when the worker
     * ends, however it ends; also when a worker is replaced. On Linux they are found by
     * an environment variable that they inherit, also those that have gone to the background; elsewhere by the ids
     * of their parents. Default: the session's choice
     * ({@link dev.procession.Procession.Builder#killDescendants}).
     */
    public Optional<Boolean> killDescendants() {
        return Optional.ofNullable(killDescendants);
    }

    /** The name of the pool in messages and in its workers' names. Default: {@code pool-N}. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * A copy with another number of {@link #workers()}.
     *
     * @throws IllegalArgumentException if {@code workers} is not between 1 and 1,000
     */
    public PoolOptions withWorkers(int workers) {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException(
                    "pool size: workers=" + workers + " must be between 1 and " + MAX_WORKERS);
        }
        return with(copy -> copy.workers = workers);
    }

    /**
     * A copy with another number of {@link #minWorkers()}.
     *
     * @throws IllegalArgumentException if {@code minWorkers} is not between 1 and 1,000
     */
    public PoolOptions withMinWorkers(int minWorkers) {
        if (minWorkers < 1 || minWorkers > MAX_WORKERS) {
            throw new IllegalArgumentException(
                    "pool size: minWorkers=" + minWorkers + " must be between 1 and " + MAX_WORKERS);
        }
        return with(copy -> copy.minWorkers = minWorkers);
    }

    /**
     * A copy with another {@link #idleTimeout()}.
     *
     * @throws IllegalArgumentException if {@code timeout} is not positive
     */
    public PoolOptions withIdleTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("idle timeout: timeout=" + timeout + " must be positive");
        }
        return with(copy -> copy.idleTimeout = timeout);
    }

    /**
     * A copy with another {@link #maxTasksPerWorker()}.
     *
     * @throws IllegalArgumentException if {@code tasks} is not positive
     */
    public PoolOptions withMaxTasksPerWorker(long tasks) {
        checkPositive("max tasks per worker: tasks=", tasks);
        return with(copy -> copy.maxTasksPerWorker = tasks);
    }

    /**
     * A copy with another {@link #maxQueuedTasks()}.
     *
     * @throws IllegalArgumentException if {@code tasks} is not positive
     */
    public PoolOptions withMaxQueuedTasks(long tasks) {
        checkPositive("max queued tasks: tasks=", tasks);
        return with(copy -> copy.maxQueuedTasks = tasks);
    }

    /** A copy with another {@link #queueFullPolicy()}. */
    public PoolOptions withQueueFullPolicy(QueueFullPolicy policy) {
        Objects.requireNonNull(policy);
        return with(copy -> copy.queueFullPolicy = policy);
    }

    /**
     * A copy with another number of {@link #warmSpares()}.
     *
     * @throws IllegalArgumentException if {@code spares} is negative
     */
    public PoolOptions withWarmSpares(int spares) {
        if (spares < 0) {
            throw new IllegalArgumentException("warm spares: spares=" + spares + " must be >= 0");
        }
        return with(copy -> copy.warmSpares = spares);
    }

    /**
     * A copy with another {@link #memoryLimit()}.
     *
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public PoolOptions withMemoryLimit(long bytes) {
        checkPositive("memory limit: bytes=", bytes);
        return with(copy -> copy.memoryLimitBytes = bytes);
    }

    /**
     * A copy with another {@link #poolMemoryLimit()}.
     *
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public PoolOptions withPoolMemoryLimit(long bytes) {
        checkPositive("pool memory limit: bytes=", bytes);
        return with(copy -> copy.poolMemoryLimitBytes = bytes);
    }

    private static void checkPositive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + value + " must be positive");
        }
    }

    /** A copy with another {@link #finalizer()}. */
    public PoolOptions withFinalizer(VoidTask finalizer) {
        Objects.requireNonNull(finalizer);
        return with(copy -> copy.finalizer = finalizer);
    }

    /** A copy with another {@link #initializer()}. */
    public PoolOptions withInitializer(VoidTask initializer) {
        Objects.requireNonNull(initializer);
        return with(copy -> copy.initializer = initializer);
    }

    /** A copy with other {@link #jvmOptions()}. */
    public PoolOptions withJvmOptions(String... options) {
        List<String> list = List.of(options);
        return with(copy -> copy.jvmOptions = list);
    }

    /**
     * A copy with another {@link #maxHeap()}.
     *
     * @throws IllegalArgumentException if {@code bytes} is below 2 MiB, the least a JVM takes
     */
    public PoolOptions withMaxHeap(long bytes) {
        if (bytes < 2 << 20) {
            throw new IllegalArgumentException("max heap: bytes=" + bytes + " must be >= 2097152 (2 MiB)");
        }
        return with(copy -> copy.maxHeapBytes = bytes);
    }

    /** A copy with other additions to the {@link #environment()}. */
    public PoolOptions withEnvironment(Map<String, String> variables) {
        Map<String, String> map = Map.copyOf(new HashMap<>(variables));
        return with(copy -> copy.environment = map);
    }

    /** A copy with another {@link #workingDirectory()}. */
    public PoolOptions withWorkingDirectory(Path directory) {
        Objects.requireNonNull(directory);
        return with(copy -> copy.workingDirectory = directory);
    }

    /**
     * A copy with another {@link #startTimeout()}.
     *
     * @throws IllegalArgumentException if {@code timeout} is not positive
     */
    public PoolOptions withStartTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("start timeout: timeout=" + timeout + " must be positive");
        }
        return with(copy -> copy.startTimeout = timeout);
    }

    /** A copy with another {@link #restartBudget()}. */
    public PoolOptions withRestartBudget(RestartBudget budget) {
        Objects.requireNonNull(budget);
        return with(copy -> copy.restartBudget = budget);
    }

    /** A copy with another {@link #output()}. */
    public PoolOptions withOutput(Output output) {
        Objects.requireNonNull(output);
        return with(copy -> copy.output = output);
    }

    /** A copy with another {@link #killDescendants()}. */
    public PoolOptions withKillDescendants(boolean kill) {
        return with(copy -> copy.killDescendants = kill);
    }

    /** A copy with another {@link #name()}. */
    public PoolOptions withName(String name) {
        Objects.requireNonNull(name);
        return with(copy -> copy.name = name);
    }

    /** A copy with another {@link #isDaemon()}. */
    public PoolOptions withDaemon(boolean daemon) {
        return with(copy -> copy.daemon = daemon);
    }

    private PoolOptions with(Consumer<PoolOptions> change) {
        PoolOptions copy = new PoolOptions(this);
        change.accept(copy);
        return copy;
    }
}
