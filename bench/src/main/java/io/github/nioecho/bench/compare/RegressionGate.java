package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds what has become slower since an earlier comparison.
 *
 * <p>Figures of two days cannot be compared: the machine may be busier now. What is compared is
 * each server's ratio to the baseline, now with then, and it has become slower when the interval of
 * the change lies wholly beyond a bound. Looked at are the answer to each question and the server's
 * CPU time per round trip or connection, the steadiest figure there is: in each cell, and the mean
 * of all sizes, in which a little that all have in common shows. The intervals' ends on the side of
 * the bound hold all at once in 95 % of cases: of a hundred intervals, each at 95 %, some are wrong
 * every time.
 *
 * <p>A baseline that has itself changed shows as the opposite change of all the others: it has to be
 * a server that is left alone.
 */
final class RegressionGate {

    /** Share of judgements that find anything slower where nothing is. */
    private static final double WRONG = 0.05;

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
        List<Change> changes = new ArrayList<>();
        Map<Whole, List<Cell>> wholes = new LinkedHashMap<>();
        for (Cell cell : after.cells()) {
            for (Figure figure : Figure.values()) {
                Change change = new Change(Cells.describe(cell), cell, figure,
                        before.ratios(cell, figure), after.ratios(cell, figure));
                if (change.isKnown()) {
                    changes.add(change);
                    wholes.computeIfAbsent(
                            new Whole(cell.variant(), cell.benchmark(), figure),
                            key -> new ArrayList<>()).add(cell);
                }
            }
        }
        List<Change> means = new ArrayList<>();
        wholes.forEach((whole, cells) -> {
            Change change = new Change(
                    whole.variant() + ", " + whole.question().id() + " over all sizes",
                    cells.get(0), whole.figure(), before.meanRatios(cells, whole.figure()),
                    after.meanRatios(cells, whole.figure()));
            if (cells.size() > 1 && change.isKnown()) {
                means.add(change);
            }
        });
        // The few means have half of the cases to be wrong in, and the many cells the other half.
        double share = means.isEmpty() ? WRONG : WRONG / 2;
        List<String> slower = new ArrayList<>(slower(means, share));
        slower.addAll(slower(changes, share));
        return new Judgement(means.size() + changes.size(), slower);
    }

    /** Returns those that are slower; one at least is wrongly so in a share of cases, at most. */
    private List<String> slower(List<Change> changes, double wrong) {
        double tail = wrong / changes.size(); // Bonferroni
        return changes.stream()
                .filter(change -> isSlower(
                        change.interval(tail), change.figure().moreIsBetter(change.cell())))
                .map(change -> describe(change, change.interval(tail)))
                .toList();
    }

    private boolean isSlower(Interval change, boolean moreIsBetter) {
        return moreIsBetter ? change.high() < 1 - bound : change.low() > 1 + bound;
    }

    private String describe(Change change, Interval interval) {
        return String.format(Locale.ROOT,
                "%s: %s is %.2f of %s's, was %.2f; changed by a factor of %.2f to %.2f",
                change.what(), change.figure().title(change.cell()),
                Statistics.ratio(change.today(), true).value(), earlier.plan().baseline(),
                Statistics.ratio(change.then(), true).value(), interval.low(), interval.high());
    }

    private static Rounds rounds(ComparisonResults results) {
        return Rounds.against(results.plan().baseline(), results.measurements());
    }

    /**
     * What a gate has found.
     *
     * @param judged figures that both comparisons have, in two rounds or more
     * @param slower a line for each of them that has become slower
     */
    record Judgement(int judged, List<String> slower) {
    }

    /** Cells of a server that are judged together, too. */
    private record Whole(String variant, Question question, Figure figure) {
    }

    /** Ratios of each round, then and now; the cell is one of those that they are of. */
    private record Change(
            String what, Cell cell, Figure figure, double[] then, double[] today) {

        boolean isKnown() {
            return interval(WRONG) != null;
        }

        Interval interval(double tail) {
            return Statistics.change(then, today, tail);
        }
    }
}
