package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collections;
import java.util.LinkedHashMap;
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
 *     connections per second; for latency, the median service time in microseconds
 * @param cpuMicrosPerRoundTrip CPU time of the server process per round trip, in microseconds
 * @param allocatedBytesPerRoundTrip bytes the server allocated on its heap per round trip
 * @param percentilesMicros service times in microseconds by name, see {@link Percentiles#NAMES};
 *     empty unless latency was asked
 * @param histogramFile HdrHistogram log of these service times, relative to the folder of the
 *     results; null unless latency was asked
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
        @JsonInclude(JsonInclude.Include.NON_NULL) String failure) {

    /** Copies the map; null stands for an empty one. */
    public Measurement {
        Required.value("cell", cell);
        percentilesMicros = percentilesMicros == null
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(percentilesMicros));
    }

    /** Returns the measurement of a cell that gave no figures. */
    public static Measurement failed(int round, Cell cell, String cause) {
        return new Measurement(round, cell, null, null, null, null, null, null, null, cause);
    }
}
