package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One cell in one round: figures, or the cause of its failure. A figure that was not measured is
 * null, never zero.
 *
 * @param round the round, from 1
 * @param cell what was measured
 * @param roundTrips verified round trips in the measured time; for churn, each of them on a
 *     connection of its own
 * @param seconds the measured time
 * @param score for throughput, verified round trips per second; for churn, the same, which are
 *     connections per second; both the median of the slices; for latency, the median service time
 *     of all slices in microseconds
 * @param cpuMicrosPerRoundTrip CPU time of the server process per round trip, in microseconds; the
 *     median of the slices
 * @param allocatedBytesPerRoundTrip bytes the server allocated on its heap per round trip
 * @param percentilesMicros service times in microseconds by name, see {@link Percentiles#NAMES};
 *     empty unless latency was asked
 * @param histogramFile HdrHistogram log of these service times, relative to the folder of the
 *     results; null unless latency was asked
 * @param settled whether the server's CPU time per round trip no longer fell when the round began
 * @param slices what the figures are made of, in the order measured; those before a failure, too
 * @param failure why there are no figures, or null
 */
public record Measurement(
        int round,
        @JsonUnwrapped Cell cell,
        Long roundTrips,
        Double seconds,
        Double score,
        Double cpuMicrosPerRoundTrip,
        Double allocatedBytesPerRoundTrip,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> percentilesMicros,
        @JsonInclude(JsonInclude.Include.NON_NULL) String histogramFile,
        boolean settled,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Slice> slices,
        @JsonInclude(JsonInclude.Include.NON_NULL) String failure) {

    /** Copies the collections; null stands for an empty one. */
    public Measurement {
        Required.value("cell", cell);
        percentilesMicros = percentilesMicros == null
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(percentilesMicros));
        slices = Required.orEmpty("slices", slices);
    }

    /** Returns the measurement of a cell that gave no figures, for all that was measured of it. */
    public static Measurement failed(int round, Cell cell, List<Slice> slices, String cause) {
        return new Measurement(
                round, cell, null, null, null, null, null, null, null, false, slices, cause);
    }
}
