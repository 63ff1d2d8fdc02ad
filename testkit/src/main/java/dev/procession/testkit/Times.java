package dev.procession.testkit;

import java.time.Duration;

/** Every duration of the testkit goes through here, so that one property slows all of them on a slow machine. */
final class Times {

    /** The system property that multiplies every deadline, such as {@code 3} under a profiler. Default 1. */
    static final String SCALE_PROPERTY = "procession.test.scale";

    private Times() {}

    static Duration scaled(Duration duration) {
        String text = System.getProperty(SCALE_PROPERTY, "1");
        double scale;
        try {
            scale = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(SCALE_PROPERTY + " is not a number: " + text, e);
        }
        if (!(scale > 0 && scale <= 10_000)) {
            throw new IllegalArgumentException(SCALE_PROPERTY + " out of range: scale=" + text + ", limit=(0, 10000]");
        }
        return Duration.ofNanos((long) (duration.toNanos() * scale));
    }
}
