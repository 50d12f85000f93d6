package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.PercentilePoint;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Slice;
import io.github.nioecho.bench.results.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An invented comparison of {@link SampleRuns#MEASURED}. */
final class SampleComparison {

    static final ComparisonPlan PLAN = new ComparisonPlan(SampleRuns.MEASURED, "selector",
            List.of(256, 1024, 4096, 16384, 65536), Messages.ofEach(1024, 65536),
            List.of(Question.values()), Transport.TCP, 16, 1, 1, 5, 40, 8, 60);

    private static final Messages MESSAGES = Messages.of(1024);
    private static final Map<String, Double> CPU = Map.of("async", 6.75, "blocking", 10.1,
            "virtual", 11.1, "selector", 5.77, "netty-nio", 6.2, "async-heap", 7.6);
    // Halves of the intervals, as a share of the figure.
    private static final double SPREAD = 0.02;
    private static final double NOISE = 0.12;
    // Such an interval ends below zero, and so is none.
    private static final double VERY_NOISY = 1.1;

    private SampleComparison() {
    }

    /** Returns one in which everything went well, one noisy cell aside. */
    static ComparisonResults whole() {
        return times(1);
    }

    /** Returns one in which {@code async} has its throughput multiplied. */
    static ComparisonResults times(double asyncFactor) {
        List<CellSummary> cells = new ArrayList<>();
        for (Messages message : PLAN.messages()) {
            for (int buffer : PLAN.bufferSizesBytes()) {
                for (Question question : PLAN.questions()) {
                    for (String variant : PLAN.variants()) {
                        cells.add(summary(question, variant, buffer, message,
                                variant.equals("async") ? asyncFactor : 1));
                    }
                }
            }
        }
        return of(cells);
    }

    /** Returns the whole one as if over another transport. */
    static ComparisonResults over(Transport transport) {
        ComparisonResults whole = whole();
        return new ComparisonResults(new ComparisonPlan(PLAN.variants(), PLAN.baseline(),
                PLAN.bufferSizesBytes(), PLAN.messages(), PLAN.questions(), transport,
                PLAN.connections(), PLAN.latencyConnections(), PLAN.threads(), PLAN.rounds(),
                PLAN.warmupMillis(), PLAN.blocks(), PLAN.sliceMillis()),
                whole.measurements(), whole.summaries());
    }

    /** Returns the whole one with these buffer sizes only. */
    static ComparisonResults ofBuffers(Integer... buffers) {
        List<Integer> sizes = List.of(buffers);
        return new ComparisonResults(new ComparisonPlan(PLAN.variants(), PLAN.baseline(),
                sizes, PLAN.messages(), PLAN.questions(), PLAN.transport(),
                PLAN.connections(), PLAN.latencyConnections(), PLAN.threads(), PLAN.rounds(),
                PLAN.warmupMillis(), PLAN.blocks(), PLAN.sliceMillis()), List.of(),
                whole().summaries().stream()
                        .filter(cell -> sizes.contains(cell.cell().bufferSizeBytes())).toList());
    }

    /** Returns one that was stopped early, with its fourth cell failed. */
    static ComparisonResults partial(int cells, String failure) {
        List<CellSummary> summaries = new ArrayList<>(whole().summaries().subList(0, cells));
        CellSummary failed = summaries.get(3);
        summaries.set(3, new CellSummary(failed.cell(), 0, List.of(failure), null, null, null,
                false, true, null, null, null, null, null, null, null, null));
        return of(summaries);
    }

    /** Returns what a server says that was running already. */
    static ComparisonResults target(String name) {
        Map<String, Double> percentiles = percentiles(100, 0);
        List<CellSummary> cells = List.of(
                new CellSummary(new Cell(Question.THROUGHPUT, name, null, MESSAGES, 16, null),
                        5, null, 120_000.0, new Interval(118_000, 122_000), 0.01, false, true, null,
                        null, null, null, null, null, null, null),
                new CellSummary(new Cell(Question.LATENCY, name, null, MESSAGES, 1, null),
                        5, null, 100.0, new Interval(95, 105), 0.02, false, true, null,
                        null, null, null, null, null, percentiles, curve(100, 0)));
        List<Integer> unknown = new ArrayList<>();
        unknown.add(null);
        return new ComparisonResults(new ComparisonPlan(List.of(name), name, unknown,
                List.of(MESSAGES), Question.usual(), Transport.TCP, 16, 1, null, 5, 40, 8, 60),
                measurements(cells), cells);
    }

    private static ComparisonResults of(List<CellSummary> cells) {
        return new ComparisonResults(PLAN, measurements(cells), cells);
    }

    private static List<Measurement> measurements(List<CellSummary> cells) {
        List<Measurement> measurements = new ArrayList<>();
        for (int round = 1; round <= PLAN.rounds(); round++) {
            for (CellSummary cell : cells) {
                if (cell.score() == null) {
                    measurements.add(
                            Measurement.failed(round, cell.cell(), List.of(),
                                    cell.failures().get(0)));
                } else {
                    boolean latency = cell.cell().benchmark() == Question.LATENCY;
                    measurements.add(new Measurement(round, cell.cell(), 200_000L, 2.0,
                            cell.score() * (1 + 0.004 * (round - 3)),
                            cell.cpuMicrosPerRoundTrip(), cell.allocatedBytesPerRoundTrip(),
                            cell.percentilesMicros(),
                            latency ? "histograms/" + cell.cell().variant() + "-"
                                    + cell.cell().bufferSizeBytes() + "-run" + round + ".hlog"
                                    : null, true, slices(cell), null));
                }
            }
        }
        return measurements;
    }

    private static List<Slice> slices(CellSummary cell) {
        return IntStream.range(0, 2)
                .mapToObj(block -> new Slice(block, 25_000, 0.06,
                        cell.score() * (1 + 0.002 * (block - 3)), cell.cpuMicrosPerRoundTrip()))
                .toList();
    }

    private static CellSummary summary(
            Question question, String variant, int buffer, Messages message, double factor) {
        double cpu = cpu(variant, buffer, message) / factor;
        double baseline = cpu(PLAN.baseline(), buffer, message);
        boolean noisy = variant.equals("virtual") && buffer == 4096;
        double spread = noisy ? NOISE : SPREAD;
        boolean latency = question == Question.LATENCY;
        double value = switch (question) {
            case THROUGHPUT -> 1e6 / (cpu * 1.02);
            case LATENCY -> 16 * cpu;
            case CHURN -> 1e6 / (cpu * 1.02 + 30);
        };
        double ratio = latency ? cpu / baseline : baseline / cpu;
        boolean isBaseline = variant.equals(PLAN.baseline());
        Cell cell = new Cell(question, variant, buffer, message,
                latency ? PLAN.latencyConnections() : PLAN.connections(), PLAN.threads());
        return new CellSummary(cell, PLAN.rounds(), null,
                value, around(value, noisy ? VERY_NOISY : spread), spread * 0.6, noisy, true,
                isBaseline ? null : ratio(ratio, spread, !latency),
                cpu, around(cpu, SPREAD / 2), SPREAD * 0.3,
                isBaseline ? null : ratio(cpu / baseline, SPREAD / 2, false), 12.5 + cpu / 100,
                latency ? percentiles(value, cpu) : null, latency ? curve(value, cpu) : null);
    }

    private static double cpu(String variant, int buffer, Messages message) {
        double cycles = message.mean(size -> Math.max(1, (double) size / buffer));
        // From 16 KiB on, the virtual threads are level with the baseline.
        double own = variant.equals("virtual") && buffer >= 16384 ? 5.8 : CPU.get(variant);
        return own * (0.45 + 0.55 * cycles) + message.meanBytes() / 16_000 + buffer / 90_000.0;
    }

    private static Ratio ratio(double value, double spread, boolean moreIsBetter) {
        Interval interval = around(value, spread);
        Ratio.Verdict verdict = interval.low() <= 1 && interval.high() >= 1
                ? Ratio.Verdict.NO_DIFFERENCE
                : (value > 1) == moreIsBetter ? Ratio.Verdict.FASTER : Ratio.Verdict.SLOWER;
        return new Ratio(value, interval, PLAN.rounds(), verdict);
    }

    private static Interval around(double value, double spread) {
        return new Interval(value * (1 - spread), value * (1 + spread));
    }

    private static Map<String, Double> percentiles(double median, double cpu) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", latency(median, cpu, 2));
        percentiles.put("p90", latency(median, cpu, 10));
        percentiles.put("p99", latency(median, cpu, 100));
        percentiles.put("p99.9", latency(median, cpu, 1000));
        percentiles.put("p99.99", latency(median, cpu, 10_000));
        percentiles.put("max", latency(median, cpu, 20_000));
        return percentiles;
    }

    static List<PercentilePoint> curve(double median, double cpu) {
        List<PercentilePoint> curve = new ArrayList<>();
        for (int step = 0; step <= 85; step++) {
            double rarity = Math.pow(10, step / 20.0);
            curve.add(new PercentilePoint(100 - 100 / rarity, latency(median, cpu, rarity)));
        }
        curve.add(new PercentilePoint(100, latency(median, cpu, 20_000)));
        return curve;
    }

    private static double latency(double median, double cpu, double rarity) {
        double tail = 0.0006 * (2 + cpu % 7) * Math.sqrt(rarity);
        return median * (0.92 + 0.12 * Math.log(rarity) + tail);
    }
}
