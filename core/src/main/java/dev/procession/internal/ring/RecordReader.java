package dev.procession.internal.ring;

import dev.procession.internal.ring.RecordRing.Reader;

/**
 * Reads the record that a {@link TakeProtocol} has found, which stays where it is.
 *
 * <p>Thread safety: the owner of the take lock alone, {@link #readSide} excepted: any thread of the process that
 * has the record on lease.
 */
final class RecordReader {
    private final RingState ring;
    private final OverflowStore space;
    private final TakeProtocol takes;

    RecordReader(RingState ring, OverflowStore space, TakeProtocol takes) {
        this.ring = ring;
        this.space = space;
        this.takes = takes;
    }

    Object read(Reader reader, long position) {
        return takes.isSide()
                ? readSide(reader, takes.side(position), position)
                : reader.read(ring.words, takes.payloadAt(position), takes.length(), position);
    }

    /** Reads what a record has on the side. */
    Object readSide(Reader reader, OverflowReference side, long position) {
        return side.open(ring.context, space, open -> reader.read(open.words(), open.at(), side.bytes(), position));
    }
}
