package dev.procession.testkit;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * Random numbers that a failure can be repeated with: the seed is printed on standard error when it is drawn, and
 * taken from the system property {@code procession.test.seed} when that is set.
 *
 * <p>Thread safety: the methods may be called from any thread; a returned {@link Random} is safe for use by several.
 */
public final class Seeds {

    /** The system property that holds the seed to use, in decimal or as {@code 0x} hexadecimal. */
    public static final String PROPERTY = "procession.test.seed";

    private Seeds() {}

    /** A generator for the test {@code name}, from a seed that is printed together with how to repeat it. */
    public static Random random(String name) {
        return new Random(seed(name));
    }

    /** The seed for the test {@code name}, printed; the property's value when it is set. */
    public static long seed(String name) {
        String given = System.getProperty(PROPERTY);
        long seed = given == null ? new SplittableRandom().nextLong() : parse(given);
        System.err.println(name + ": seed=" + seed + " (repeat with -D" + PROPERTY + "=" + seed + ")");
        return seed;
    }

    private static long parse(String text) {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(PROPERTY + " is not a seed: " + text + "; give a long or 0x…", e);
        }
    }
}
