package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Measurement;
import org.HdrHistogram.Histogram;

/**
 * A measurement, and the times behind it.
 *
 * @param measurement the measurement
 * @param serviceNanos service times in nanoseconds, no longer written to; null unless latency was
 *     measured
 */
public record Sample(Measurement measurement, Histogram serviceNanos) {
}
