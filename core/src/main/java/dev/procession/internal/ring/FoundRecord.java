package dev.procession.internal.ring;

import dev.procession.internal.ring.RecordRing.Reader;

/**
 * Reads the record that a {@link TakeSide} has found, which stays where it is.
 *
 * <p>Thread safety: the owner of the take lock alone, {@link #readSide} excepted: any thread of the process that has the record on loan.
 */
final class FoundRecord {
    private final RingWords ring;
    private final RingSpace space;
    private final TakeSide takes;

    FoundRecord(RingWords ring, RingSpace space, TakeSide takes) {
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
    Object readSide(Reader reader, SidePayload side, long position) {
        return side.open(ring.context, space, open -> reader.read(open.words(), open.at(), side.bytes(), position));
    }
}
