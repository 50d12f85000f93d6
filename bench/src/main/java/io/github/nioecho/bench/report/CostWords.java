package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.CostFit;
import io.github.nioecho.bench.results.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What a message costs, as three numbers that a person can remember: {@code a message costs 4.1 us,
 * each cycle of the buffer 2.3 us whatever is in it, and each KiB 0.35 us}. Two digits each.
 */
public final class CostWords {

    private static final double TAIL = 0.025;
    private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);
    // A nanosecond; whatever is smaller was not measured.
    private static final int MOST_DECIMALS = 3;

    private CostWords() {
    }

    /** Returns the sentence of a fit, with intervals of 95 % if it has more than enough cells. */
    static String of(CostFit fit) {
        if (fit.cells() <= CostFit.COEFFICIENTS) {
            return of(fit.fixedMicros(), fit.cycleMicros(), fit.kibMicros());
        }
        double reach = TDistribution.of(fit.cells() - CostFit.COEFFICIENTS)
                .inverseSurvivalProbability(TAIL);
        return of(Cost.of(fit.fixedMicros(), fit.fixedError(), reach),
                Cost.of(fit.cycleMicros(), fit.cycleError(), reach),
                Cost.of(fit.kibMicros(), fit.kibError(), reach));
    }

    /** Returns the sentence without intervals; microseconds. */
    public static String of(double messageMicros, double cycleMicros, double kibMicros) {
        return of(new Cost(messageMicros, null), new Cost(cycleMicros, null),
                new Cost(kibMicros, null));
    }

    /**
     * Returns the sentence.
     *
     * @param message what each message costs, however large
     * @param cycle what each cycle of read and write costs
     * @param kib what each KiB of a message costs
     */
    public static String of(Cost message, Cost cycle, Cost kib) {
        return "a message costs " + message.words() + ", each cycle of the buffer "
                + cycle.words() + " whatever is in it, and each KiB " + kib.words();
    }

    /**
     * One of the three.
     *
     * @param micros the estimate, in microseconds
     * @param interval of 95 % for it, in microseconds; null for none to be written
     */
    public record Cost(double micros, Interval interval) {

        /**
         * Returns an estimate with the interval that its standard error gives.
         *
         * @param reach the quantile: how many errors the interval reaches to each side, as of
         *     Student's distribution
         */
        public static Cost of(double micros, double standardError, double reach) {
            return new Cost(micros,
                    new Interval(micros - reach * standardError, micros + reach * standardError));
        }

        private String words() {
            if (interval != null && interval.low() <= 0) {
                return interval.high() <= 0
                        ? "nothing that is shown"
                        : "nothing that is shown (at most "
                                + written(interval.high(), decimals(interval.high())) + " us)";
            }
            int decimals = decimals(micros);
            return written(micros, decimals) + " us" + (interval == null ? "" : ends(decimals));
        }

        private String ends(int decimals) {
            String low = written(interval.low(), decimals);
            String high = written(interval.high(), decimals);
            // What is known better than anybody will remember needs no interval.
            return low.equals(high) ? "" : " (" + low + " to " + high + ")";
        }

        private static int decimals(double micros) {
            BigDecimal two = new BigDecimal(micros).round(TWO_DIGITS);
            int beforePoint = two.precision() - two.scale();
            return Math.min(MOST_DECIMALS, Math.max(0, 2 - beforePoint));
        }

        private static String written(double micros, int decimals) {
            return new BigDecimal(micros).setScale(decimals, RoundingMode.HALF_UP)
                    .toPlainString();
        }
    }
}
