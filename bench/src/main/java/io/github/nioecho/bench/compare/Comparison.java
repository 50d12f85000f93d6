package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.Progress;
import io.github.nioecho.bench.run.RunFacts;
import io.github.nioecho.bench.run.RunLog;
import io.github.nioecho.bench.run.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Measures a plan, round by round, and reports. What has been measured is saved after each setting,
 * and a server that fails is a result, too: the others go on.
 */
final class Comparison {

    private final List<Subject> subjects;
    private final Pace pace;
    private final RunFacts facts;
    private final OutputFolder output;
    private final PrintWriter out;
    private final RoundOrder order;
    private final CellMeasurer measurer;
    private final WarmUp warmUp;
    private final List<Measurement> measurements = new ArrayList<>();

    /** Its number of rounds is that of those measured, once this is known. */
    private volatile ComparisonPlan plan;

    /**
     * Makes a comparison.
     *
     * @param plan what to measure
     * @param subjects the servers, in the plan's order
     * @param pace how to go on
     * @param facts what is to be told of the run
     * @param output gets the results
     * @param out gets what the user is told
     */
    Comparison(ComparisonPlan plan, List<Subject> subjects, Pace pace, RunFacts facts,
            OutputFolder output, PrintWriter out) {
        this.plan = plan;
        this.subjects = subjects;
        this.pace = pace;
        this.facts = facts;
        this.output = output;
        this.out = out;
        this.order = new RoundOrder(facts.seed());
        this.measurer =
                new CellMeasurer(new CellHistograms(output)::keep, order, this::show);
        this.warmUp = new WarmUp(plan);
    }

    /**
     * Measures and reports.
     *
     * @return what was measured; not complete if the JVM was told to end meanwhile
     * @throws IOException if the output cannot be written; what was saved before stays
     */
    Results run() throws IOException {
        output.save(facts.environment());
        try (RunLog<Sample> log = new RunLog<>(output, out, this::results, this::report)) {
            int done = 0;
            long roundNanos = 0;
            boolean goOn = true;
            while (goOn && pace.goesOn(plan, done, roundNanos, measurements)) {
                long beganNanos = System.nanoTime();
                out.printf(Locale.ROOT, "%nround %d of %s%d%n", done + 1,
                        pace.choosesRounds() ? "about " : "", Math.max(done + 1, plan.rounds()));
                goOn = measure(done + 1, pace.blocks(plan, done, measurements), log);
                done++;
                roundNanos = System.nanoTime() - beganNanos;
            }
            if (goOn) {
                plan = plan.withTimes(
                        done, plan.warmupMillis(), plan.blocks(), plan.sliceMillis());
            }
            return log.finish();
        }
    }

    /** Measures a round; returns whether to go on. */
    private boolean measure(int round, Map<Setting, Integer> blocks, RunLog<Sample> log)
            throws IOException {
        try (RoundServers servers = RoundServers.start(plan, subjects)) {
            warmUp(servers);
            Times times = new Times(plan.warmupMillis(), plan.sliceMillis());
            List<Setting> settings = order.shuffled(Setting.of(plan));
            Progress progress = new Progress(out, settings.size());
            for (Setting setting : settings) {
                List<Sample> samples =
                        measure(round, setting, servers, times, blocks.get(setting), progress);
                if (!log.addAll(samples)) {
                    return false;
                }
                samples.forEach(sample -> measurements.add(sample.measurement()));
            }
        }
        return true;
    }

    private void warmUp(RoundServers servers) {
        long longestMillis = Times.longestSettleMillis(
                plan.blocks() * plan.sliceMillis(), Setting.of(plan).size());
        for (String name : order.shuffled(plan.variants())) {
            servers.settled(name, warmUp.settle(name, servers, longestMillis));
        }
    }

    private List<Sample> measure(int round, Setting setting, RoundServers servers, Times times,
            int blocks, Progress progress) throws IOException {
        progress.begin(setting.describe(), Duration.ofMillis(
                subjects.size() * (times.warmupMillis() + blocks * times.sliceMillis())));
        long beganNanos = System.nanoTime();
        List<Sample> samples =
                measurer.measure(round, setting.cells(plan.variants()), servers, times, blocks);
        Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
        String failures = samples.stream().map(sample -> sample.measurement().failure())
                .filter(Objects::nonNull).distinct().collect(Collectors.joining("; "));
        if (failures.isEmpty()) {
            progress.end("", took);
        } else {
            progress.failed(failures, took);
        }
        return samples;
    }

    /** Goes on with the line of a setting. */
    private void show(Sample sample) {
        Measurement measurement = sample.measurement();
        out.print("  " + (measurement.failure() != null ? "-" : Figures.number(measurement.score())
                + switch (measurement.cell().benchmark()) {
                    case THROUGHPUT, CHURN -> "/s";
                    case LATENCY -> " us";
                }));
        out.flush();
    }

    private Results results(List<Sample> samples, boolean complete) {
        return facts.results(
                new ComparisonResults(plan, samples.stream().map(Sample::measurement).toList(),
                        Summaries.of(plan, samples)),
                complete);
    }

    private void report(Results results) {
        ComparisonReport.print(results, out);
    }
}
