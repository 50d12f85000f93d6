package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.PercentilePoint;
import io.github.nioecho.bench.results.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Invented results for tests. The figures have the shape of real ones and mean nothing. */
public final class SampleResults {

    public static final Plan PLAN = new Plan(
            List.of("async", "blocking", "virtual", "selector"),
            List.of(256, 1024, 4096, 16384, 65536),
            List.of(1024, 65536),
            16, 1, 1, 1, 1000, 3, 500);

    private static final double[] CPU = {7.35, 10.1, 11.1, 5.77};

    private SampleResults() {
    }

    /** Returns a whole run in which everything went well. */
    public static Results complete() {
        return results(PLAN, true, cells(PLAN));
    }

    /** Returns a run that was stopped early and in which the given cells failed. */
    public static Results partial(int cellsRun, String failure, int... failed) {
        List<CellResult> cells = new ArrayList<>(cells(PLAN).subList(0, cellsRun));
        for (int i : failed) {
            cells.set(i, CellResult.failed(cells.get(i).cell(), failure));
        }
        return results(PLAN, false, cells);
    }

    static Results results(Plan plan, boolean complete, List<CellResult> cells) {
        return new Results(
                Results.SCHEMA_VERSION, "0.0-sample",
                Instant.parse("2026-01-02T03:04:05Z"), Instant.parse("2026-01-02T03:09:01.5Z"),
                4711, complete, plan, environment(), cells);
    }

    static Environment environment() {
        return new Environment("25.0.1+8-LTS", "Sample Vendor", "OpenJDK 64-Bit Server VM",
                List.of("-XX:+UseSerialGC"), "Linux", "6.1.0-sample", "amd64", 2,
                "Sample CPU 9000", 8L << 30, 4096, List.of(4096L, 131072L, 6291456L),
                List.of(4096L, 16384L, 4194304L), 20000L, null, null);
    }

    private static List<CellResult> cells(Plan plan) {
        List<CellResult> cells = new ArrayList<>();
        for (int message : plan.messageSizesBytes()) {
            for (int buffer : plan.bufferSizesBytes()) {
                for (Question question : Question.values()) {
                    for (int v = 0; v < plan.variants().size(); v++) {
                        cells.add(result(question, plan, v, buffer, message));
                    }
                }
            }
        }
        return cells;
    }

    private static CellResult result(
            Question question, Plan plan, int variant, int buffer, int message) {
        Cell cell = new Cell(question, plan.variants().get(variant), buffer, message,
                plan.connections(question), plan.threads());
        double cycles = Math.max(1, (double) message / buffer);
        double cpu = CPU[variant] * (0.45 + 0.55 * cycles) + message / 16_000.0 + buffer / 90_000.0;
        if (question == Question.THROUGHPUT) {
            double score = 1e6 / (cpu * 1.02);
            return new CellResult(cell, score, "ops/s",
                    List.of(score * 0.98, score * 1.005, score * 1.015), cpu, 12.5 + variant,
                    null, null, null, null);
        }
        List<PercentilePoint> curve = new ArrayList<>();
        for (int step = 0; step <= 80; step++) {
            double rarity = Math.pow(10, step / 20.0);
            curve.add(new PercentilePoint(100 - 100 / rarity, latency(cpu, variant, rarity)));
        }
        curve.add(new PercentilePoint(100, latency(cpu, variant, 20_000)));
        Map<String, Double> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", latency(cpu, variant, 2));
        percentiles.put("p90", latency(cpu, variant, 10));
        percentiles.put("p99", latency(cpu, variant, 100));
        percentiles.put("p99.9", latency(cpu, variant, 1000));
        percentiles.put("max", latency(cpu, variant, 20_000));
        return new CellResult(cell, latency(cpu, variant, 2.5), "us/op",
                List.of(latency(cpu, variant, 2.5)), cpu, 12.5 + variant, percentiles, curve,
                List.of("histograms/latency-sample.hlog"), null);
    }

    private static double latency(double cpu, int variant, double rarity) {
        double tail = 0.004 * (variant + 1) * Math.sqrt(rarity);
        return 16 * cpu * (0.8 + 0.12 * Math.log(rarity) + tail);
    }
}
