package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.LatencyRun;
import io.github.nioecho.bench.results.LatencySummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Invented open-loop runs of the four models. */
final class SampleLatency {

    static final List<String> VARIANTS = List.of("async", "blocking", "virtual", "selector");

    private static final List<Double> LIMITS = List.of(70_000.0, 18_000.0, 45_000.0, 90_000.0);

    private SampleLatency() {
    }

    /** Returns three rounds at one rate, which one server misses and at which one fails once. */
    static LatencyResults atOneRate() {
        List<LatencyRun> runs = runs(List.of(20_000.0), 3);
        runs.set(0, LatencyRun.failed("async", 1, 20_000, "the server died"));
        return new LatencyResults(plan(20_000, 3, null), runs, summaries(runs), List.of());
    }

    /** Returns a sweep. */
    static LatencyResults sweep() {
        List<LatencyRun> runs =
                runs(List.of(5_000.0, 10_000.0, 20_000.0, 40_000.0, 80_000.0), 1);
        return new LatencyResults(plan(5_000, 1, 1_000.0), runs, summaries(runs),
                List.of(new LatencyResults.HeldRate("async", 40_000.0),
                        new LatencyResults.HeldRate("blocking", null),
                        new LatencyResults.HeldRate("virtual", 40_000.0),
                        new LatencyResults.HeldRate("selector", 80_000.0)));
    }

    private static LatencyPlan plan(double rate, int rounds, Double bound) {
        return new LatencyPlan(VARIANTS, rate, 8, 1024, Messages.of(1024), 1, rounds, 2000,
                10_000, bound);
    }

    private static List<LatencyRun> runs(List<Double> rates, int rounds) {
        List<LatencyRun> runs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (double rate : rates) {
                for (int v = 0; v < VARIANTS.size(); v++) {
                    runs.add(run(v, round, rate));
                }
            }
        }
        return runs;
    }

    /** The figures of the last round stand for all. */
    private static List<LatencySummary> summaries(List<LatencyRun> runs) {
        Map<String, LatencySummary> summaries = new LinkedHashMap<>();
        for (LatencyRun last : runs) {
            List<LatencyRun> same = runs.stream()
                    .filter(run -> run.variant().equals(last.variant()))
                    .filter(run -> run.targetRate() == last.targetRate())
                    .toList();
            summaries.put(last.variant() + last.targetRate(), new LatencySummary(
                    last.variant(), last.targetRate(), same.size(),
                    (int) same.stream().filter(LatencyRun::missedRate).count(),
                    (int) same.stream().filter(run -> run.failure() != null).count(),
                    last.achievedRate(), last.responseMicros(), last.serviceMicros(),
                    last.latenessMicros(), last.responseCurve(), last.serviceCurve(),
                    last.cpuMicrosPerRoundTrip(), last.sizes()));
        }
        return List.copyOf(summaries.values());
    }

    private static LatencyRun run(int variant, int round, double rate) {
        double limit = LIMITS.get(variant);
        boolean missed = rate > limit;
        double service = 40 + 6 * variant + 3 * round;
        double response = missed
                ? 90_000 * rate / limit
                : service * (1.1 + 0.6 * rate / (limit * 1.05 - rate));
        return new LatencyRun(VARIANTS.get(variant), round, rate,
                missed ? limit : rate * 0.9995, missed, missed ? 123L : 0L,
                percentiles(response), percentiles(service), percentiles(1.5 + variant),
                SampleComparison.curve(response, variant), SampleComparison.curve(service, variant),
                5.0 + variant + 2e4 / rate, null,
                List.of("histograms/" + VARIANTS.get(variant) + "-" + (int) rate + "-" + round
                        + ".hlog"), null);
    }

    private static Map<String, Double> percentiles(double median) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        double[] factors = {1, 1.2, 1.6, 2.4, 4, 7};
        for (int i = 0; i < factors.length; i++) {
            percentiles.put(
                    List.of("p50", "p90", "p99", "p99.9", "p99.99", "max").get(i),
                    median * factors[i]);
        }
        return percentiles;
    }
}
