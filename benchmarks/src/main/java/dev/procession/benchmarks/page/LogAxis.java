package dev.procession.benchmarks.page;

import java.util.ArrayList;
import java.util.List;

/** A logarithmic axis of whole decades, from a pixel to a pixel. */
final class LogAxis {
    private final int lowest;
    private final int highest;
    private final double from;
    private final double to;

    /** Around positive values; one decade at least. */
    LogAxis(List<Double> values, double from, double to) {
        double least = values.stream().mapToDouble(x -> x).min().orElse(1);
        double most = values.stream().mapToDouble(x -> x).max().orElse(1);
        lowest = (int) Math.floor(Math.log10(least) + 1e-9);
        highest = Math.max(lowest + 1, (int) Math.ceil(Math.log10(most) - 1e-9));
        this.from = from;
        this.to = to;
    }

    /** Where {@code value} stands. */
    double at(double value) {
        return from + (to - from) * (Math.log10(value) - lowest) / (highest - lowest);
    }

    /** The powers of ten on it. */
    List<Double> decades() {
        List<Double> decades = new ArrayList<>();
        for (int exponent = lowest; exponent <= highest; exponent++) {
            decades.add(Math.pow(10, exponent));
        }
        return decades;
    }
}
