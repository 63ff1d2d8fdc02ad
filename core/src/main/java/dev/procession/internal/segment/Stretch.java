package dev.procession.internal.segment;

import java.util.List;

/**
 * A stretch of a file.
 *
 * @param from its first byte
 * @param upTo the byte behind its last
 */
public record Stretch(long from, long upTo) {

    /** The first {@code bytes} of a file. */
    public static List<Stretch> first(long bytes) {
        return List.of(new Stretch(0, bytes));
    }

    /** How many bytes all have. */
    public static long bytes(List<Stretch> stretches) {
        return stretches.stream()
                .mapToLong(stretch -> stretch.upTo - stretch.from)
                .sum();
    }
}
