package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A server with a buffer size, under the user's messages.
 *
 * @param bufferSizeBytes the size
 * @param memoryBytes what all connections hold, in bytes; null if not known
 * @param fits whether that is within the bound; true where none is known
 * @param predicted messages per second by the fit; null without one
 * @param measured messages per second, the mean over the rounds; null where it was not measured,
 *     as the others
 * @param measuredInterval of 95 % for that mean
 * @param cpuMicrosPerMessage CPU time of the server, in microseconds
 * @param cpuMicrosPerMb the same for 1,000,000 bytes
 * @param ratio throughput over that with 1024 bytes; null for these themselves
 * @param cpuRatio CPU per message, and so per MB, over that with 1024 bytes
 * @param toBest throughput over that of the best server with its recommended size; null for this
 *     itself
 */
public record BufferFigures(
        int bufferSizeBytes,
        Double memoryBytes,
        boolean fits,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double predicted,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double measured,
        @JsonInclude(JsonInclude.Include.NON_NULL) Interval measuredInterval,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double cpuMicrosPerMessage,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double cpuMicrosPerMb,
        @JsonInclude(JsonInclude.Include.NON_NULL) Ratio ratio,
        @JsonInclude(JsonInclude.Include.NON_NULL) Ratio cpuRatio,
        @JsonInclude(JsonInclude.Include.NON_NULL) Ratio toBest) {

    /** What measurement and prediction may differ by for the model to hold: 0.1 is 10 %. */
    public static final double MODEL_BOUND = 0.1;

    /** Leaves out an interval that says nothing, as of two rounds that differ. */
    public BufferFigures {
        measuredInterval = measuredInterval == null || measuredInterval.low() <= 0
                ? null : measuredInterval;
    }

    /** Returns the same, with how it stands to the best. */
    public BufferFigures withToBest(Ratio newToBest) {
        return new BufferFigures(bufferSizeBytes, memoryBytes, fits, predicted, measured,
                measuredInterval, cpuMicrosPerMessage, cpuMicrosPerMb, ratio, cpuRatio, newToBest);
    }

    /** Returns by how much the prediction is off, 0.1 for 10 %; null where it cannot be told. */
    public Double error() {
        return predicted == null || measured == null
                ? null : (Double) Math.abs(predicted / measured - 1);
    }
}
