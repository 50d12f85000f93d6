package io.github.nioecho.bench.results;

import java.util.List;

/**
 * What {@code compare} measured.
 *
 * @param plan what was to be measured
 * @param measurements every measurement, in the order made
 * @param summaries what they say of each cell, all rounds together; made of {@code measurements}
 *     and the histograms, so that readers need not
 */
public record ComparisonResults(
        ComparisonPlan plan, List<Measurement> measurements, List<CellSummary> summaries) {

    /** Copies the lists. */
    public ComparisonResults {
        Required.value("plan", plan);
        measurements = Required.list("measurements", measurements);
        summaries = Required.list("summaries", summaries);
    }
}
