package dev.procession.concurrency;

import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.memory.SharedWords;
import java.lang.foreign.Arena;

/** Memory outside the heap, as a mapped file's is: what the VarHandles promise, they promise here. */
final class Memory {
    private Memory() {}

    /** So many zero bytes, until nobody refers to them. */
    static SharedWords ofBytes(long bytes) {
        return new MappedWords(Arena.ofAuto().allocate(bytes, 128));
    }
}
