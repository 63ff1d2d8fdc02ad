package dev.procession.internal.ring;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import java.util.function.Function;

/**
 * Reference in a ring to a record in a segment of its own.
 *
 * @param id the segment's number
 * @param bytes the record's length there
 */
public record OverflowReference(long id, long bytes) implements RecordRing.Payload {
    /** The length of a record that names the segment. */
    public static final int BYTES = 16;

    /** Writes {@code payload} to a new segment, which is this process's until a record that names it is committed. */
    public static OverflowReference create(OverflowStore space, RecordRing.Payload payload) {
        long length = payload.length();
        OverflowStore.OverflowSegment side = space.create(length);
        try {
            payload.write(side.words(), side.at());
        } catch (Throwable t) {
            side.close();
            space.delete(side.id());
            throw t;
        }
        side.close();
        return new OverflowReference(side.id(), length);
    }

    /** The one that a record names whose payload is at {@code at} and so long. */
    public static OverflowReference read(SegmentContext context, long at, long length) {
        SharedWords words = context.words();
        OverflowReference side = new OverflowReference(words.getLong(at), words.getLong(at + Long.BYTES));
        if (length != BYTES || side.id <= 0 || side.bytes <= 0) {
            throw context.corrupted("record at " + at + " on the side: length=" + length + ", " + side);
        }
        return side;
    }

    /** Reads the payload, of the record at {@code position}, in the segment. */
    public Object readPayload(SegmentContext context, OverflowStore space, RecordRing.Reader reader, long position) {
        return open(context, space, open -> reader.read(open.words(), open.at(), bytes, position));
    }

    /** Opens the segment for {@code reader}; returns what that makes of it. */
    public <T> T open(
            SegmentContext context,
            OverflowStore space,
            Function<? super OverflowStore.OverflowSegment, ? extends T> reader) {
        OverflowStore.OverflowSegment open = space.open(id);
        try {
            long room = open.words().size() - open.at();
            if (bytes > room) {
                throw context.corrupted(
                        "record on the side, segment " + id + ": bytes=" + bytes + ", room in the segment=" + room);
            }
            return reader.apply(open);
        } finally {
            open.close();
        }
    }

    @Override
    public long length() {
        return BYTES;
    }

    @Override
    public void write(SharedWords words, long at) {
        words.putLong(at, id);
        words.putLong(at + Long.BYTES, bytes);
    }
}
