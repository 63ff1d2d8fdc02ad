package dev.procession.cli.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard error with a status line that stays below everything else: it is wiped before other bytes go out, and
 * drawn again later, at the start of a line only. May be used by any thread.
 */
public final class ErrorStream extends OutputStream {
    private static final byte[] WIPE = {'\r', 0x1B, '[', 'K'};

    private final OutputStream out;
    private boolean shown;
    private boolean closed;
    private boolean lineStart = true;

    /** A stream to {@code out}. */
    public ErrorStream(OutputStream out) {
        this.out = out;
    }

    /** Shows {@code status}, which has no newline, unless a line of output is unfinished. */
    public synchronized void show(String status) throws IOException {
        if (lineStart && !closed) {
            // Written over the old one and wiped to the right: to wipe it first would flicker.
            out.write(("\r" + status + "\u001b[K").getBytes(StandardCharsets.UTF_8));
            out.flush();
            shown = true;
        }
    }

    /** Wipes the status and shows none any more. */
    public synchronized void finish() throws IOException {
        closed = true;
        wipe();
        out.flush();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            wipe();
            out.write(bytes, offset, length);
            lineStart = bytes[offset + length - 1] == '\n';
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }

    private void wipe() throws IOException {
        if (shown) {
            out.write(WIPE);
            shown = false;
        }
    }
}
