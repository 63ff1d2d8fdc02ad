package dev.procession.internal.ring;

import dev.procession.internal.memory.SharedWords;

/**
 * What stands in the ring for a record in a segment of its own.
 *
 * @param id the segment's number
 * @param bytes the record's length there
 */
record SidePayload(long id, long bytes) implements RecordRing.Payload {
    static final int BYTES = 16;

    @Override
    public long length() {
        return BYTES;
    }

    @Override
    public void write(SharedWords words, long at) {
        words.putLong(at, id);
        words.putLong(at + Long.BYTES, bytes);
    }

    /** Reads one. */
    static SidePayload read(SharedWords words, long at) {
        return new SidePayload(words.getLong(at), words.getLong(at + Long.BYTES));
    }
}
