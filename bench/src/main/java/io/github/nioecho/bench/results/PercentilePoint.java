package io.github.nioecho.bench.results;

/**
 * One point of a latency distribution.
 *
 * @param percentile in percent, 0 to 100
 * @param micros the latency that this share of the round trips did not exceed, in microseconds
 */
public record PercentilePoint(double percentile, double micros) {
}
