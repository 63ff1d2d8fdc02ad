package dev.procession.internal.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is due when a message has arrived, or will not: while a value is encoded or decoded, things in it that count
 * themselves while they travel note here what ends their travel. Whoever carries the message says when it is taken
 * and decoded, or given up, or that it never set out.
 *
 * <p>Thread safety: none; of the thread that opened it, until it is closed. Scopes nest.
 */
public final class EncodingScope implements AutoCloseable {
    private static final ThreadLocal<@Nullable EncodingScope> CURRENT = new ThreadLocal<>();

    private final @Nullable EncodingScope outer;
    private List<TravellingRef> due = List.of();

    private EncodingScope(@Nullable EncodingScope outer) {
        this.outer = outer;
    }

    /** Begins an encoding or decoding in this thread. */
    public static EncodingScope open() {
        EncodingScope opened = new EncodingScope(CURRENT.get());
        CURRENT.set(opened);
        return opened;
    }

    /** Whether somebody carries what this thread encodes or decodes. */
    public static boolean isOpen() {
        return CURRENT.get() != null;
    }

    /** The travel of one thing in a message. */
    public interface TravellingRef {
        /** The message has arrived, or is lost. */
        void end();

        /** The message never set out: as if the thing had stayed. */
        void cancel();
    }

    /** Notes a thing's travel; of no effect if nobody carries it. */
    public static void note(TravellingRef trip) {
        EncodingScope current = CURRENT.get();
        if (current != null) {
            if (current.due.isEmpty()) {
                current.due = new ArrayList<>(1);
            }
            current.due.add(trip);
        }
    }

    /** Runs an encoding; if it fails, nothing that it noted sets out. */
    public <T> T encode(Supplier<T> encoding) {
        try {
            return encoding.get();
        } catch (Throwable t) {
            cancel(due);
            throw t;
        }
    }

    /** What was noted. */
    public List<TravellingRef> due() {
        return due;
    }

    /** Ends everything noted. */
    public void releaseAll() {
        releaseAll(due);
    }

    /** Ends all of it. */
    public static void releaseAll(List<TravellingRef> due) {
        due.forEach(TravellingRef::end);
    }

    /** None of it set out. */
    public static void cancel(List<TravellingRef> due) {
        due.forEach(TravellingRef::cancel);
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
