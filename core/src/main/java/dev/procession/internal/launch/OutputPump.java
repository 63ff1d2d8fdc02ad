package dev.procession.internal.launch;

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
 * Reads one standard stream of a child until its end, so that the child never blocks on it; passes whole lines on, and keeps the
 * last ones.
 *
 * <p>Thread safety: {@link #tail()} may be called from any thread.
 */
final class OutputPump implements Runnable {
    private static final int TAIL_LINES = 20;
    private static final int TAIL_LINE_CHARS = 1_000;
    private static final int LONGEST_LINE_BYTES = 64 << 10;
    /** How long the rest of a line is waited for. */
    private static final int PAUSE_MILLIS = 5;

    /** What the JVM and its launcher say about the environment; the user's own lines may well begin alike. */
    private static final List<String> JVM_NOTES =
            List.of("Picked up JAVA_TOOL_OPTIONS:", "Picked up _JAVA_OPTIONS:", "NOTE: Picked up JDK_JAVA_OPTIONS:");

    private final InputStream stream;
    private final @Nullable PrintStream target;
    private final Deque<String> tail = new ArrayDeque<>(TAIL_LINES);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final Charset charset;

    OutputPump(InputStream stream, @Nullable PrintStream target) {
        this.stream = stream;
        this.target = target;
        // As Locales tells the child.
        charset = target == null ? ParentOptions.charset() : target.charset();
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8 << 10];
        try (stream) {
            int n = stream.read(buffer);
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
                n = stream.read(buffer);
            }
        } catch (IOException e) {
            // The child is gone, and so is the stream: what had been read is kept.
        }
        pass();
    }

    private void accept(byte[] buffer, int length) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n' || line.size() + i - from >= LONGEST_LINE_BYTES) {
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
        if (target != null) {
            target.write(bytes, 0, bytes.length);
            target.flush();
        }
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
