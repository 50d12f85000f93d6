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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Measures a plan, round by round, and reports. What has been measured is saved after each visit to
 * a server, and a visit that fails is a result, too: the others go on.
 */
final class Comparison {

    private final ComparisonPlan plan;
    private final List<Subject> subjects;
    private final RunFacts facts;
    private final OutputFolder output;
    private final PrintWriter out;
    private final CellMeasurer measurer;

    /**
     * Makes a comparison.
     *
     * @param plan what to measure
     * @param subjects the servers, in the plan's order
     * @param facts what is to be told of the run
     * @param output gets the results
     * @param out gets what the user is told
     */
    Comparison(ComparisonPlan plan, List<Subject> subjects, RunFacts facts, OutputFolder output,
            PrintWriter out) {
        this.plan = plan;
        this.subjects = subjects;
        this.facts = facts;
        this.output = output;
        this.out = out;
        this.measurer = new CellMeasurer(new CellHistograms(output)::keep, this::show);
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
            Progress progress = new Progress(
                    out, plan.rounds() * subjects.size() * plan.bufferSizesBytes().size());
            RoundOrder order = new RoundOrder(plan, subjects, facts.seed());
            boolean goOn = true;
            for (int round = 1; goOn && round <= plan.rounds(); round++) {
                out.printf(Locale.ROOT, "%nround %d of %d%n", round, plan.rounds());
                goOn = measure(round, order.next(), progress, log);
            }
            return log.finish();
        }
    }

    /** Measures a round; returns whether to go on. */
    private boolean measure(
            int round, List<Visit> visits, Progress progress, RunLog<Sample> log)
            throws IOException {
        for (Visit visit : visits) {
            if (!log.addAll(measure(round, visit, progress))) {
                return false;
            }
        }
        return true;
    }

    private List<Sample> measure(int round, Visit visit, Progress progress) throws IOException {
        Times times = new Times(plan.warmupMillis(), plan.measureMillis());
        String buffer = visit.bufferSizeBytes() == null
                ? "" : Figures.bytes(visit.bufferSizeBytes()) + " ";
        progress.begin(buffer + visit.subject().name(),
                Duration.ofMillis(times.loadMillis(visit.cells())));
        long beganNanos = System.nanoTime();
        List<Sample> samples = measurer.measure(round, visit, times);
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

    /** Goes on with the line of a visit. */
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
