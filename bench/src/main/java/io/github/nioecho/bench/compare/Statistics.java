package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Ratio.Verdict;
import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.descriptive.Variance;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What a handful of rounds allows to say. All intervals are Student's t-intervals of 95 % over the
 * rounds, each of which is one value, however many slices it is made of: what varies from one JVM to
 * the next counts in full, as in Kalibera and Jones, "Rigorous Benchmarking in Reasonable Time"
 * (2013). With five rounds a bootstrap, which cannot look beyond the five, gives too narrow ones.
 *
 * <p>Ratios are handled as logarithms: twice as fast and half as fast are the same distance from no
 * difference, and what disturbs both servers of a round alike, such as the machine's drift, cancels
 * out.
 */
public final class Statistics {

    static final double TAIL = 0.025;

    private Statistics() {
    }

    /** Returns the median, or null of nothing. */
    public static Double median(double[] values) {
        return values.length == 0 ? null : (Double) Median.withDefaults().withCopy(true).evaluate(values);
    }

    /**
     * Returns how far an interval of a ratio reaches to its wider side: 0.03 is 3 %; null of none.
     */
    static Double halfWidth(Ratio ratio) {
        return ratio == null || ratio.interval() == null
                ? null : (Double) (ratio.interval().high() / ratio.value() - 1);
    }

    /** Returns the mean, or null of nothing. */
    public static Double mean(double[] values) {
        return values.length == 0 ? null : (Double) Mean.of(values).getAsDouble();
    }

    /** Returns the interval of the mean, or null of fewer than two values. */
    public static Interval meanInterval(double[] values) {
        if (values.length < 2) {
            return null;
        }
        return around(Mean.of(values).getAsDouble(),
                Math.sqrt(squaredError(values)), values.length - 1, TAIL);
    }

    /** Returns the coefficient of variation, or null of fewer than two values. */
    static Double variation(double[] values) {
        return values.length < 2
                ? null
                : (Double) (StandardDeviation.of(values).getAsDouble()
                        / Mean.of(values).getAsDouble());
    }

    /**
     * Returns the ratio of a figure to the baseline's.
     *
     * @param ratios one for each round in which both were measured
     * @param moreIsBetter whether the greater figure is the better one
     * @return the ratio, or null if there are no rounds
     */
    public static Ratio ratio(double[] ratios, boolean moreIsBetter) {
        if (ratios.length == 0) {
            return null;
        }
        double[] logs = logs(ratios);
        Interval interval = exp(meanInterval(logs));
        return new Ratio(Math.exp(mean(logs)), interval, ratios.length,
                verdict(interval, moreIsBetter));
    }

    /**
     * Returns by what factor ratios have changed from an earlier run to a later one: the interval
     * of the quotient of their geometric means, by Welch's method, as two runs need not scatter
     * alike.
     *
     * @param tail the share of cases in which the truth is beyond one end, and as often beyond the
     *     other: 0.025 is an interval of 95 %
     * @return the interval, or null if a run has fewer than two ratios
     */
    static Interval change(double[] earlierRatios, double[] laterRatios, double tail) {
        if (earlierRatios.length < 2 || laterRatios.length < 2) {
            return null;
        }
        double[] earlier = logs(earlierRatios);
        double[] later = logs(laterRatios);
        double earlierError = squaredError(earlier);
        double laterError = squaredError(later);
        double error = earlierError + laterError;
        double freedom = error == 0
                ? earlier.length + later.length - 2
                : error * error / (earlierError * earlierError / (earlier.length - 1)
                        + laterError * laterError / (later.length - 1));
        return exp(around(
                mean(later) - mean(earlier), Math.sqrt(error), freedom, tail));
    }

    private static Verdict verdict(Interval interval, boolean moreIsBetter) {
        if (interval == null || interval.low() <= 1 && interval.high() >= 1) {
            return Verdict.NO_DIFFERENCE;
        }
        return interval.low() > 1 == moreIsBetter ? Verdict.FASTER : Verdict.SLOWER;
    }

    private static double squaredError(double[] values) {
        return Variance.of(values).getAsDouble() / values.length;
    }

    private static Interval around(
            double mean, double standardError, double freedom, double tail) {
        double reach = standardError * TDistribution.of(freedom).inverseSurvivalProbability(tail);
        return new Interval(mean - reach, mean + reach);
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    private static Interval exp(Interval logs) {
        return logs == null ? null : new Interval(Math.exp(logs.low()), Math.exp(logs.high()));
    }
}
