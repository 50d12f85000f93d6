package io.github.nioecho.bench.report;

import io.github.nioecho.bench.costs.CostModel;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.BufferChoice;
import io.github.nioecho.bench.results.BufferFigures;
import io.github.nioecho.bench.results.BufferPlan;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.CostFit;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Ratio.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * What memory buys: the throughput of servers over what a connection takes, a point for each buffer
 * size.
 *
 * @param title what it is of, in words
 * @param messages the messages, as {@link Messages#toString} writes them
 * @param memoryWords what the memory is: {@code buffer of a connection}, for instance
 * @param boundBytes the memory that there is for a connection; null if nobody said
 * @param curves one for each server
 */
public record TradeOff(String title, String messages, String memoryWords, Double boundBytes,
        List<Curve> curves) {

    /** The memory is the buffer and nothing else. */
    public static final String OF_BUFFER = "buffer of a connection";

    /** The memory is all that a connection takes. */
    public static final String OF_CONNECTION = "memory of a connection";

    private static final double MICROS_PER_SECOND = 1e6;

    /** Copies the list. */
    public TradeOff {
        curves = List.copyOf(curves);
    }

    /**
     * Returns what a comparison shows for messages, or null unless it has the throughput of a
     * server with three buffer sizes. The memory is the buffer.
     */
    static TradeOff of(ComparisonCells cells, Messages messages) {
        List<Curve> curves = new ArrayList<>();
        for (String variant : cells.all()) {
            List<Point> points = points(cells, variant, messages);
            if (!points.isEmpty()) {
                curves.add(Curve.of(variant, sentence(cells, variant), points));
            }
        }
        return curves.stream().noneMatch(curve -> curve.points().size() >= Knee.FEWEST)
                ? null
                : new TradeOff(Figures.messages(messages) + " messages" + cells.overTransport(),
                        messages.toString(), OF_BUFFER, null, curves);
    }

    /**
     * Returns what a search has found, or null if that is nothing. The memory is all that a
     * connection takes, where that is known of all servers.
     */
    static TradeOff of(BufferResults results) {
        BufferPlan plan = results.plan();
        boolean known = plan.connections() > 0 && results.choices().stream()
                .flatMap(choice -> choice.sizes().stream())
                .allMatch(size -> size.memoryBytes() != null && size.memoryBytes() > 0);
        List<Curve> curves = new ArrayList<>();
        for (BufferChoice choice : results.choices()) {
            List<Point> points = new ArrayList<>();
            choice.sizes().stream().filter(size -> size.bufferSizeBytes() > 0)
                    .forEach(size -> addPoints(size, known
                            ? size.memoryBytes() / plan.connections()
                            : size.bufferSizeBytes(), points));
            if (!points.isEmpty()) {
                curves.add(Curve.of(choice.variant(), sentence(results, choice), points));
            }
        }
        return curves.isEmpty() ? null : new TradeOff(
                Figures.messages(plan.messages()) + " messages", plan.messages().toString(),
                known ? OF_CONNECTION : OF_BUFFER,
                plan.memoryBytes() == null || plan.memoryBytes() <= 0 || !known
                        ? null : (Double) ((double) plan.memoryBytes() / plan.connections()),
                curves);
    }

    /** Returns the same with words before its title. */
    TradeOff prefixed(String words) {
        return new TradeOff(words + title, messages, memoryWords, boundBytes, curves);
    }

    private static void addPoints(BufferFigures size, double memoryBytes, List<Point> points) {
        if (size.predicted() != null) {
            points.add(Point.predicted(
                    size.bufferSizeBytes(), memoryBytes, size.predicted(), null));
        }
        if (size.measured() != null) {
            points.add(Point.measured(size.bufferSizeBytes(), memoryBytes, size.measured(),
                    size.measuredInterval(), size.ratio()));
        }
    }

    private static String sentence(BufferResults results, BufferChoice choice) {
        return results.fits().stream()
                .filter(fit -> choice.variant().equals(fit.variant()) && fit.time() != null)
                .map(fit -> CostWords.of(fit.time()))
                .findFirst().orElse("");
    }

    private static String sentence(ComparisonCells cells, String variant) {
        List<CostModel.Observation> observed = new ArrayList<>();
        for (Messages messages : cells.plan().messages()) {
            for (Integer buffer : cells.plan().bufferSizesBytes()) {
                CellSummary cell = cells.cell(Question.THROUGHPUT, variant, buffer, messages);
                if (!messages.isMixed() && buffer != null && cell != null
                        && cell.score() != null) {
                    observed.add(new CostModel.Observation(
                            messages.largestBytes(), buffer, MICROS_PER_SECOND / cell.score()));
                }
            }
        }
        CostFit fit = CostModel.fit(observed);
        return fit == null ? "" : CostWords.of(fit);
    }

    private static List<Point> points(ComparisonCells cells, String variant, Messages messages) {
        CellSummary reference = cells.cell(
                Question.THROUGHPUT, variant, BufferCost.REFERENCE_BYTES, messages);
        return cells.plan().bufferSizesBytes().stream()
                .filter(buffer -> buffer != null && buffer > 0)
                .map(buffer -> cells.cell(Question.THROUGHPUT, variant, buffer, messages))
                .filter(cell -> cell != null && cell.score() != null)
                .map(cell -> Point.measured(cell.cell().bufferSizeBytes(),
                        cell.cell().bufferSizeBytes(), cell.score(), cell.scoreInterval(),
                        ratio(cell, reference)))
                .toList();
    }

    /** Returns how a buffer size stands to the reference, in the manner of {@link BufferCost}. */
    private static Ratio ratio(CellSummary cell, CellSummary reference) {
        if (reference == null || reference == cell || reference.score() == null) {
            return null;
        }
        Interval interval = cell.scoreInterval() == null || reference.scoreInterval() == null
                ? null
                : BufferCost.quotient(cell.scoreInterval(), reference.scoreInterval());
        return new Ratio(cell.score() / reference.score(), interval,
                Math.min(cell.rounds(), reference.rounds()), verdict(interval));
    }

    private static Verdict verdict(Interval interval) {
        if (interval == null || interval.low() <= 1 && interval.high() >= 1) {
            return Verdict.NO_DIFFERENCE;
        }
        return interval.low() > 1 ? Verdict.FASTER : Verdict.SLOWER;
    }

    /**
     * A server.
     *
     * @param variant its name
     * @param sentence what its messages cost in words, see {@link CostWords}; or empty
     * @param points by memory in ascending order, the measured one first where there are two
     */
    public record Curve(String variant, String sentence, List<Point> points) {

        /** Copies the list. */
        public Curve {
            points = List.copyOf(points);
        }

        /**
         * Returns a curve with its knee. That is looked for among points of one sort, as there may
         * be a step between what was predicted and what was measured: among the measured ones,
         * unless more sizes are predicted.
         *
         * @param points in any order; of a buffer size one that is measured, one that is predicted,
         *     or both
         */
        public static Curve of(String variant, String sentence, List<Point> points) {
            List<Point> sorted = new ArrayList<>(points);
            sorted.sort(Comparator.comparingDouble(Point::memoryBytes)
                    .thenComparing(Point::predicted));
            List<Point> predicted = sorted.stream().filter(Point::predicted).toList();
            List<Point> measured = sorted.stream().filter(point -> !point.predicted()).toList();
            List<Point> source = predicted.size() > measured.size() ? predicted : measured;
            OptionalInt knee = Knee.of(
                    source.stream().mapToDouble(Point::memoryBytes).toArray(),
                    source.stream().mapToDouble(Point::throughput).toArray());
            knee.ifPresent(index -> sorted.replaceAll(
                    point -> point == source.get(index) ? point.asKnee() : point));
            return new Curve(variant, sentence, sorted);
        }
    }

    /**
     * A buffer size.
     *
     * @param bufferBytes the size, in bytes
     * @param memoryBytes what a connection takes with it, in bytes
     * @param throughput verified round trips per second
     * @param interval of 95 % for that; null without one
     * @param ratio of the throughput to that with a buffer of {@link BufferCost#REFERENCE_BYTES};
     *     null for that buffer itself, and where it is not known
     * @param predicted whether the throughput follows from fitted costs and was not measured
     * @param knee whether the curve bends here, see {@link Knee}
     */
    public record Point(int bufferBytes, double memoryBytes, double throughput,
            Interval interval, Ratio ratio, boolean predicted, boolean knee) {

        /** Checks that the memory can stand on a logarithmic axis. */
        public Point {
            if (!(memoryBytes > 0)) {
                throw new IllegalArgumentException(
                        "memoryBytes must be > 0, was " + memoryBytes);
            }
        }

        /** Returns what was measured with a buffer size. */
        public static Point measured(int bufferBytes, double memoryBytes, double throughput,
                Interval interval, Ratio ratio) {
            return new Point(bufferBytes, memoryBytes, throughput, interval, ratio, false, false);
        }

        /** Returns what is to be expected of a buffer size. */
        public static Point predicted(int bufferBytes, double memoryBytes, double throughput,
                Ratio ratio) {
            return new Point(bufferBytes, memoryBytes, throughput, null, ratio, true, false);
        }

        private Point asKnee() {
            return new Point(
                    bufferBytes, memoryBytes, throughput, interval, ratio, predicted, true);
        }
    }
}
