package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelfCheckTest {

    @Test
    void everyDifferenceIsAWrongOne() {
        SelfCheck check = SelfCheck.of(Rows.results(Rows.plan("async", "async-again"), Rows.all(
                Rows.trips("async", 5.0, 100.0, 100.0, 100.0),
                Rows.trips("async-again", 5.0, 90.0, 90.1, 89.9))));
        assertEquals(new SelfCheck(2, 1), check, "the round trips differ, the CPU does not");
        assertEquals("self-check: 1 of 2 ratios (50.0 %) are said to differ, where nothing does; at"
                + " 95 % about 0 are by chance", check.describe());
    }

    @Test
    void oneRoundSaysNothing() {
        assertEquals(new SelfCheck(0, 0), SelfCheck.of(Rows.results(
                Rows.plan("async", "async-again"), Rows.all(
                        Rows.trips("async", 5.0, 100.0),
                        Rows.trips("async-again", 5.0, 90.0)))));
        assertFalse(new SelfCheck(0, 0).isBeyondChance());
        assertTrue(new SelfCheck(0, 0).describe().contains("0 of 0 ratios (0.0 %)"));
    }

    @Test
    void moreThanChanceGivesIsFound() {
        assertFalse(new SelfCheck(200, 10).isBeyondChance());
        assertFalse(new SelfCheck(200, 14).isBeyondChance(), "7 %");
        assertTrue(new SelfCheck(200, 20).isBeyondChance(), "10 %");
        assertFalse(new SelfCheck(20, 2).isBeyondChance(), "10 % of few");
        assertTrue(new SelfCheck(200, 20).describe().endsWith("by chance, and so many are not"));
    }
}
