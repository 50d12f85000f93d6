package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all rounds together say of one cell. Null where there was nothing to say it from.
 *
 * @param cell the cell
 * @param rounds rounds that gave figures
 * @param failures causes of the rounds that failed, each once
 * @param score the mean over the rounds, see {@link Measurement#score}
 * @param scoreInterval of 95 % for that mean; null with fewer than two rounds, and where it would
 *     reach below zero: there are too few rounds then, for how much they differ
 * @param variation coefficient of variation of the rounds' scores: 0.05 is 5 %
 * @param noisy whether the interval of the ratio reaches further than {@link #NOISE_BOUND} to one
 *     side; false for the baseline itself
 * @param settled whether the server was warm in all rounds: see {@link Measurement#settled()}
 * @param ratio the score over the baseline's, taken within rounds; null for the baseline itself
 * @param cpuMicrosPerRoundTrip the mean over the rounds
 * @param cpuInterval of 95 % for that mean, or null likewise
 * @param cpuVariation coefficient of variation of the rounds' CPU times
 * @param cpuRatio CPU per round trip over the baseline's, taken within rounds
 * @param allocatedBytesPerRoundTrip the mean over the rounds
 * @param percentilesMicros service times in microseconds of all rounds' histograms merged, see
 *     {@link Percentiles#NAMES}; empty unless latency was asked
 * @param percentileCurve the merged histogram; empty unless latency was asked
 */
public record CellSummary(
        @JsonUnwrapped Cell cell,
        int rounds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> failures,
        Double score,
        Interval scoreInterval,
        Double variation,
        boolean noisy,
        boolean settled,
        Ratio ratio,
        Double cpuMicrosPerRoundTrip,
        Interval cpuInterval,
        Double cpuVariation,
        Ratio cpuRatio,
        Double allocatedBytesPerRoundTrip,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> percentilesMicros,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PercentilePoint> percentileCurve) {

    /** An interval that reaches further than this to one side is flagged: 0.05 is 5 %. */
    public static final double NOISE_BOUND = 0.05;

    /** Copies the collections; null stands for an empty one. */
    public CellSummary {
        Required.value("cell", cell);
        scoreInterval = meaningful(score, scoreInterval);
        cpuInterval = meaningful(cpuMicrosPerRoundTrip, cpuInterval);
        failures = Required.orEmpty("failures", failures);
        percentilesMicros = percentilesMicros == null
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(percentilesMicros));
        percentileCurve = Required.orEmpty("percentileCurve", percentileCurve);
    }

    /**
     * Returns the interval of a mean, or null where it says nothing: figures above zero have a mean
     * above zero, and two or three rounds that differ give an interval that is wider than that.
     */
    private static Interval meaningful(Double mean, Interval interval) {
        return mean == null || interval == null || interval.low() <= 0 ? null : interval;
    }
}
