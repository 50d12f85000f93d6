package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.LatencyRun;
import io.github.nioecho.bench.results.LatencySummary;
import io.github.nioecho.bench.results.SizeTimes;
import io.github.nioecho.bench.run.TimeDistribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** Combines runs: their histograms are merged, their messages and their times added up. */
final class LatencySummaries {

    private static final double NANOS_PER_MICRO = 1_000;
    private static final int SIGNIFICANT_DIGITS = 3;

    private LatencySummaries() {
    }

    /** Returns what all runs so far amount to. */
    static LatencyResults of(LatencyPlan plan, List<MeasuredRun> measured) {
        List<LatencySummary> summaries = new ArrayList<>();
        List<LatencyResults.HeldRate> held = new ArrayList<>();
        for (String variant : plan.variants()) {
            List<MeasuredRun> ofVariant = measured.stream()
                    .filter(each -> each.run().variant().equals(variant))
                    .toList();
            Map<Double, List<MeasuredRun>> byRate = ofVariant.stream().collect(
                    Collectors.groupingBy(
                            each -> each.run().targetRate(), TreeMap::new, Collectors.toList()));
            byRate.values().forEach(runs -> summaries.add(summary(plan, runs)));
            if (plan.p99BoundMicros() != null && !ofVariant.isEmpty()) {
                held.add(highestHeld(variant, ofVariant, plan.p99BoundMicros()));
            }
        }
        return new LatencyResults(
                plan, measured.stream().map(MeasuredRun::run).toList(), summaries, held);
    }

    /** Returns CPU time per round trip; null if it is not known or there was none. */
    static Double microsPerRoundTrip(Long cpuNanos, long roundTrips) {
        return cpuNanos == null || roundTrips == 0
                ? null : (Double) (cpuNanos / NANOS_PER_MICRO / roundTrips);
    }

    private static LatencyResults.HeldRate highestHeld(
            String variant, List<MeasuredRun> runs, double boundMicros) {
        return new LatencyResults.HeldRate(variant, runs.stream()
                .map(MeasuredRun::run)
                .filter(run -> run.held(boundMicros))
                .map(LatencyRun::targetRate)
                .max(Double::compare)
                .orElse(null));
    }

    private static LatencySummary summary(LatencyPlan plan, List<MeasuredRun> runs) {
        List<MeasuredRun.Figures> figures =
                runs.stream().map(MeasuredRun::figures).filter(Objects::nonNull).toList();
        Histogram responses = merged(figures, MeasuredRun.Figures::responses);
        Histogram services = merged(figures, MeasuredRun.Figures::services);
        long answered = figures.stream().mapToLong(each -> each.outcome().answered()).sum();
        long elapsedNanos =
                figures.stream().mapToLong(each -> each.outcome().elapsedNanos()).sum();
        LatencyRun first = runs.get(0).run();
        return new LatencySummary(
                first.variant(),
                first.targetRate(),
                runs.size(),
                (int) runs.stream().filter(each -> each.run().missedRate()).count(),
                runs.size() - figures.size(),
                figures.isEmpty() ? null : (Double) (answered * 1e9 / elapsedNanos),
                TimeDistribution.percentilesMicros(responses),
                TimeDistribution.percentilesMicros(services),
                TimeDistribution.percentilesMicros(
                        merged(figures, MeasuredRun.Figures::lateness)),
                TimeDistribution.curve(responses),
                TimeDistribution.curve(services),
                microsPerRoundTrip(cpuNanos(figures), answered),
                sizes(plan, figures));
    }

    private static List<SizeTimes> sizes(LatencyPlan plan, List<MeasuredRun.Figures> figures) {
        SizeHistograms sum = new SizeHistograms(plan.messages());
        figures.forEach(each -> sum.add(each.sizes()));
        return sum.times();
    }

    private static Long cpuNanos(List<MeasuredRun.Figures> figures) {
        return figures.stream().anyMatch(each -> each.cpuNanos() == null)
                ? null : (Long) figures.stream().mapToLong(MeasuredRun.Figures::cpuNanos).sum();
    }

    private static Histogram merged(
            List<MeasuredRun.Figures> figures, Function<MeasuredRun.Figures, Histogram> which) {
        Histogram sum = new Histogram(SIGNIFICANT_DIGITS);
        figures.forEach(each -> sum.add(which.apply(each)));
        return sum;
    }
}
