package dev.procession.testkit;

import java.util.Locale;

/**
 * How much of a proof a run of the tests makes: {@code -Dprocession.test.size=small|usual|full}. A proof that takes
 * seconds asks this how many rounds, states or kills it makes, so that each ring of tests finds the same defects at
 * its own price.
 */
public enum TestSize {
    /** For {@code ./x test}: a minute in all, between two edits. */
    SMALL,
    /** For the build: the least at which every seeded defect is found. */
    USUAL,
    /** For {@code ./x nightly}. */
    FULL;

    private static final TestSize CURRENT =
            valueOf(System.getProperty("procession.test.size", "usual").toUpperCase(Locale.ROOT));

    /** The size of this run. */
    public static TestSize current() {
        return CURRENT;
    }

    /** One of three numbers, by the size of this run. */
    public static int of(int small, int usual, int full) {
        return switch (CURRENT) {
            case SMALL -> small;
            case USUAL -> usual;
            case FULL -> full;
        };
    }
}
