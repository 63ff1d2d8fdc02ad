package dev.procession.internal.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is due when a message has arrived, or will not: while a value is encoded or decoded, things in it that count themselves while they travel note here what ends their
 * travel. Whoever carries the message runs it when it is taken and decoded, or given up.
 *
 * <p>Thread safety: none; of the thread that opened it, until it is closed. Scopes nest.
 */
public final class Transit implements AutoCloseable {
    private static final ThreadLocal<@Nullable Transit> CURRENT = new ThreadLocal<>();

    private final @Nullable Transit outer;
    private List<Runnable> due = List.of();

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

    /** Notes what ends a thing's travel; of no effect if nobody carries it. */
    public static void note(Runnable end) {
        Transit current = CURRENT.get();
        if (current != null) {
            if (current.due.isEmpty()) {
                current.due = new ArrayList<>(1);
            }
            current.due.add(end);
        }
    }

    /** What was noted. */
    public List<Runnable> due() {
        return due;
    }

    /** Ends everything noted. */
    public void settle() {
        settle(due);
    }

    /** Ends all of it. */
    public static void settle(List<Runnable> due) {
        due.forEach(Runnable::run);
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
