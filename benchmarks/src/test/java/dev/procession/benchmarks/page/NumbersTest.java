package dev.procession.benchmarks.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void text_anySize_hasThreeDigitsThatCount() {
        assertEquals("0", Numbers.text(0));
        assertEquals("0.0123", Numbers.text(0.01234));
        assertEquals("4.57", Numbers.text(4.567));
        assertEquals("100", Numbers.text(99.96));
        assertEquals("12,300", Numbers.text(12_345));
        assertEquals("1,000", Numbers.text(999.9));
    }

    @Test
    void mark_thousands_areShort() {
        assertEquals("100", Numbers.mark(100));
        assertEquals("10k", Numbers.mark(10_000));
        assertEquals("10M", Numbers.mark(10_000_000));
    }

    @Test
    void axis_ofValues_isWholeDecades() {
        LogAxis axis = new LogAxis(List.of(0.3, 40.0), 0, 300);
        assertEquals(List.of(0.1, 1.0, 10.0, 100.0), axis.decades());
        assertEquals(100, axis.at(1), 1e-9);
        assertEquals(List.of(1.0, 10.0), new LogAxis(List.of(1.0), 0, 1).decades());
    }
}
