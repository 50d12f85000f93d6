package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.Ratio;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** How many of a page's differences chance alone would give. */
final class ChanceRemark {

    private static final int ONE_IN = 20;

    private ChanceRemark() {
    }

    /** Returns a remark if differences are claimed from intervals; none otherwise. */
    static List<String> of(List<ReportedRun> runs) {
        long comparisons = runs.stream()
                .map(run -> run.results().comparison())
                .filter(Objects::nonNull)
                .flatMap(comparison -> comparison.summaries().stream())
                .flatMap(ChanceRemark::ratios)
                .filter(ratio -> ratio != null && ratio.interval() != null)
                .count();
        if (comparisons == 0) {
            return List.of();
        }
        return List.of(String.format(Locale.ROOT,
                "Of the %s to a baseline, each at 95 %%, about one in %d would show a difference"
                        + " by chance where there is none%s. Trust a difference that holds over"
                        + " several sizes.",
                Wording.count(comparisons, "comparison"), ONE_IN,
                comparisons < ONE_IN ? "" : ": up to " + Math.round(comparisons / (double) ONE_IN)
                        + " here"));
    }

    private static Stream<Ratio> ratios(CellSummary cell) {
        return Stream.of(cell.ratio(), cell.cpuRatio()).filter(Objects::nonNull);
    }
}
