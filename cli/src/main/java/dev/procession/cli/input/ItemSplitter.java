package dev.procession.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream of bytes into items at every delimiter. Bytes are kept as they are, a carriage return included;
 * what follows the last delimiter, if anything, is an item too.
 */
final class ItemSplitter {
    /** An item longer than this is rather a wrong delimiter. */
    static final int MAX_ITEM_BYTES = 1 << 28;

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final byte delimiter;
    private byte[] buffer;
    private int filled;
    private boolean ended;

    ItemSplitter(InputStream in, byte delimiter) {
        this(in, delimiter, BUFFER_BYTES);
    }

    ItemSplitter(InputStream in, byte delimiter, int bufferBytes) {
        this.in = in;
        this.delimiter = delimiter;
        this.buffer = new byte[bufferBytes];
    }

    /** The items one more read completed, possibly none; {@code ended} tells whether there may be more. */
    List<String> next() throws IOException {
        List<String> items = new ArrayList<>();
        makeRoom();
        int count = in.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            ended = true;
            if (filled > 0) {
                items.add(ItemText.decode(buffer, 0, filled));
                filled = 0;
            }
            return items;
        }
        int start = 0;
        int end = filled + count;
        for (int i = filled; i < end; i++) {
            if (buffer[i] == delimiter) {
                items.add(ItemText.decode(buffer, start, i - start));
                start = i + 1;
            }
        }
        System.arraycopy(buffer, start, buffer, 0, end - start);
        filled = end - start;
        return items;
    }

    boolean ended() {
        return ended;
    }

    private void makeRoom() throws IOException {
        if (filled < buffer.length) {
            return;
        }
        if (filled >= MAX_ITEM_BYTES) {
            throw new IOException("input item: bytes=" + filled + ", limit=" + MAX_ITEM_BYTES
                    + "; is it cut at the right place? items end in a newline, with --null in NUL");
        }
        buffer = Arrays.copyOf(buffer, Math.min(MAX_ITEM_BYTES, buffer.length * 2));
    }
}
