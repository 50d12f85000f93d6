package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.report.CostWords.Cost;
import io.github.nioecho.bench.results.CostFit;
import io.github.nioecho.bench.results.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CostWordsTest {

    @Test
    void costsAreThreeNumbers() {
        assertEquals("a message costs 4.1 us, each cycle of the buffer 2.3 us whatever is in it,"
                + " and each KiB 0.35 us", CostWords.of(4.1, 2.3, 0.35));
    }

    @Test
    void numbersHaveTwoDigits() {
        assertEquals("a message costs 123 us, each cycle of the buffer 10 us whatever is in it,"
                + " and each KiB 0.052 us", CostWords.of(123.4, 9.96, 0.0519));
        assertEquals("a message costs 4.0 us, each cycle of the buffer 0.50 us whatever is in it,"
                + " and each KiB 0.0 us", CostWords.of(4, 0.5, 0));
    }

    @Test
    void intervalsFollow() {
        assertEquals("a message costs 4.1 us (3.9 to 4.3), each cycle of the buffer 6.5 us (6.3 to"
                + " 6.7) whatever is in it, and each KiB 0.35 us (0.31 to 0.39)",
                CostWords.of(Cost.of(4.1, 0.1, 2), Cost.of(6.5, 0.1, 2), Cost.of(0.35, 0.02, 2)));
    }

    @Test
    void fitHasIntervalsOfStudentsDistribution() {
        // Three degrees of freedom: 3.18 standard errors to each side.
        assertEquals("a message costs 4.1 us (3.8 to 4.4), each cycle of the buffer 6.5 us (6.2 to"
                + " 6.8) whatever is in it, and each KiB 0.35 us (0.29 to 0.41)",
                CostWords.of(new CostFit(4.1, 6.5, 0.35, 0.1, 0.1, 0.02, 0.01, 6)));
    }

    @Test
    void fitOfAsManyCellsAsCoefficientsHasNoIntervals() {
        assertEquals("a message costs 4.1 us, each cycle of the buffer 6.5 us whatever is in it,"
                + " and each KiB 0.35 us",
                CostWords.of(new CostFit(4.1, 6.5, 0.35, 0.1, 0.1, 0.02, 0.01, 3)));
    }

    @Test
    void intervalThatLooksLikeAPointIsLeftOut() {
        assertTrue(words(new Cost(6.5, new Interval(6.499, 6.501))).endsWith("each KiB 6.5 us"));
    }

    @Test
    void costThatMayBeNothingIsNotShown() {
        assertTrue(words(Cost.of(0.05, 0.1, 2)).endsWith(
                "each KiB nothing that is shown (at most 0.25 us)"));
        assertTrue(words(Cost.of(-3, 1, 2)).endsWith("each KiB nothing that is shown"));
        assertFalse(words(Cost.of(0.05, 0.02, 2)).contains("nothing"));
    }

    private static String words(Cost kib) {
        return CostWords.of(new Cost(1, null), new Cost(1, null), kib);
    }
}
