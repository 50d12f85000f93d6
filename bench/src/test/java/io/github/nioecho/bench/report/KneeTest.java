package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KneeTest {

    private static final OptionalInt NONE = OptionalInt.empty();
    private static final double[] SIZES = {256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536};

    @Test
    void saturatingCurveBendsWhereItSaturates() {
        assertEquals(OptionalInt.of(2), knee(100, 200, 300, 301, 302, 302, 303, 303, 304));
        assertEquals(OptionalInt.of(4), knee(100, 200, 300, 400, 500, 501, 501, 502, 502));
    }

    @Test
    void smoothCurveBendsWhereItIsAsSteepAsTheDiagonal() {
        // 1 - exp(-5 x), scaled: its slope is 1 at x = ln(5 / (1 - exp(-5))) / 5 = 0.323.
        assertEquals(OptionalInt.of(32), kneeOf(101, x -> 1 - Math.exp(-5 * x)));
    }

    @Test
    void unitsDoNotMatter() {
        double[] throughput = {100, 200, 300, 301, 302, 302, 303, 303, 304};
        assertEquals(OptionalInt.of(2), Knee.of(
                Arrays.stream(SIZES).map(size -> 7 * size).toArray(),
                Arrays.stream(throughput).map(each -> 0.001 * each).toArray()));
    }

    @Test
    void curveThatFallsAfterItsBendHasIt() {
        assertEquals(OptionalInt.of(2), knee(100, 250, 400, 390, 380, 370, 360, 350, 340));
    }

    @Test
    void straightLineHasNone() {
        assertEquals(NONE, knee(100, 200, 300, 400, 500, 600, 700, 800, 900));
    }

    @Test
    void whatIsHardlyAboveTheDiagonalIsNoKnee() {
        assertEquals(NONE, knee(100, 200, 300, 400, 579, 600, 700, 800, 900));
        assertEquals(OptionalInt.of(4), knee(100, 200, 300, 400, 581, 600, 700, 800, 900));
    }

    @Test
    void curveThatGetsSteeperHasNone() {
        assertEquals(NONE, knee(1, 2, 4, 8, 16, 32, 64, 128, 256));
    }

    @Test
    void flatCurveHasNone() {
        assertEquals(NONE, knee(300, 300, 300, 300, 300, 300, 300, 300, 300));
        assertEquals(NONE, knee(286, 300, 300, 300, 300, 300, 300, 300, 300));
        assertEquals(OptionalInt.of(1), knee(284, 300, 300, 300, 300, 300, 300, 300, 300));
    }

    @Test
    void curveThatFallsHasNone() {
        assertEquals(NONE, knee(900, 800, 700, 600, 500, 400, 300, 200, 100));
        assertEquals(NONE, knee(900, 890, 880, 870, 860, 850, 840, 830, 100));
    }

    @Test
    void twoPointsHaveNone() {
        assertEquals(NONE, Knee.of(new double[] {256, 1024}, new double[] {1, 2}));
        assertEquals(NONE, Knee.of(new double[0], new double[0]));
        assertEquals(OptionalInt.of(1),
                Knee.of(new double[] {256, 1024, 4096}, new double[] {1, 2, 2}));
    }

    @Test
    void pointsOfOneMemoryHaveNone() {
        assertEquals(NONE, Knee.of(new double[] {256, 256, 256}, new double[] {1, 3, 2}));
    }

    private static OptionalInt knee(double... throughput) {
        return Knee.of(SIZES, throughput);
    }

    /** Returns the knee of a curve over the logarithm of the memory, which goes from 0 to 1. */
    private static OptionalInt kneeOf(int points, DoubleUnaryOperator curve) {
        double[] memory = new double[points];
        double[] throughput = new double[points];
        for (int i = 0; i < points; i++) {
            double x = i / (points - 1.0);
            memory[i] = Math.exp(x);
            throughput[i] = curve.applyAsDouble(x);
        }
        return Knee.of(memory, throughput);
    }
}
