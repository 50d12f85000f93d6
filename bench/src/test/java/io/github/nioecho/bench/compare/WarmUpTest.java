package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {

    @Test
    void costThatFallsIsNotSettledAndCostThatStaysIs() {
        assertFalse(settled(20, 18, 16, 14, 12, 10));
        assertTrue(settled(20, 18, 10, 10, 10, 10, 10, 10));
        assertFalse(settled(20, 18, 10, 10, 10, 10), "the fall is among the windows compared");
        assertTrue(settled(10, 10, 10, 11, 11, 11), "to cost more is not to get warm");
    }

    @Test
    void tooFewWindowsSayNothing() {
        assertFalse(settled());
        assertFalse(settled(10, 10, 10, 10, 10));
    }

    @Test
    void oneWindowOutOfLineDoesNotDecide() {
        assertTrue(settled(10, 10, 10, 10, 30, 10));
        assertFalse(settled(20, 20, 20, 15, 60, 15));
    }

    /** With a noise of 1 %, a fall of 3 % from window to window is nearly always seen. */
    @Test
    void slowFallInNoiseIsSeen() {
        long seed = 862;
        Random random = new Random(seed);
        int early = 0;
        for (int run = 0; run < 1_000; run++) {
            List<Double> costs = new ArrayList<>();
            for (int window = 0; window < 20 && !WarmUp.isSettled(costs); window++) {
                costs.add(-0.03 * window + 0.01 * random.nextGaussian());
            }
            early += costs.size() < 20 ? 1 : 0;
        }
        assertEquals(0, early, 20, "seed " + seed);
    }

    private static boolean settled(double... micros) {
        return WarmUp.isSettled(DoubleStream.of(micros).map(Math::log).boxed().toList());
    }
}
