package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds what has become slower since an earlier comparison.
 *
 * <p>Figures of two days cannot be compared: the machine may be busier now. What is compared is
 * each server's ratio to the baseline, now with then, and it has become slower when the 95 %
 * interval of the change lies wholly beyond a bound. Looked at are the answer to each question and
 * the server's CPU time per round trip or connection, the steadiest figure there is. The change of a baseline
 * that has itself changed shows as the opposite change of all the others: the baseline has to be a
 * server that is left alone.
 */
final class RegressionGate {

    private final ComparisonResults earlier;
    private final double bound;

    /**
     * Makes a gate.
     *
     * @param earlier what to compare with
     * @param bound how much slower is too much: 0.1 is 10 %
     */
    RegressionGate(ComparisonResults earlier, double bound) {
        this.earlier = earlier;
        this.bound = bound;
    }

    /**
     * Reads the earlier comparison.
     *
     * @throws IOException if the file has none; the message says so
     */
    static RegressionGate read(Path file, double bound) throws IOException {
        Results results;
        try {
            results = ResultsFile.read(file);
        } catch (IOException e) {
            throw new IOException("must be the results.json of a comparison, was " + file + " ("
                    + e.toString().lines().findFirst().orElse("") + ")", e);
        }
        if (results.comparison() == null) {
            throw new IOException("must be the results.json of a comparison, but " + file
                    + " holds none");
        }
        return new RegressionGate(results.comparison(), bound);
    }

    /**
     * Makes sure that a plan can be compared with the earlier one.
     *
     * @throws IllegalArgumentException if not; the message says why
     */
    void require(ComparisonPlan plan) {
        String then = earlier.plan().baseline();
        if (!then.equals(plan.baseline())) {
            throw new IllegalArgumentException("has ratios to " + then
                    + ", where this comparison's baseline is " + plan.baseline());
        }
        if (earlier.plan().transport() != plan.transport()) {
            throw new IllegalArgumentException("was measured over "
                    + earlier.plan().transport().words() + ", where this comparison goes over "
                    + plan.transport().words());
        }
        Set<Cell> known = rounds(earlier).cells();
        boolean common = plan.variants().stream()
                .filter(variant -> !variant.equals(plan.baseline()))
                .flatMap(variant -> Setting.of(plan).stream()
                        .map(setting -> setting.cell(variant)))
                .anyMatch(known::contains);
        if (!common) {
            throw new IllegalArgumentException("has no measurement in common with this comparison:"
                    + " the same servers, sizes, connections and threads are needed");
        }
    }

    /** Judges a comparison. */
    Judgement judge(ComparisonResults now) {
        Rounds before = rounds(earlier);
        Rounds after = rounds(now);
        List<String> slower = new ArrayList<>();
        int judged = 0;
        for (Cell cell : after.cells()) {
            for (Figure figure : Figure.values()) {
                double[] then = before.ratios(cell, figure);
                double[] today = after.ratios(cell, figure);
                Interval change = Statistics.change(then, today);
                if (change != null) {
                    judged++;
                    if (isSlower(change, figure.moreIsBetter(cell))) {
                        slower.add(describe(cell, figure, then, today, change));
                    }
                }
            }
        }
        return new Judgement(judged, slower);
    }

    private boolean isSlower(Interval change, boolean moreIsBetter) {
        return moreIsBetter ? change.high() < 1 - bound : change.low() > 1 + bound;
    }

    private String describe(
            Cell cell, Figure figure, double[] then, double[] today, Interval change) {
        return String.format(Locale.ROOT,
                "%s: %s is %.2f of %s's, was %.2f; changed by a factor of %.2f to %.2f",
                Cells.describe(cell), figure.title(cell),
                Statistics.ratio(today, true).value(), earlier.plan().baseline(),
                Statistics.ratio(then, true).value(), change.low(), change.high());
    }

    private static Rounds rounds(ComparisonResults results) {
        return new Rounds(results.plan().baseline(), results.measurements());
    }

    /**
     * What a gate has found.
     *
     * @param judged figures that both comparisons have, in two rounds or more
     * @param slower a line for each of them that has become slower
     */
    record Judgement(int judged, List<String> slower) {
    }
}
