package dev.procession.benchmarks.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Figures as they are printed: three digits that count, and no more. */
final class Numbers {
    private static final int DIGITS = 3;
    private static final double WHOLE = 1_000;

    private Numbers() {}

    /** Such as 0.0123, 4.56, 78.9, 12,300. */
    static String text(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_UP));
        return Math.abs(rounded.doubleValue()) >= WHOLE
                ? String.format(Locale.ROOT, "%,d", rounded.longValue())
                : rounded.stripTrailingZeros().toPlainString();
    }

    /** A mark on an axis: 1,000 is 1k, and so on. */
    static String mark(double value) {
        String[] units = {"", "k", "M", "G"};
        double left = value;
        int unit = 0;
        while (left >= WHOLE && unit < units.length - 1) {
            left /= WHOLE;
            unit++;
        }
        return text(left) + units[unit];
    }
}
