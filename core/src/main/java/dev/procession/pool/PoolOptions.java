package dev.procession.pool;

import dev.procession.function.VoidTask;
import dev.procession.process.Output;
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

/** How a pool and its workers are made. Immutable; every {@code with…} method returns a copy. */
public final class PoolOptions {
    private static final int MAX_WORKERS = 1_000;
    private static final PoolOptions DEFAULTS = new PoolOptions();

    private int workers = Runtime.getRuntime().availableProcessors();
    private @Nullable VoidTask initializer;
    private List<String> jvmOptions = List.of();
    private long maxHeapBytes;
    private Map<String, String> environment = Map.of();
    private @Nullable Path workingDirectory;
    private Duration startTimeout = Duration.ofSeconds(60);
    private RestartBudget restartBudget = new RestartBudget(5, Duration.ofSeconds(10));
    private @Nullable Output output;
    private @Nullable String name;

    private PoolOptions() {}

    private PoolOptions(PoolOptions other) {
        workers = other.workers;
        initializer = other.initializer;
        jvmOptions = other.jvmOptions;
        maxHeapBytes = other.maxHeapBytes;
        environment = other.environment;
        workingDirectory = other.workingDirectory;
        startTimeout = other.startTimeout;
        restartBudget = other.restartBudget;
        output = other.output;
        name = other.name;
    }

    /** As many workers as this JVM has processors, no initializer, a start timeout of 60 s, 5 restarts in 10 s. */
    public static PoolOptions defaults() {
        return DEFAULTS;
    }

    /** The number of worker processes, 1 to 1,000. Default: {@link Runtime#availableProcessors()}. */
    public int workers() {
        return workers;
    }

    /** What every worker runs before its first task. Default: nothing. */
    public Optional<VoidTask> initializer() {
        return Optional.ofNullable(initializer);
    }

    /** Options for the workers' JVMs, after those of the session and before the library's own. Default: none. */
    public List<String> jvmOptions() {
        return jvmOptions;
    }

    /** The heap limit of each worker in bytes. Default: an equal slice of what this machine's default would be. */
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

    /** A copy with another {@link #name()}. */
    public PoolOptions withName(String name) {
        Objects.requireNonNull(name);
        return with(copy -> copy.name = name);
    }

    private PoolOptions with(Consumer<PoolOptions> change) {
        PoolOptions copy = new PoolOptions(this);
        change.accept(copy);
        return copy;
    }
}
