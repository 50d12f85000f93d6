package io.github.nioecho.bench.results;

import java.util.List;

/**
 * What {@code latency} measured, in an open loop.
 *
 * @param plan what was to be measured
 * @param runs every run, in the order made
 * @param summaries every server at every rate, over all its runs
 * @param held with {@code --sweep}, the highest rate that each server held; empty otherwise
 */
public record LatencyResults(
        LatencyPlan plan,
        List<LatencyRun> runs,
        List<LatencySummary> summaries,
        List<HeldRate> held) {

    /** Copies the lists. */
    public LatencyResults {
        Required.value("plan", plan);
        runs = Required.list("runs", runs);
        summaries = Required.list("summaries", summaries);
        held = Required.list("held", held);
    }

    /**
     * The highest rate at which a server met its schedule with its p99 response time in bounds.
     *
     * @param variant name of the server
     * @param rate messages per second; null if it did not hold even the lowest rate tried
     */
    public record HeldRate(String variant, Double rate) {

        /** Checks that the server has a name. */
        public HeldRate {
            Required.value("variant", variant);
        }
    }
}
