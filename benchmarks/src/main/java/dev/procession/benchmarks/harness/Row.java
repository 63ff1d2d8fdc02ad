package dev.procession.benchmarks.harness;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The repeats of one contender.
 *
 * @param name of the contender; of a growth, that of its series
 * @param x where it stands on the table's axis; null in a table without one
 * @param values of the repeats, ascending; empty when it did not finish
 * @param p99 of a round trip, the median over the repeats; null where no single one was timed
 * @param p999 likewise
 * @param processorSeconds of all processes together, for a million operations; null where that was not measured
 * @param note what the figures do not say; null for nothing
 */
public record Row(
        String name,
        @Nullable Double x,
        List<Double> values,
        @Nullable Double p99,
        @Nullable Double p999,
        @Nullable Double processorSeconds,
        @Nullable String note) {

    /** Repeats of which only the value was taken. */
    public static Row of(String name, double... values) {
        return new Row(name, null, sorted(values), null, null, null, null);
    }

    /** One that did not come to an end. */
    static Row unfinished(String name, @Nullable Double x, String note) {
        return new Row(name, x, List.of(), null, null, null, note);
    }

    static Row of(String name, @Nullable Double x, List<Sample> samples, double processorSeconds) {
        long operations = samples.stream().mapToLong(Sample::operations).sum();
        return new Row(
                name,
                x,
                sorted(samples.stream().mapToDouble(Sample::value).toArray()),
                number(samples.stream().mapToDouble(Sample::p99).toArray()),
                number(samples.stream().mapToDouble(Sample::p999).toArray()),
                operations == 0 || Double.isNaN(processorSeconds) ? null : processorSeconds * 1e6 / operations,
                null);
    }

    private static List<Double> sorted(double[] values) {
        return Arrays.stream(values).sorted().boxed().toList();
    }

    private static @Nullable Double number(double[] values) {
        double median = median(sorted(values));
        return Double.isNaN(median) ? null : median;
    }

    /** The middle of its values; NaN when there are none. */
    public double median() {
        return median(values);
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
