package dev.procession.benchmarks.harness;

import java.util.Arrays;

/**
 * What one repeat measured.
 *
 * @param value in the unit of its contest; of round trips, the median of one
 * @param operations how many there were, which the processor time is divided by; 0 where that says nothing
 * @param p99 the 99th percentile of a round trip, in the same unit; NaN where no single one was timed
 * @param p999 the 99.9th
 */
public record Sample(double value, long operations, double p99, double p999) {
    private static final int PARTS = 4;

    /** A value without percentiles. */
    public static Sample of(double value, long operations) {
        return new Sample(value, operations, Double.NaN, Double.NaN);
    }

    /** Millions a second. */
    public static Sample millionsPerSecond(long operations, long nanos) {
        return of(operations * 1e3 / nanos, operations);
    }

    /** Thousands a second. */
    public static Sample thousandsPerSecond(long operations, long nanos) {
        return of(operations * 1e6 / nanos, operations);
    }

    /** Microseconds of each of so many operations that took {@code nanos} together. */
    public static Sample micros(long operations, long nanos) {
        return of(nanos / 1e3 / operations, operations);
    }

    /** One that another process measured: its {@link #text()} as numbers; without percentiles, the first two. */
    public static Sample of(double[] numbers) {
        return numbers.length < PARTS
                ? of(numbers[0], (long) numbers[1])
                : new Sample(numbers[0], (long) numbers[1], numbers[2], numbers[3]);
    }

    /** As a process tells it in a line. */
    public String text() {
        return value + " " + operations + " " + p99 + " " + p999;
    }

    /** Microseconds of round trips that were timed one by one. */
    public static Sample trips(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Sample(
                sorted[sorted.length / 2] / 1e3,
                sorted.length,
                sorted[(int) (sorted.length * 0.99)] / 1e3,
                sorted[(int) (sorted.length * 0.999)] / 1e3);
    }
}
