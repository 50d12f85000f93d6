package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Slice;
import io.github.nioecho.bench.results.Transport;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Invented measurements for tests: one buffer size, messages of 1 KiB. */
final class Rows {

    private Rows() {
    }

    static ComparisonPlan plan(String... variants) {
        return plan(Question.usual(), variants);
    }

    static ComparisonPlan plan(List<Question> questions, String... variants) {
        return plan(questions, Transport.TCP, variants);
    }

    static ComparisonPlan plan(
            List<Question> questions, Transport transport, String... variants) {
        return new ComparisonPlan(List.of(variants), variants[0], List.of(1024),
                Messages.ofEach(1024),
                questions, transport, 16, 1, 1, 3, 40, 8, 60);
    }

    static Cell throughput(String variant) {
        return new Cell(Question.THROUGHPUT, variant, 1024, Messages.of(1024), 16, 1);
    }

    static Cell latency(String variant) {
        return new Cell(Question.LATENCY, variant, 1024, Messages.of(1024), 1, 1);
    }

    static Cell churn(String variant) {
        return new Cell(Question.CHURN, variant, 1024, Messages.of(1024), 16, 1);
    }

    /** One throughput for each round, from the first on; null is a round that failed. */
    static List<Sample> trips(String variant, Double cpuMicros, Double... perSecond) {
        return rounds(throughput(variant), cpuMicros, perSecond);
    }

    /** One score for each round, from the first on; null is a round that failed. */
    static List<Sample> rounds(Cell cell, Double cpuMicros, Double... perSecond) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < perSecond.length; i++) {
            Double score = perSecond[i];
            samples.add(new Sample(score == null
                    ? Measurement.failed(i + 1, cell, List.of(), "the server died")
                    : new Measurement(i + 1, cell, 1000L, 0.4, score, cpuMicros,
                            12.0, null, null, true, slice(score, cpuMicros), null), null));
        }
        return samples;
    }

    /** One round of service times. */
    static Sample times(String variant, int round, double p50Micros, long... nanos) {
        Histogram histogram = CellHistograms.newHistogram();
        for (long value : nanos) {
            histogram.recordValue(value);
        }
        return new Sample(new Measurement(round, latency(variant), (long) nanos.length, 0.4,
                p50Micros, 7.0, 12.0, null, "histograms/x.hlog", true, slice(p50Micros, 7.0), null),
                histogram);
    }

    private static List<Slice> slice(double score, Double cpuMicros) {
        return List.of(new Slice(0, 1000, 0.06, score, cpuMicros));
    }

    @SafeVarargs
    static List<Sample> all(List<Sample>... samples) {
        List<Sample> all = new ArrayList<>();
        for (List<Sample> each : samples) {
            all.addAll(each);
        }
        return all;
    }

    static ComparisonResults results(ComparisonPlan plan, List<Sample> samples) {
        return new ComparisonResults(plan, samples.stream().map(Sample::measurement).toList(),
                Summaries.of(plan, samples));
    }
}
