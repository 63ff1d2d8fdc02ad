package dev.procession.fuzz;

import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.process.ProcessionException;

/** The files beside a ring: two of 256 bytes, whatever they are asked for. */
public final class ForgedSides implements OverflowStore {
    private static final int BYTES = 256;
    private static final int COUNT = 2;

    private record Open(long id, SharedWords words) implements OverflowSegment {
        @Override
        public long at() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @Override
    public OverflowSegment create(long length) {
        return new Open(1, new ArrayWords(BYTES));
    }

    @Override
    public OverflowSegment open(long id) {
        if (id < 1 || id > COUNT) {
            throw new ProcessionException("there is no segment " + id);
        }
        return new Open(id, new ArrayWords(BYTES));
    }

    @Override
    public void delete(long id) {
        // There is always another.
    }

    @Override
    public void ended() {
        // It lasts as long as the input.
    }
}
