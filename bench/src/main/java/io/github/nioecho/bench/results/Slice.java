package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A short stretch of load on one server, in turn with one on each of the others. In files it is an
 * array of its components.
 *
 * @param block the turn, from 0 in each round: slices of the same cells and turn were measured one
 *     directly after the other, in random order
 * @param roundTrips verified round trips, or connections
 * @param seconds how long it took
 * @param score as {@link Measurement#score()}
 * @param cpuMicrosPerRoundTrip CPU time of the server process per round trip, in microseconds; null
 *     if it is not known
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"block", "roundTrips", "seconds", "score", "cpuMicrosPerRoundTrip"})
public record Slice(
        int block, long roundTrips, double seconds, double score, Double cpuMicrosPerRoundTrip) {
}
