package dev.procession.internal.channel;

import dev.procession.internal.memory.SharedWords;

/** A record copied out of a ring, with the position that names it there. */
record PositionedRecord(long position, Object read) {

    /** The reader that makes it. */
    static Object read(SharedWords words, long at, long length, long position) {
        return new PositionedRecord(position, ElementCodec.copy(words, at, length));
    }
}
