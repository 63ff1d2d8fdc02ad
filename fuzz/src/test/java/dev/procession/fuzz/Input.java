package dev.procession.fuzz;

import java.util.Arrays;

/** What a fuzzer sent, as decisions: behind its end there are zeros. Numbers are little-endian. Not thread-safe. */
public final class Input {
    private final byte[] bytes;
    private int at;

    /** Decisions from {@code bytes}. */
    public Input(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether nothing is left. */
    public boolean isEmpty() {
        return at >= bytes.length;
    }

    /** A number from 0 to 255. */
    public int nextByte() {
        return isEmpty() ? 0 : bytes[at++] & 0xFF;
    }

    /** Two bytes. */
    public int nextShort() {
        return nextByte() | nextByte() << 8;
    }

    /** Four bytes. */
    public int nextInt() {
        return nextShort() | nextShort() << 16;
    }

    /** Eight bytes. */
    public long nextLong() {
        return (nextInt() & 0xFFFF_FFFFL) | (long) nextInt() << 32;
    }

    /** Up to so many bytes. */
    public byte[] next(int most) {
        int end = Math.min(bytes.length, at + most);
        byte[] part = Arrays.copyOfRange(bytes, Math.min(at, end), end);
        at = end;
        return part;
    }

    /** All that is left. */
    public byte[] rest() {
        return next(bytes.length - Math.min(at, bytes.length));
    }
}
