package dev.procession.internal.launch;

import dev.procession.internal.service.ServiceLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads one standard stream of a child until its end, so that the child never blocks on it; passes whole lines on,
 * and keeps the last ones. Where its target blocks, so does the pump, and in the end the child that prints: nothing
 * is lost, and nothing is buffered beyond a line and what the pipe holds.
 *
 * <p>Thread safety: every method may be called from any thread, {@link #run} from one.
 */
final class OutputPump implements Runnable {
    private static final int TAIL_LINES = 20;
    private static final int TAIL_LINE_CHARS = 1_000;
    private static final int MAX_LINE_BYTES = 64 << 10;
    /** Time to wait for the rest of a line, in ms. */
    private static final int PAUSE_MILLIS = 5;

    /**
     * Prefixes of the lines of the JVM and its launcher about the environment, and about a signal that came while they
     * booted; the user's own lines may well begin alike.
     */
    private static final List<String> JVM_NOTES = List.of(
            "Picked up JAVA_TOOL_OPTIONS:",
            "Picked up _JAVA_OPTIONS:",
            "NOTE: Picked up JDK_JAVA_OPTIONS:",
            "Runtime.exit(129) logging failed:",
            "Runtime.exit(130) logging failed:",
            "Runtime.exit(143) logging failed:");

    /**
     * Message of a launcher whose argument file was removed with its session while it booted. A start that fails in
     * this way for another reason is reported with its last output.
     */
    private static final String NO_ARGUMENT_FILE = "Error: could not open `";

    private final InputStream stream;
    private @Nullable PrintStream target;
    private final Deque<String> tail = new ArrayDeque<>(TAIL_LINES);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final Charset charset;
    private final byte[] buffer = new byte[8 << 10];
    private final Runnable pumping = this::pump;
    /** Whether the thread is about to read, or reads: all that it read before has been passed on. */
    private volatile boolean reading;

    private volatile long passed;

    OutputPump(InputStream stream, @Nullable PrintStream target) {
        this.stream = stream;
        this.target = target;
        // As Locales tells the child.
        charset = target == null ? ParentOptions.charset() : target.charset();
    }

    /**
     * A chunk for which there is no memory is lost; the child is read on all the same, because it must not block in
     * its own output.
     */
    @Override
    public void run() {
        ServiceLoop.untilMemory(pumping);
    }

    private void pump() {
        try {
            int n = read(buffer);
            while (n >= 0) {
                accept(buffer, n);
                // A prompt, or a line in the making, is not held back once the child pauses. Some write the end of a
                // line by
                // itself, which a moment's patience keeps with it: others write to the same place.
                for (int i = 0; i < PAUSE_MILLIS && line.size() > 0 && stream.available() == 0; i++) {
                    LockSupport.parkNanos(this, 1_000_000);
                }
                if (line.size() > 0 && stream.available() == 0) {
                    pass();
                }
                n = read(buffer);
            }
        } catch (IOException e) {
            // The child is gone, and so is the stream, or the pump is stopped: what had been read is kept.
        }
        pass();
        stop();
    }

    private int read(byte[] buffer) throws IOException {
        reading = true;
        int n = stream.read(buffer);
        reading = false;
        return n;
    }

    /** Whether all that was in the stream has been passed on, and the thread waits for more. */
    boolean isAtRest() {
        try {
            // A process's stream answers available() only while no thread reads it.
            return reading && (!isStoppable() || stream.available() == 0);
        } catch (IOException e) {
            return reading;
        }
    }

    /** Whether {@link #stop} ends the thread while it waits for more. */
    boolean isStoppable() {
        return stream instanceof ChildPipe;
    }

    /** Ends the thread, when it has passed on what it has read. */
    void stop() {
        try {
            stream.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    /** The number of bytes passed on. */
    long passed() {
        return passed;
    }

    private void accept(byte[] buffer, int length) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n' || line.size() + i - from >= MAX_LINE_BYTES) {
                line.write(buffer, from, i + 1 - from);
                from = i + 1;
                pass();
            }
        }
        line.write(buffer, from, length - from);
    }

    /** Passes on what has been read, a line as a rule. */
    private void pass() {
        if (line.size() == 0) {
            return;
        }
        byte[] bytes = line.toByteArray();
        line.reset();
        String text = new String(bytes, charset).stripTrailing();
        if (isJvmNote(text)) {
            return;
        }
        keep(text.length() > TAIL_LINE_CHARS ? text.substring(0, TAIL_LINE_CHARS) + "…" : text);
        if (!text.startsWith(NO_ARGUMENT_FILE)) {
            forward(bytes);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread; others only read
    private void forward(byte[] bytes) {
        PrintStream to = target;
        if (to != null) {
            try {
                to.write(bytes, 0, bytes.length);
                to.flush();
            } catch (RuntimeException e) { // by a stream of the user's making: the child is read on all the same
                target = null;
            }
        }
        passed += bytes.length;
    }

    private static boolean isJvmNote(String text) {
        for (String note : JVM_NOTES) {
            if (text.startsWith(note)) {
                return true;
            }
        }
        return false;
    }

    private synchronized void keep(String text) {
        if (tail.size() == TAIL_LINES) {
            tail.removeFirst();
        }
        tail.addLast(text);
    }

    /** The last lines, oldest first. */
    synchronized List<String> tail() {
        return new ArrayList<>(tail);
    }
}
