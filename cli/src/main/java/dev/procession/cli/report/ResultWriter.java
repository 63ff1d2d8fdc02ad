package dev.procession.cli.report;

import dev.procession.cli.input.ItemText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes results to standard output: in big writes when they come fast, within {@value #IDLE_MILLIS} ms when they
 * come slowly. A write that fails, as when the reader of the pipe has gone, is told once, by whichever thread
 * notices; nothing is written after it.
 *
 * <p>May be used by any thread.
 */
public final class ResultWriter implements AutoCloseable {
    static final int IDLE_MILLIS = 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;
    private final byte terminator;
    private final Consumer<IOException> onFailure;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private boolean failed;
    private boolean closed;

    private ResultWriter(OutputStream out, byte terminator, Consumer<IOException> onFailure) {
        this.out = out;
        this.terminator = terminator;
        this.onFailure = onFailure;
    }

    /** A writer to {@code out}, with its daemon thread started. Every result is followed by {@code terminator}. */
    public static ResultWriter start(OutputStream out, byte terminator, Consumer<IOException> onFailure) {
        ResultWriter writer = new ResultWriter(out, terminator, onFailure);
        Thread thread = new Thread(writer::flushWhenIdle, "procession-output");
        thread.setDaemon(true);
        thread.start();
        return writer;
    }

    /** Writes a result. */
    public void write(String text) {
        byte[] bytes = ItemText.encode(text);
        @Nullable IOException failure;
        synchronized (this) {
            failure = append(bytes);
        }
        tell(failure);
    }

    /** Hands what has been written to the operating system. */
    public void flush() {
        @Nullable IOException failure;
        synchronized (this) {
            failure = drain();
        }
        tell(failure);
    }

    @Override
    public void close() {
        @Nullable IOException failure;
        synchronized (this) {
            failure = drain();
            closed = true;
            notifyAll();
        }
        tell(failure);
    }

    private @Nullable IOException append(byte[] bytes) {
        if (bytes.length >= BUFFER_BYTES - filled) {
            IOException failure = drain();
            if (failure != null || failed) {
                return failure;
            }
        }
        if (bytes.length >= BUFFER_BYTES) {
            return failed ? null : emit(bytes, bytes.length, true);
        }
        if (filled == 0) {
            notifyAll(); // The idle thread waits for something to flush.
        }
        System.arraycopy(bytes, 0, buffer, filled, bytes.length);
        filled += bytes.length;
        buffer[filled++] = terminator;
        return null;
    }

    private @Nullable IOException drain() {
        int length = filled;
        filled = 0;
        return length == 0 || failed ? null : emit(buffer, length, false);
    }

    private @Nullable IOException emit(byte[] bytes, int length, boolean terminate) {
        try {
            out.write(bytes, 0, length);
            if (terminate) {
                out.write(terminator);
            }
            return null;
        } catch (IOException e) {
            failed = true;
            return e;
        }
    }

    /** Outside the lock: the answer is to end the process, whose last acts may need the lock. */
    private void tell(@Nullable IOException failure) {
        if (failure != null) {
            onFailure.accept(failure);
        }
    }

    private void flushWhenIdle() {
        try {
            while (true) {
                synchronized (this) {
                    while (filled == 0 && !closed) {
                        wait();
                    }
                    if (closed) {
                        return;
                    }
                }
                Thread.sleep(IDLE_MILLIS);
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Does not happen; the writer still flushes when full and at its close.
        }
    }
}
