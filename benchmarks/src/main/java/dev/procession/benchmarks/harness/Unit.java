package dev.procession.benchmarks.harness;

/** What the figures of a table count, and which of two is the better one. */
public enum Unit {
    MILLIONS_PER_SECOND("M/s", true),
    THOUSANDS_PER_SECOND("k/s", true),
    MICROSECONDS("µs", false),
    MILLISECONDS("ms", false),
    MEBIBYTES("MiB", false),
    PERCENT_OF_A_PROCESSOR("% of a processor", false),
    OF_THE_IDEAL("of the ideal", true);

    private final String label;
    private final boolean moreIsBetter;

    Unit(String label, boolean moreIsBetter) {
        this.label = label;
        this.moreIsBetter = moreIsBetter;
    }

    /** As it stands behind a figure. */
    public String label() {
        return label;
    }

    /** Whether more is better. */
    public boolean moreIsBetter() {
        return moreIsBetter;
    }
}
