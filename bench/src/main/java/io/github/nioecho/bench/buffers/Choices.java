package io.github.nioecho.bench.buffers;

import io.github.nioecho.bench.compare.Figure;
import io.github.nioecho.bench.compare.Rounds;
import io.github.nioecho.bench.compare.Statistics;
import io.github.nioecho.bench.costs.CostModel;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.BufferChoice;
import io.github.nioecho.bench.results.BufferFigures;
import io.github.nioecho.bench.results.BufferFit;
import io.github.nioecho.bench.results.BufferPlan;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CostFit;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What follows from the measurements: the fits, and the size to take for each server. */
final class Choices {

    // Of two sizes that are as fast, but for this, the smaller one is the better one.
    private static final double ALIKE = 0.98;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MB = 1e6;

    private final BufferPlan plan;
    private final Map<String, Double> besidesBuffer;
    private final List<Measurement> grid;
    private final List<Measurement> measurements;
    private final Rounds toReference;

    /**
     * Looks at what was measured.
     *
     * @param besidesBuffer what an idle connection holds besides its buffer, in bytes, by server
     */
    Choices(BufferPlan plan, Map<String, Double> besidesBuffer, List<Measurement> grid,
            List<Measurement> measurements) {
        this.plan = plan;
        this.besidesBuffer = besidesBuffer;
        this.grid = grid;
        this.measurements = measurements;
        this.toReference = new Rounds(
                cell -> cell(plan, cell.variant(), Sizing.REFERENCE_BYTES), measurements);
    }

    /** Returns the cell of a server with a buffer size, under the user's messages. */
    static Cell cell(BufferPlan plan, String variant, int bufferBytes) {
        return new Cell(Question.THROUGHPUT, variant, bufferBytes, plan.messages(),
                plan.loadConnections(), plan.threads());
    }

    /** Returns the fits of a server. */
    BufferFit fit(String variant) {
        return new BufferFit(variant, fit(variant, Figure.SCORE), fit(variant, Figure.CPU));
    }

    /** Returns the sizes of a server that its connections may have. */
    List<Integer> fitting(String variant) {
        return plan.candidatesBytes().stream().filter(size -> fits(variant, size)).toList();
    }

    /** Returns everything. */
    BufferResults results() {
        List<BufferFit> fits = plan.variants().stream().map(this::fit).toList();
        List<BufferChoice> alone =
                fits.stream().map(fit -> choice(fit.variant(), fit.time())).toList();
        BufferChoice best = alone.stream().filter(each -> each.recommendedBytes() != null)
                .max((one, other) -> Double.compare(recommended(one), recommended(other)))
                .orElse(null);
        return new BufferResults(plan, grid, measurements, fits,
                alone.stream().map(each -> against(best, each)).toList(),
                best == null ? null : best.variant());
    }

    private static double recommended(BufferChoice choice) {
        return choice.recommended().measured();
    }

    private CostFit fit(String variant, Figure figure) {
        Map<Cell, List<Double>> costs = new HashMap<>();
        for (Measurement each : grid) {
            Double value = figure.of(each);
            if (each.cell().variant().equals(variant) && value != null && value > 0) {
                costs.computeIfAbsent(each.cell(), cell -> new ArrayList<>())
                        .add(figure == Figure.SCORE ? MICROS_PER_SECOND / value : value);
            }
        }
        List<CostModel.Observation> observed = new ArrayList<>();
        costs.forEach((cell, values) -> observed.add(new CostModel.Observation(
                cell.messages().largestBytes(), cell.bufferSizeBytes(),
                Statistics.median(values.stream().mapToDouble(Double::doubleValue).toArray()))));
        return CostModel.fit(observed);
    }

    private BufferChoice choice(String variant, CostFit time) {
        List<BufferFigures> sizes = plan.candidatesBytes().stream()
                .map(size -> figures(variant, time, size)).toList();
        List<BufferFigures> measured = sizes.stream()
                .filter(size -> size.measured() != null && size.fits()).toList();
        double most = measured.stream().mapToDouble(BufferFigures::measured).max().orElse(0);
        BufferFigures taken = measured.stream()
                .filter(size -> size.measured() >= ALIKE * most).findFirst().orElse(null);
        return new BufferChoice(variant, besidesBuffer.get(variant), sizes,
                taken == null ? null : (Integer) taken.bufferSizeBytes(),
                taken != null && taken.ratio() != null
                        && taken.ratio().verdict() == Ratio.Verdict.FASTER);
    }

    private BufferFigures figures(String variant, CostFit time, int size) {
        Cell cell = cell(plan, variant, size);
        double[] scores = toReference.figures(cell, Figure.SCORE);
        Double cpu = Statistics.mean(toReference.figures(cell, Figure.CPU));
        Messages messages = plan.messages();
        return new BufferFigures(
                size,
                memory(variant, size),
                fits(variant, size),
                Sizing.predicted(time, messages, size),
                Statistics.mean(scores),
                Statistics.meanInterval(scores),
                cpu,
                cpu == null ? null : (Double) (cpu * MB / messages.meanBytes()),
                Statistics.ratio(toReference.ratios(cell, Figure.SCORE), true),
                Statistics.ratio(toReference.ratios(cell, Figure.CPU), false),
                null);
    }

    /** Adds how a server stands to the best one with its own size. */
    private BufferChoice against(BufferChoice best, BufferChoice own) {
        if (best == null) {
            return own;
        }
        Rounds toBest = new Rounds(
                cell -> cell(plan, best.variant(), best.recommendedBytes()), measurements);
        return new BufferChoice(own.variant(), own.besidesBufferBytes(),
                own.sizes().stream().map(size -> size.withToBest(Statistics.ratio(
                        toBest.ratios(cell(plan, own.variant(), size.bufferSizeBytes()),
                                Figure.SCORE), true))).toList(),
                own.recommendedBytes(), own.shown());
    }

    private Double memory(String variant, int size) {
        Double besides = besidesBuffer.get(variant);
        return besides == null ? null
                : (Double) (plan.connections() * (besides + Waiting.bytes(variant, size)));
    }

    private boolean fits(String variant, int size) {
        Double besides = Objects.requireNonNullElse(besidesBuffer.get(variant), 0.0);
        return plan.memoryBytes() == null || plan.connections()
                * (besides + Waiting.bytes(variant, size)) <= plan.memoryBytes();
    }
}
