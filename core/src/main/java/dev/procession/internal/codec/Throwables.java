package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import org.jspecify.annotations.Nullable;

/** Reading exceptions that other people wrote: any of their methods may throw, loop or lie. */
final class Throwables {

    private static final int MAX_CHAIN = 100;
    private static final StackTraceElement[] NO_FRAMES = {};

    private Throwables() {}

    /** Class name and message, as {@code toString} would, bounded. */
    static String describe(Throwable failure) {
        String message = message(failure);
        return failure.getClass().getName() + (message == null ? "" : ": " + truncate(message, 1000));
    }

    static @Nullable String message(Throwable failure) {
        try {
            return failure.getLocalizedMessage();
        } catch (Throwable e) {
            return "(its getMessage() threw " + e.getClass().getName() + ")";
        }
    }

    static @Nullable Throwable cause(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable e) {
            return null;
        }
    }

    static StackTraceElement[] frames(Throwable failure) {
        try {
            StackTraceElement[] frames = failure.getStackTrace();
            return frames == null ? NO_FRAMES : frames;
        } catch (Throwable e) {
            return NO_FRAMES;
        }
    }

    /** The first codec exception among the causes: it says more than what was wrapped around it. */
    static @Nullable CodecException codecCause(Throwable failure) {
        Throwable each = failure;
        for (int i = 0; each != null && i < MAX_CHAIN; i++) {
            if (each instanceof CodecException found) {
                return found;
            }
            each = cause(each);
        }
        return null;
    }

    static String truncate(String text, int maxChars) {
        return text.length() <= maxChars
                ? text
                : text.substring(0, maxChars) + "… (" + maxChars + " of " + text.length() + " characters)";
    }
}
