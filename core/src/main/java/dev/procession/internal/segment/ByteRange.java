package dev.procession.internal.segment;

import java.util.List;

/**
 * A stretch of a file.
 *
 * @param from its first byte
 * @param upTo the byte behind its last
 */
public record ByteRange(long from, long upTo) {

    /** The first {@code bytes} of a file. */
    public static List<ByteRange> first(long bytes) {
        return List.of(new ByteRange(0, bytes));
    }

    /** The total number of bytes. */
    public static long bytes(List<ByteRange> stretches) {
        return stretches.stream().mapToLong(range -> range.upTo - range.from).sum();
    }
}
