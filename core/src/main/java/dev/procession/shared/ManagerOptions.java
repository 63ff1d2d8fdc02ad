package dev.procession.shared;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The options of a manager; without effect where a manager of that name exists already. Immutable;
 * {@code ManagerOptions.defaults().withMaxHeap(2L << 30)}.
 */
public final class ManagerOptions {
    private static final Duration DEFAULT_LEASE = Duration.ofMinutes(10);
    private static final long DEFAULT_REQUEST_BYTES = 1L << 30;
    private static final long MIN_REQUEST_BYTES = 1 << 10;
    private static final ManagerOptions DEFAULTS =
            new ManagerOptions(null, false, 0, List.of(), DEFAULT_LEASE, DEFAULT_REQUEST_BYTES);

    private final @Nullable String name;
    private final boolean inParent;
    private final long maxHeap;
    private final List<String> jvmOptions;
    private final Duration lease;
    private final long maxRequestBytes;

    private ManagerOptions(
            @Nullable String name,
            boolean inParent,
            long maxHeap,
            List<String> jvmOptions,
            Duration lease,
            long maxRequestBytes) {
        this.name = name;
        this.inParent = inParent;
        this.maxHeap = maxHeap;
        this.jvmOptions = jvmOptions;
        this.lease = lease;
        this.maxRequestBytes = maxRequestBytes;
    }

    /** A manager without a name, in a process of its own. */
    public static ManagerOptions defaults() {
        return DEFAULTS;
    }

    /** {@link #defaults()}, but the objects live in the process that makes the manager. */
    public static ManagerOptions inParent() {
        return DEFAULTS.withInParent(true);
    }

    /**
     * The name by which every process of the session finds the manager: 1 to 40 letters, digits, dots, hyphens or
     * underscores, else the manager is not made ({@link IllegalArgumentException}). Default: none.
     */
    public ManagerOptions withName(String managerName) {
        return new ManagerOptions(managerName, inParent, maxHeap, jvmOptions, lease, maxRequestBytes);
    }

    /**
     * Whether the objects live in the process that makes the manager, and die with that process only. Its own calls
     * need no message then. Functions that other processes send run in it, and can end it. Default: {@code false}, a
     * process of their own.
     */
    public ManagerOptions withInParent(boolean here) {
        return new ManagerOptions(name, here, maxHeap, jvmOptions, lease, maxRequestBytes);
    }

    /**
     * The largest heap of the manager's process. Default: a quarter of the machine's memory. Of no effect in the
     * parent.
     *
     * @throws IllegalArgumentException if {@code bytes} is less than 4 MiB
     */
    public ManagerOptions withMaxHeap(long bytes) {
        if (bytes < 4 << 20) {
            throw new IllegalArgumentException("manager: maxHeap=" + bytes + ", least=" + (4 << 20) + " (4 MiB)");
        }
        return new ManagerOptions(name, inParent, bytes, jvmOptions, lease, maxRequestBytes);
    }

    /** More options for the JVM of the manager's process. Of no effect in the parent. */
    public ManagerOptions withJvmOptions(String... options) {
        return new ManagerOptions(name, inParent, maxHeap, List.of(options), lease, maxRequestBytes);
    }

    /**
     * The time that an object is kept while only a message on its way holds it: a proxy that was put into a queue, or
     * captured by a task, or is an argument of a function, and whose sender released it or died. A message that is read
     * after more than three quarters of this time may find the object gone. An object that was in a message is kept for
     * at least this time, whether the message is read or not. Whole milliseconds count. Default: 10 minutes.
     *
     * @throws IllegalArgumentException if {@code time} is not positive
     */
    public ManagerOptions withTravelLease(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("manager: travelLease=" + time + " must be positive");
        }
        return new ManagerOptions(name, inParent, maxHeap, jvmOptions, time, maxRequestBytes);
    }

    /**
     * The longest request that the server accepts, arguments and all; a longer one fails with
     * {@link IllegalArgumentException}, unread, and nothing else does. Default: 1 GiB.
     *
     * @throws IllegalArgumentException if {@code bytes} is less than 1 KiB
     */
    public ManagerOptions withMaxRequestBytes(long bytes) {
        if (bytes < MIN_REQUEST_BYTES) {
            throw new IllegalArgumentException("manager: maxRequestBytes=" + bytes + ", least=" + MIN_REQUEST_BYTES);
        }
        return new ManagerOptions(name, inParent, maxHeap, jvmOptions, lease, bytes);
    }

    /** See {@link #withName}. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** See {@link #withInParent}. */
    public boolean isInParent() {
        return inParent;
    }

    /** See {@link #withMaxHeap}. */
    public OptionalLong maxHeap() {
        return maxHeap == 0 ? OptionalLong.empty() : OptionalLong.of(maxHeap);
    }

    /** See {@link #withJvmOptions}. */
    public List<String> jvmOptions() {
        return jvmOptions;
    }

    /** See {@link #withTravelLease}. */
    public Duration travelLease() {
        return lease;
    }

    /** See {@link #withMaxRequestBytes}. */
    public long maxRequestBytes() {
        return maxRequestBytes;
    }
}
