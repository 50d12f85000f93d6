package io.github.nioecho.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.PercentilePoint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one cell gave: figures, or the cause of its failure. A figure that was not measured is null,
 * never zero.
 *
 * @param cell what was measured
 * @param score the benchmark's own figure, the mean over the iterations
 * @param unit unit of {@code score} and {@code samples}: {@code ops/s} or {@code us/op}
 * @param samples the score of each iteration, in the order measured
 * @param cpuMicrosPerRoundTrip CPU time of the server process per round trip, in microseconds
 * @param allocatedBytesPerRoundTrip bytes the server allocated on its heap per round trip
 * @param percentilesMicros latencies in microseconds by name: {@code p50} to {@code p99.9}, and
 *     {@code max}; empty unless latency was asked
 * @param percentileCurve the whole distribution of all iterations together; empty unless latency
 *     was asked
 * @param histogramFiles HdrHistogram logs of this cell, relative to the folder of the results
 * @param failure why there are no figures, or null
 */
public record CellResult(
        @JsonUnwrapped Cell cell,
        Double score,
        String unit,
        List<Double> samples,
        Double cpuMicrosPerRoundTrip,
        Double allocatedBytesPerRoundTrip,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> percentilesMicros,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PercentilePoint> percentileCurve,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> histogramFiles,
        String failure) {

    /** The names in {@code percentilesMicros}, in order. */
    public static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "max");

    /** Copies the collections; null stands for an empty one. */
    public CellResult {
        samples = samples == null ? List.of() : List.copyOf(samples);
        percentilesMicros = percentilesMicros == null
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(percentilesMicros));
        percentileCurve = percentileCurve == null ? List.of() : List.copyOf(percentileCurve);
        histogramFiles = histogramFiles == null ? List.of() : List.copyOf(histogramFiles);
    }

    /** Returns the result of a cell that gave no figures. */
    public static CellResult failed(Cell cell, String cause) {
        return new CellResult(cell, null, null, null, null, null, null, null, null, cause);
    }

    /** Returns whether the cell gave no figures. */
    public boolean hasFailed() {
        return failure != null;
    }

    /** Returns a latency in microseconds, or null: {@code p50} to {@code p99.9}, {@code max}. */
    public Double percentileMicros(String name) {
        return percentilesMicros.get(name);
    }
}
