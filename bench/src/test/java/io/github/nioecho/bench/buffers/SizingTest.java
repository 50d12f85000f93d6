package io.github.nioecho.bench.buffers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.CostFit;
import java.util.List;
import org.junit.jupiter.api.Test;

class SizingTest {

    private static final CostFit FIT = new CostFit(3, 6.5, 0.4, 0.1, 0.1, 0.1, 0.02, 18);
    private static final Messages MIX = Messages.parse("64:50%,1024:40%,64KiB:10%");

    @Test
    void gridHasTheMixturesOwnSizes() {
        assertEquals(List.of(64, 1024, 65536), Sizing.gridMessages(MIX));
    }

    @Test
    void gridOfOneSizeHasASmallAndALargeMessageBesides() {
        assertEquals(List.of(64, 1024, 4096), Sizing.gridMessages(Messages.of(1024)));
        assertEquals(List.of(64, 65536), Sizing.gridMessages(Messages.of(65536)));
        assertEquals(List.of(1, 4096), Sizing.gridMessages(Messages.of(1)));
    }

    @Test
    void gridOfManySizesHasTheOutermostAndTwoBetween() {
        assertEquals(List.of(10, 30, 50, 70_000), Sizing.gridMessages(
                Messages.parse("10:20%,20:20%,30:20%,40:20%,50:10%,60:5%,70000:5%")));
    }

    @Test
    void cellOfMoreThanAThousandCyclesIsLeftOut() {
        assertTrue(Sizing.isWorthwhile(1 << 20, 1024));
        assertFalse(Sizing.isWorthwhile(1 << 20, 256));
    }

    @Test
    void predictionIsTheMeanTimeOfAMessage() {
        double micros = 0.5 * FIT.micros(64, 4096) + 0.4 * FIT.micros(1024, 4096)
                + 0.1 * FIT.micros(65536, 4096);
        assertEquals(1e6 / micros, Sizing.predicted(FIT, MIX, 4096), 1e-6);
        assertNull(Sizing.predicted(null, MIX, 4096));
    }

    @Test
    void worthMeasuringAre1024BytesAndTheTwoFastestThatFit() {
        assertEquals(List.of(1024, 65536, 131072),
                Sizing.worthMeasuring(FIT, MIX, Sizing.CANDIDATES));
        assertEquals(List.of(1024, 8192, 16384), Sizing.worthMeasuring(
                FIT, MIX, Sizing.CANDIDATES.stream().filter(size -> size <= 16384).toList()));
    }

    @Test
    void ofSizesThatAreAlikeTheSmallestAreMeasured() {
        assertEquals(List.of(256, 512, 1024),
                Sizing.worthMeasuring(FIT, Messages.of(64), Sizing.CANDIDATES));
    }

    @Test
    void referenceIsMeasuredEvenIfNothingFits() {
        assertEquals(List.of(1024), Sizing.worthMeasuring(FIT, MIX, List.of()));
    }
}
