package dev.procession.internal.shared;

import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.Sited;
import java.lang.foreign.MemorySegment;

/** Elements of one size in a part of a segment. */
abstract class Block implements Sited {
    private final Site site;
    private final MemorySegment memory;
    private final long length;
    private final int elementBytes;

    Block(Site site, MemorySegment memory, long at, long length, int elementBytes) {
        this.site = site;
        this.memory = memory.asSlice(at, length * elementBytes);
        this.length = length;
        this.elementBytes = elementBytes;
    }

    @Override
    public Site site() {
        return site;
    }

    /** The memory, while it may be used. */
    final MemorySegment memory() {
        site.check();
        return memory;
    }

    final long at(long index) {
        return at(index, 1);
    }

    /** Where {@code count} elements begin, of which the first is {@code index}. */
    final long at(long index, long count) {
        if (index < 0 || count > length - index) {
            throw new IndexOutOfBoundsException(
                    "shared array: index=" + index + ", elements=" + count + ", length=" + length);
        }
        return index * elementBytes;
    }

    /** How many elements. */
    public final long length() {
        return length;
    }

    /** The memory of all elements. */
    public final MemorySegment segment() {
        return memory();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[length=" + length + "]";
    }
}
