package dev.procession.pool;

import dev.procession.codec.CodecException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How tasks are run, see {@link ProcessPool#with(TaskOptions)}. Immutable; every {@code with…} method returns a copy.
 */
public final class TaskOptions {
    private static final Duration DEFAULT_GRACE = Duration.ofMillis(100);
    private static final TaskOptions DEFAULTS = new TaskOptions(
            null, DEFAULT_GRACE, 0, failure -> !(failure instanceof CodecException), 0, false, null, null);

    private final @Nullable Duration timeout;
    private final Duration graceBeforeKill;
    private final int retries;
    private final Predicate<? super Throwable> retryOn;
    private final int chunkSize;
    private final boolean keepGoing;
    private final @Nullable String name;
    private final @Nullable Progress progress;

    private TaskOptions(
            @Nullable Duration timeout,
            Duration graceBeforeKill,
            int retries,
            Predicate<? super Throwable> retryOn,
            int chunkSize,
            boolean keepGoing,
            @Nullable String name,
            @Nullable Progress progress) {
        this.timeout = timeout;
        this.graceBeforeKill = graceBeforeKill;
        this.retries = retries;
        this.retryOn = retryOn;
        this.chunkSize = chunkSize;
        this.keepGoing = keepGoing;
        this.name = name;
        this.progress = progress;
    }

    /** No timeout, no retries, automatic chunks, a grace of 100 ms. */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The maximum time that one task, or one element of a {@code map}, may run, counted from its start; noticed up to
     * 10 ms late. Default: no limit.
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** The time that a cancelled or timed-out task has to respond to its interrupt. Default: 100 ms. */
    public Duration graceBeforeKill() {
        return graceBeforeKill;
    }

    /** The maximum number of restarts of a task that failed. Default: 0. */
    public int retries() {
        return retries;
    }

    /** Which failures are retried; asked in the parent. Default: all but {@link CodecException}. */
    public Predicate<? super Throwable> retryOn() {
        return retryOn;
    }

    /** The number of elements of a {@code map} that travel together; 0, the default, adapts to their duration. */
    public int chunkSize() {
        return chunkSize;
    }

    /**
     * Whether {@code map} runs all elements before it throws the first failure by position, the others suppressed
     * in it. By default it throws the first failure it learns of, and what has not started never will.
     */
    public boolean keepGoing() {
        return keepGoing;
    }

    /** The progress listener. Default: none. */
    public Optional<Progress> progress() {
        return Optional.ofNullable(progress);
    }

    /** The name of the tasks in messages. Default: where the lambda was written. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * A copy with another {@link #timeout()}.
     *
     * @throws IllegalArgumentException if {@code timeout} is not positive
     */
    public TaskOptions withTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("task timeout: timeout=" + timeout + " must be positive");
        }
        return new TaskOptions(timeout, graceBeforeKill, retries, retryOn, chunkSize, keepGoing, name, progress);
    }

    /**
     * A copy with another {@link #graceBeforeKill()}.
     *
     * @throws IllegalArgumentException if {@code grace} is negative
     */
    public TaskOptions withGraceBeforeKill(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace before kill: grace=" + grace + " must not be negative");
        }
        return new TaskOptions(timeout, grace, retries, retryOn, chunkSize, keepGoing, name, progress);
    }

    /**
     * A copy with another number of {@link #retries()}.
     *
     * @throws IllegalArgumentException if {@code retries} is negative
     */
    public TaskOptions withRetries(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries: retries=" + retries + " must be >= 0");
        }
        return new TaskOptions(timeout, graceBeforeKill, retries, retryOn, chunkSize, keepGoing, name, progress);
    }

    /** A copy that retries the failures {@code retryOn} accepts. */
    public TaskOptions withRetryOn(Predicate<? super Throwable> retryOn) {
        Objects.requireNonNull(retryOn);
        return new TaskOptions(timeout, graceBeforeKill, retries, retryOn, chunkSize, keepGoing, name, progress);
    }

    /**
     * A copy with another {@link #chunkSize()}.
     *
     * @throws IllegalArgumentException if {@code chunkSize} is negative
     */
    public TaskOptions withChunkSize(int chunkSize) {
        if (chunkSize < 0) {
            throw new IllegalArgumentException("chunk size: chunkSize=" + chunkSize + " must be >= 0 (0 is automatic)");
        }
        return new TaskOptions(timeout, graceBeforeKill, retries, retryOn, chunkSize, keepGoing, name, progress);
    }

    /** A copy with another {@link #keepGoing()}. */
    public TaskOptions withKeepGoing(boolean keepGoing) {
        return new TaskOptions(timeout, graceBeforeKill, retries, retryOn, chunkSize, keepGoing, name, progress);
    }

    /** A copy with another {@link #name()}. */
    public TaskOptions withName(String name) {
        Objects.requireNonNull(name);
        return new TaskOptions(timeout, graceBeforeKill, retries, retryOn, chunkSize, keepGoing, name, progress);
    }

    /** A copy with another {@link #progress()}. */
    public TaskOptions withProgress(Progress progress) {
        Objects.requireNonNull(progress);
        return new TaskOptions(timeout, graceBeforeKill, retries, retryOn, chunkSize, keepGoing, name, progress);
    }
}
