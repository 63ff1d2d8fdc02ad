package dev.procession.internal.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the reference-counted handles found while a message is encoded or decoded, so that its carrier can release
 * them once the message is delivered or given up, or undo them if it is never sent.
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

    /** Whether this thread encodes or decodes a message with a carrier. */
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

    /** Notes a travelling reference; without effect outside a scope. */
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

    /** The noted references. */
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
