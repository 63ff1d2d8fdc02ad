package dev.procession.channel;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The options of a queue. Immutable; {@code QueueOptions.capacity(100).withName("orders")}. */
public final class QueueOptions {
    /** Maximum value of the delivery limit. */
    public static final int MAX_DELIVERIES = 15;

    private final int capacity;
    private final @Nullable String name;
    private final long capacityBytes;
    private final int deliveryLimit;

    private QueueOptions(int capacity, @Nullable String name, long capacityBytes, int deliveryLimit) {
        this.capacity = capacity;
        this.name = name;
        this.capacityBytes = capacityBytes;
        this.deliveryLimit = deliveryLimit;
    }

    /**
     * A queue of at most {@code elements} elements.
     *
     * @throws IllegalArgumentException if {@code elements} is not positive
     */
    public static QueueOptions capacity(int elements) {
        if (elements <= 0) {
            throw new IllegalArgumentException("queue: capacity=" + elements + " must be positive");
        }
        return new QueueOptions(elements, null, 0, 3);
    }

    /** The name by which every process of the session finds the queue. Default: none. */
    public QueueOptions withName(String queueName) {
        return new QueueOptions(capacity, queueName, capacityBytes, deliveryLimit);
    }

    /**
     * The bound in bytes of what is in the queue. Default: some kilobytes per element, between one and 16 MiB, more
     * for queues of many elements, less where the shared memory is small. Rounded up to a power of two.
     *
     * @throws IllegalArgumentException if it is not between 4 KiB and 512 MiB
     */
    public QueueOptions withCapacityBytes(long bytes) {
        if (bytes < 4096 || bytes > 512L << 20) {
            throw new IllegalArgumentException(
                    "queue: capacityBytes=" + bytes + ", limits=4096 to " + (512L << 20) + " (512 MiB)");
        }
        return new QueueOptions(capacity, name, bytes, deliveryLimit);
    }

    /**
     * The maximum number of times that a joinable queue delivers an element whose consumers die; the element is poison
     * then. Default: 3.
     *
     * @throws IllegalArgumentException if it is not between 1 and {@link #MAX_DELIVERIES}
     */
    public QueueOptions withDeliveryLimit(int deliveries) {
        if (deliveries < 1 || deliveries > MAX_DELIVERIES) {
            throw new IllegalArgumentException(
                    "queue: deliveryLimit=" + deliveries + ", limits=1 to " + MAX_DELIVERIES);
        }
        return new QueueOptions(capacity, name, capacityBytes, deliveries);
    }

    /** The largest number of elements. */
    public int capacity() {
        return capacity;
    }

    /** The name. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** The bound in bytes; empty for the default. */
    public OptionalLong capacityBytes() {
        return capacityBytes == 0 ? OptionalLong.empty() : OptionalLong.of(capacityBytes);
    }

    /** The maximum number of deliveries of an element. */
    public int deliveryLimit() {
        return deliveryLimit;
    }
}
