package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Ratio.Verdict;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatisticsTest {

    private static final int COMPARISONS = 2_000;
    private static final int ROUNDS = 5;

    private final long seed = new Random().nextLong();

    @Test
    void meanIntervalIsStudents() {
        // Mean 12, standard deviation sqrt(2.5), t(4, 97.5 %) = 2.776445.
        Interval interval = Statistics.meanInterval(new double[] {10, 11, 12, 13, 14});
        double reach = 2.776445 * Math.sqrt(2.5 / 5);
        assertEquals(12 - reach, interval.low(), 1e-5);
        assertEquals(12 + reach, interval.high(), 1e-5);
    }

    @Test
    void variationIsTheSampleDeviationOverTheMean() {
        assertEquals(Math.sqrt(2.5) / 12,
                Statistics.variation(new double[] {10, 11, 12, 13, 14}), 1e-12);
    }

    @Test
    void ratioIsTheGeometricMean() {
        // ln 2 and ln 8: mean ln 4, standard error ln 2, t(1, 97.5 %) = 12.7062.
        Ratio ratio = Statistics.ratio(new double[] {2, 8}, true);
        assertEquals(4, ratio.value(), 1e-12);
        assertEquals(2, ratio.pairs());
        assertEquals(4 / Math.pow(2, 12.7062), ratio.interval().low(), 1e-5);
        assertEquals(4 * Math.pow(2, 12.7062), ratio.interval().high(), 1);
        assertEquals(Verdict.NO_DIFFERENCE, ratio.verdict());
    }

    @Test
    void verdictFollowsTheDirectionOfTheFigure() {
        double[] above = {1.19, 1.2, 1.21};
        double[] below = {0.79, 0.8, 0.81};
        assertEquals(Verdict.FASTER, Statistics.ratio(above, true).verdict());
        assertEquals(Verdict.SLOWER, Statistics.ratio(above, false).verdict());
        assertEquals(Verdict.SLOWER, Statistics.ratio(below, true).verdict());
        assertEquals(Verdict.FASTER, Statistics.ratio(below, false).verdict());
        assertEquals(Verdict.NO_DIFFERENCE,
                Statistics.ratio(new double[] {0.9, 1.2, 1.1}, true).verdict());
    }

    @Test
    void onePairGivesARatioWithoutAnInterval() {
        Ratio ratio = Statistics.ratio(new double[] {3}, true);
        assertEquals(3, ratio.value(), 1e-12);
        assertNull(ratio.interval());
        assertEquals(Verdict.NO_DIFFERENCE, ratio.verdict());
    }

    @Test
    void nothingIsNullAndNeverZero() {
        double[] none = {};
        assertNull(Statistics.mean(none));
        assertNull(Statistics.meanInterval(none));
        assertNull(Statistics.variation(none));
        assertNull(Statistics.ratio(none, true));
        assertNull(Statistics.variation(new double[] {1}));
    }

    @Test
    void changeIsWelchsInterval() {
        // Logarithms 0, 1, 2 and 10, 12, 14, 16: difference of means 12; squared errors 1/3 and
        // 5/3; degrees of freedom 2^2 / ((1/3)^2 / 2 + (5/3)^2 / 3) = 4.0754717.
        double[] earlier = {1, Math.E, Math.exp(2)};
        double[] later = {Math.exp(10), Math.exp(12), Math.exp(14), Math.exp(16)};
        Interval change = Statistics.change(earlier, later, Statistics.TAIL);
        double reach = 2.7569 * Math.sqrt(2);
        assertEquals(12 - reach, Math.log(change.low()), 1e-3);
        assertEquals(12 + reach, Math.log(change.high()), 1e-3);
        assertNull(Statistics.change(new double[] {1}, later, Statistics.TAIL));
    }

    @Test
    void equalServersAreToldApartInOneOfTwentyComparisons() {
        int toldApart = comparisonsWithADifference(1, 0.06);
        assertTrue(toldApart >= 0.03 * COMPARISONS && toldApart <= 0.07 * COMPARISONS,
                toldApart + " of " + COMPARISONS + " with seed " + seed);
    }

    @Test
    void differenceWellAboveTheNoiseIsFound() {
        int found = comparisonsWithADifference(0.85, 0.03);
        assertTrue(found >= 0.95 * COMPARISONS,
                found + " of " + COMPARISONS + " with seed " + seed);
    }

    /** Rounds on a machine that drifts by a fifth, and of servers that scatter. */
    private int comparisonsWithADifference(double speed, double scatter) {
        Random random = new Random(seed);
        int different = 0;
        for (int i = 0; i < COMPARISONS; i++) {
            double[] ratios = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                double machine = 100_000 * (1 + 0.2 * random.nextDouble());
                double baseline = machine * Math.exp(scatter * random.nextGaussian());
                double other = speed * machine * Math.exp(scatter * random.nextGaussian());
                ratios[round] = other / baseline;
            }
            if (Statistics.ratio(ratios, true).verdict() != Verdict.NO_DIFFERENCE) {
                different++;
            }
        }
        return different;
    }
}
