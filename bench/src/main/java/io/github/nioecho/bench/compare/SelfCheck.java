package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Ratio.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * What a comparison says of a server and the same server, where every difference is a wrong one. At
 * 95 % about one ratio in twenty is said to differ.
 *
 * @param ratios how many have an interval
 * @param wrong how many of them are said to differ
 */
record SelfCheck(int ratios, int wrong) {

    private static final double EXPECTED = 0.05;

    /** As many wrong ones come by chance in one run of a hundred, or fewer: that is no chance. */
    private static final double IMPROBABLE = 0.01;

    /** Counts. */
    static SelfCheck of(ComparisonResults results) {
        List<Ratio> ratios = results.summaries().stream()
                .flatMap(SelfCheck::ratios)
                .filter(Objects::nonNull)
                .filter(ratio -> ratio.interval() != null)
                .toList();
        return new SelfCheck(ratios.size(), (int) ratios.stream()
                .filter(ratio -> ratio.verdict() != Verdict.NO_DIFFERENCE).count());
    }

    private static Stream<Ratio> ratios(CellSummary summary) {
        return Stream.of(summary.ratio(), summary.cpuRatio());
    }

    /** Returns whether there are more wrong ones than chance gives. */
    boolean isBeyondChance() {
        return wrong > 0 && BinomialDistribution.of(ratios, EXPECTED)
                .survivalProbability(wrong - 1) < IMPROBABLE;
    }

    /** Writes what came of it, for people. */
    String describe() {
        return String.format(Locale.ROOT,
                "self-check: %d of %d ratios (%.1f %%) are said to differ, where nothing does; at"
                        + " 95 %% about %.0f are by chance%s",
                wrong, ratios, ratios == 0 ? 0 : 100.0 * wrong / ratios, ratios * EXPECTED,
                isBeyondChance() ? ", and so many are not" : "");
    }
}
