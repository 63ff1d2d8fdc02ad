package dev.procession.benchmarks;

import java.util.Arrays;

/** The repeats of one measurement. */
final class Figures {
    private final String name;
    private final double[] sorted;

    Figures(String name, double[] values) {
        this.name = name;
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Prints median, minimum and maximum, and the median as a multiple of the peer's. */
    void print(String unit, Figures peer) {
        String ratio = peer == this ? "" : String.format("   %6.2f × %s", median() / peer.median(), peer.name);
        System.out.printf(
                "  %-44s %10.3f %s  (%.3f – %.3f, n=%d)%s%n",
                name, median(), unit, sorted[0], sorted[sorted.length - 1], sorted.length, ratio);
    }
}
