package dev.procession.concurrency;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;

/** A record that is one number. */
public record NumberRecord(long value) implements RecordRing.Payload {
    @Override
    public long length() {
        return Long.BYTES;
    }

    @Override
    public void write(SharedWords words, long at) {
        words.putLong(at, value);
    }

    /** Reads one. */
    public static Object read(SharedWords words, long at, long length, long position) {
        return words.getLong(at);
    }
}
