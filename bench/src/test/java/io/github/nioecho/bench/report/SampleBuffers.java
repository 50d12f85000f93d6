package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.BufferChoice;
import io.github.nioecho.bench.results.BufferFigures;
import io.github.nioecho.bench.results.BufferFit;
import io.github.nioecho.bench.results.BufferPlan;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CostFit;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import java.util.ArrayList;
import java.util.List;

/** An invented search for buffer sizes. */
final class SampleBuffers {

    static final BufferPlan PLAN = new BufferPlan(List.of("async", "selector", "async-heap"),
            Messages.parse("64:50%,1024:40%,64KiB:10%"), 4000, 16, 128L << 20,
            List.of(256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536), false,
            List.of(256, 1024, 4096, 65536), List.of(64, 1024, 65536), 1, 120_000);

    private static final List<Integer> MEASURED = List.of(1024, 16384, 32768);
    private static final double BESIDES_BUFFER = 9000;
    private static final double MICROS_PER_SECOND = 1e6;

    private SampleBuffers() {
    }

    /** Returns one in which one server failed while its costs were measured. */
    static BufferResults whole() {
        List<BufferFit> fits = List.of(fit("async", 1), fit("selector", 0.9),
                new BufferFit("async-heap", null, null));
        List<BufferChoice> choices = new ArrayList<>();
        for (BufferFit fit : fits) {
            choices.add(choice(fit));
        }
        Cell failed = new Cell(
                Question.THROUGHPUT, "async-heap", 256, Messages.of(64), 16, 1);
        return new BufferResults(PLAN,
                List.of(Measurement.failed(1, failed, List.of(), "out of memory")), List.of(),
                fits, choices, "selector");
    }

    private static BufferFit fit(String variant, double factor) {
        return new BufferFit(variant,
                new CostFit(5 * factor, 6 * factor, 0.02, 0.1, 0.1, 0.02, 0.04, 12),
                new CostFit(3 * factor, 4 * factor, 0.3, 0.1, 0.1, 0.01, 0.03, 12));
    }

    private static BufferChoice choice(BufferFit fit) {
        boolean known = fit.time() != null;
        return new BufferChoice(fit.variant(), BESIDES_BUFFER,
                PLAN.candidatesBytes().stream().map(buffer -> figures(fit, buffer)).toList(),
                known ? 16384 : null, known);
    }

    private static BufferFigures figures(BufferFit fit, int buffer) {
        double memory = PLAN.connections() * (BESIDES_BUFFER + buffer);
        boolean fits = memory <= PLAN.memoryBytes();
        if (fit.time() == null) {
            return new BufferFigures(
                    buffer, memory, fits, null, null, null, null, null, null, null, null);
        }
        double predicted = MICROS_PER_SECOND / micros(fit.time(), buffer);
        if (!MEASURED.contains(buffer)) {
            return new BufferFigures(
                    buffer, memory, fits, predicted, null, null, null, null, null, null, null);
        }
        double measured = predicted * 1.05;
        double cpu = micros(fit.cpu(), buffer);
        return new BufferFigures(buffer, memory, fits, predicted, measured,
                around(measured), cpu, cpu / PLAN.messages().meanBytes() * 1e6,
                buffer == 1024 ? null : ratio(
                        micros(fit.time(), 1024) / micros(fit.time(), buffer),
                        Ratio.Verdict.FASTER),
                buffer == 1024 ? null : ratio(
                        cpu / micros(fit.cpu(), 1024), Ratio.Verdict.FASTER), null);
    }

    private static double micros(CostFit fit, int buffer) {
        return PLAN.messages().mean(size -> fit.micros(size, buffer));
    }

    private static Ratio ratio(double value, Ratio.Verdict verdict) {
        return new Ratio(value, around(value), 4, verdict);
    }

    private static Interval around(double value) {
        return new Interval(value * 0.97, value * 1.03);
    }
}
