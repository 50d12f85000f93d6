package io.github.nioecho.bench.costs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.costs.CostModel.Observation;
import io.github.nioecho.bench.results.CostFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private static final double FIXED = 3;
    private static final double CYCLE = 6.5;
    private static final double KIB = 0.4;

    private static double truth(int message, int buffer) {
        return FIXED + CYCLE * Math.ceil((double) message / buffer) + KIB * message / 1024;
    }

    private static List<Observation> grid(int... messages) {
        List<Observation> all = new ArrayList<>();
        for (int message : messages) {
            for (int buffer : new int[] {256, 1024, 4096, 16384}) {
                all.add(new Observation(message, buffer, truth(message, buffer)));
            }
        }
        return all;
    }

    @Test
    void costsThatFollowTheModelAreFound() {
        CostFit fit = CostModel.fit(grid(64, 1024, 65536));

        assertEquals(FIXED, fit.fixedMicros(), 1e-6);
        assertEquals(CYCLE, fit.cycleMicros(), 1e-6);
        assertEquals(KIB, fit.kibMicros(), 1e-6);
        assertEquals(0, fit.residual(), 1e-9);
        assertEquals(12, fit.cells());
        assertEquals(truth(5000, 512), fit.micros(5000, 512), 1e-6);
    }

    @Test
    void errorsOfTheCostsAreAsLargeAsWhatTheyAreOffBy() {
        Random random = new Random(862);
        int within = 0;
        int runs = 400;
        for (int run = 0; run < runs; run++) {
            CostFit fit = CostModel.fit(grid(64, 1024, 65536).stream().map(each ->
                    new Observation(each.messageBytes(), each.bufferBytes(),
                            each.micros() * (1 + 0.05 * random.nextGaussian()))).toList());
            // Nine degrees of freedom: the t-value of 95 % is 2.26.
            within += Math.abs(fit.cycleMicros() - CYCLE) <= 2.26 * fit.cycleError() ? 1 : 0;
            assertTrue(fit.residual() > 0.01 && fit.residual() < 0.1, fit::toString);
        }
        assertTrue(within > 0.91 * runs && within < 0.99 * runs, within + " of " + runs);
    }

    @Test
    void costThatIsNoSumOfTheThreeHasALargeResidual() {
        List<Observation> odd = grid(64, 1024, 65536).stream().map(each ->
                new Observation(each.messageBytes(), each.bufferBytes(),
                        each.bufferBytes() == 4096 ? 2 * each.micros() : each.micros())).toList();

        assertTrue(CostModel.fit(odd).residual() > 0.1);
    }

    @Test
    void tooFewOrTooSimilarCellsHaveNoFit() {
        assertNull(CostModel.fit(List.of()));
        assertNull(CostModel.fit(grid(64).subList(0, 3)));
        // One cycle each, whatever the buffer: nothing tells a cycle from a message.
        assertNull(CostModel.fit(grid(64, 128)));
        assertNotNull(CostModel.fit(grid(64, 2048)));
    }
}
