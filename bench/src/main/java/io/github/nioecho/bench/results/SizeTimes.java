package io.github.nioecho.bench.results;

import java.util.Map;

/**
 * Times of the messages of one size, of those in a mixture: a small one that waits behind a large
 * one is not seen in the times of all.
 *
 * @param sizeBytes their size, in bytes
 * @param messages how many there were
 * @param responseMicros times from the intended send to the verified echo, in microseconds, by
 *     name, see {@link Percentiles#NAMES}
 * @param serviceMicros times from the actual send to the verified echo
 */
public record SizeTimes(
        int sizeBytes,
        long messages,
        Map<String, Double> responseMicros,
        Map<String, Double> serviceMicros) {

    /** Copies the collections. */
    public SizeTimes {
        responseMicros = LatencyRun.copy(responseMicros);
        serviceMicros = LatencyRun.copy(serviceMicros);
    }
}
