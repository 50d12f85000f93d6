package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.run.TimeDistribution;
import java.util.List;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/** Combines the rounds: what all of them together say of each cell. */
final class Summaries {

    private final List<Sample> samples;
    private final Rounds rounds;

    private Summaries(ComparisonPlan plan, List<Sample> samples) {
        this.samples = samples;
        this.rounds = Rounds.against(
                plan.baseline(), samples.stream().map(Sample::measurement).toList());
    }

    /** Returns a summary of every cell that was measured, in the plan's order. */
    static List<CellSummary> of(ComparisonPlan plan, List<Sample> samples) {
        Summaries summaries = new Summaries(plan, samples);
        return plan.variants().stream()
                .flatMap(variant -> Setting.of(plan).stream()
                        .map(setting -> setting.cell(variant)))
                .filter(summaries.rounds.cells()::contains)
                .map(summaries::summary)
                .toList();
    }

    private CellSummary summary(Cell cell) {
        double[] scores = rounds.figures(cell, Figure.SCORE);
        double[] cpu = rounds.figures(cell, Figure.CPU);
        Ratio ratio = ratio(cell, Figure.SCORE);
        Double halfWidth = Statistics.halfWidth(ratio);
        Histogram nanos = serviceNanos(cell);
        return new CellSummary(
                cell,
                scores.length,
                failures(cell),
                Statistics.mean(scores),
                Statistics.meanInterval(scores),
                Statistics.variation(scores),
                halfWidth != null && halfWidth > CellSummary.NOISE_BOUND,
                rounds.of(cell).stream().filter(each -> each.failure() == null)
                        .allMatch(Measurement::settled),
                ratio,
                Statistics.mean(cpu),
                Statistics.meanInterval(cpu),
                Statistics.variation(cpu),
                ratio(cell, Figure.CPU),
                Statistics.mean(allocatedBytes(cell)),
                TimeDistribution.percentilesMicros(nanos),
                TimeDistribution.curve(nanos));
    }

    private Ratio ratio(Cell cell, Figure figure) {
        return Statistics.ratio(rounds.ratios(cell, figure), figure.moreIsBetter(cell));
    }

    private List<String> failures(Cell cell) {
        return rounds.of(cell).stream()
                .map(Measurement::failure).filter(Objects::nonNull).distinct().toList();
    }

    private double[] allocatedBytes(Cell cell) {
        return rounds.of(cell).stream()
                .map(Measurement::allocatedBytesPerRoundTrip).filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue).toArray();
    }

    /** Merges the histograms of all rounds: a mean of percentiles is no percentile. */
    private Histogram serviceNanos(Cell cell) {
        Histogram merged = CellHistograms.newHistogram();
        samples.stream()
                .filter(sample -> sample.measurement().cell().equals(cell))
                .map(Sample::serviceNanos)
                .filter(Objects::nonNull)
                .forEach(merged::add);
        return merged;
    }
}
