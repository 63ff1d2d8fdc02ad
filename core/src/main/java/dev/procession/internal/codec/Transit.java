package dev.procession.internal.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is due when a message has arrived, or will not: while a value is encoded or decoded, things in it that count themselves while they travel note here what ends their
 * travel. Whoever carries the message says when it is taken and decoded, or given up, or that it never set out.
 *
 * <p>Thread safety: none; of the thread that opened it, until it is closed. Scopes nest.
 */
public final class Transit implements AutoCloseable {
    private static final ThreadLocal<@Nullable Transit> CURRENT = new ThreadLocal<>();

    private final @Nullable Transit outer;
    private List<Trip> due = List.of();

    private Transit(@Nullable Transit outer) {
        this.outer = outer;
    }

    /** Begins an encoding or decoding in this thread. */
    public static Transit open() {
        Transit opened = new Transit(CURRENT.get());
        CURRENT.set(opened);
        return opened;
    }

    /** Whether somebody carries what this thread encodes or decodes. */
    public static boolean isOpen() {
        return CURRENT.get() != null;
    }

    /** The travel of one thing in a message. */
    public interface Trip {
        /** The message has arrived, or is lost. */
        void end();

        /** The message never set out: as if the thing had stayed. */
        void cancel();
    }

    /** Notes a thing's travel; of no effect if nobody carries it. */
    public static void note(Trip trip) {
        Transit current = CURRENT.get();
        if (current != null) {
            if (current.due.isEmpty()) {
                current.due = new ArrayList<>(1);
            }
            current.due.add(trip);
        }
    }

    /** Runs an encoding; if it fails, nothing that it noted sets out. */
    public <T> T encode(Supplier<T> encoding) {
        boolean encoded = false;
        try {
            T result = encoding.get();
            encoded = true;
            return result;
        } finally {
            if (!encoded) {
                cancel(due);
            }
        }
    }

    /** What was noted. */
    public List<Trip> due() {
        return due;
    }

    /** Ends everything noted. */
    public void settle() {
        settle(due);
    }

    /** Ends all of it. */
    public static void settle(List<Trip> due) {
        due.forEach(Trip::end);
    }

    /** None of it set out. */
    public static void cancel(List<Trip> due) {
        due.forEach(Trip::cancel);
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
