package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.load.OpenLoopOutcome;
import io.github.nioecho.bench.results.LatencyRun;
import org.HdrHistogram.Histogram;

/**
 * A run as it is told, and what is needed to combine it with others.
 *
 * @param run what results hold
 * @param figures what it was read from; null if the run failed
 */
record MeasuredRun(LatencyRun run, Figures figures) {

    /**
     * What a run was read from.
     *
     * @param outcome of the load
     * @param responses times in nanoseconds, as the others
     * @param services times in nanoseconds
     * @param lateness times in nanoseconds
     * @param sizes times by the size of the message
     * @param cpuNanos of the server; null if it could not be measured
     */
    record Figures(
            OpenLoopOutcome outcome,
            Histogram responses,
            Histogram services,
            Histogram lateness,
            SizeHistograms sizes,
            Long cpuNanos) {
    }
}
