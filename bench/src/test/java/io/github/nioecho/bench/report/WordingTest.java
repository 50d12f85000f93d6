package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.bench.results.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WordingTest {

    private static final Wording.Comparative SPEED =
            new Wording.Comparative("slower", "faster", "fast");

    @Test
    void differenceIsARangeOfPercentages() {
        assertEquals("12 to 18 % slower", Wording.difference(new Interval(0.82, 0.88), SPEED));
        assertEquals("0.4 to 9.9 % faster", Wording.difference(new Interval(1.004, 1.099), SPEED));
        assertEquals("12 % slower", Wording.difference(new Interval(0.8801, 0.8799), SPEED));
    }

    @Test
    void greatDifferenceIsAMultiple() {
        assertEquals("1.9 to 2.4 times as fast",
                Wording.difference(new Interval(1.9, 2.4), SPEED));
        assertEquals("20 to 22 times as fast", Wording.difference(new Interval(20, 22), SPEED));
    }

    @Test
    void buffersAreNamedUnlessTheyAreAll() {
        List<Integer> all = List.of(256, 1024, 4096, 16384);
        assertEquals("", Wording.withBuffers(all, all));
        assertEquals(" with 256 B buffers", Wording.withBuffers(List.of(256), all));
        assertEquals(" with 256 B and 1 KiB buffers",
                Wording.withBuffers(List.of(256, 1024), all));
        assertEquals(" with 1 KiB to 16 KiB buffers",
                Wording.withBuffers(List.of(1024, 4096, 16384), all));
    }

    @Test
    void endsOfARatioShowOnWhichSideOfOneTheyAre() {
        assertEquals("0.82 to 0.88", Wording.ends(new Interval(0.82, 0.88)));
        assertEquals("1.003 to 1.052", Wording.ends(new Interval(1.003, 1.052)));
        assertEquals("0.95 to 1.00", Wording.ends(new Interval(0.95, 1)));
        assertEquals("0.049 to 0.051", Wording.ends(new Interval(0.049, 0.051)));
        assertEquals("0.05 to 0.15", Wording.ends(new Interval(0.049, 0.151)));
        assertEquals("1.521 to 1.524", Wording.ends(new Interval(1.521, 1.524)));
        assertEquals("9.50 to 12.1", Wording.ends(new Interval(9.5, 12.1)));
        assertEquals("1.028", Wording.ratio(1.0275, new Interval(1.003, 1.052)));
    }

    @Test
    void reachIsWordedAtBothEnds() {
        assertEquals("12 % slower to 50 % faster",
                Wording.reach(new Interval(0.88, 1.5), SPEED));
        assertEquals("12 % slower to 2.5 times as fast",
                Wording.reach(new Interval(0.88, 2.5), SPEED));
    }

    @Test
    void longListIsCutWithItsRestCounted() {
        assertEquals("a; b; c; d", Wording.few(List.of("a", "b", "c", "d")));
        assertEquals("a; b; c; and 2 more", Wording.few(List.of("a", "b", "c", "d", "e")));
    }
}
