package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How often the gate finds what has become slower, and how often what has not: in hundreds of
 * invented pairs of runs with the grid of a comparison of all models, a JVM's speed with a
 * standard deviation of 1 % and a slice's of 4 %, as measured on two quiet virtual processors.
 */
@Timeout(300)
class RegressionGateOddsTest {

    private static final long SEED = 862;
    private static final int RUNS = 200;
    private static final double BOUND = 0.01;
    private static final ComparisonPlan PLAN = new ComparisonPlan(
            List.of("selector", "async", "blocking", "virtual"), "selector",
            List.of(256, 1024, 4096, 16384, 65536), Messages.ofEach(1024, 65536),
            Question.usual(), null, 16, 1, 1, 8, 20, 4, 40);

    private final Random random = new Random(SEED);

    @Test
    void whatHasNotChangedIsCalledSlowerInOneRunOfTwentyAtMost() {
        int wolves = found(variant -> 0);
        assertTrue(wolves <= RUNS / 20, wolves + " of " + RUNS + ", seed " + SEED);
    }

    @Test
    void fivePercentThatAllSizesHaveInCommonAreFoundInNineOfTenRuns() {
        int found = found(variant -> variant.equals("async") ? 0.05 : 0);
        assertTrue(found >= RUNS * 9 / 10, found + " of " + RUNS + ", seed " + SEED);
    }

    /** In a hundred intervals, each at 95 %, somebody would cry wolf nearly every time. */
    @Test
    void intervalsThatHoldOneByOneWouldCryWolf() {
        int wolves = 0;
        for (int run = 0; run < 20; run++) {
            Rounds then = Rounds.against("selector", run(variant -> 0));
            Rounds now = Rounds.against("selector", run(variant -> 0));
            wolves += now.cells().stream().anyMatch(cell -> {
                double[] today = now.ratios(cell, Figure.SCORE);
                return today.length > 0 && Statistics.change(
                        then.ratios(cell, Figure.SCORE), today, Statistics.TAIL).high() < 1;
            }) ? 1 : 0;
        }
        assertTrue(wolves > 10, wolves + " of 20");
    }

    private int found(ToDoubleFunction<String> slowdown) {
        int found = 0;
        for (int run = 0; run < RUNS; run++) {
            RegressionGate gate = new RegressionGate(results(variant -> 0), BOUND);
            RegressionGate.Judgement judgement = gate.judge(results(slowdown));
            assertEquals(3 * (20 * 2 + 4), judgement.judged());
            found += judgement.slower().isEmpty() ? 0 : 1;
        }
        return found;
    }

    private ComparisonResults results(ToDoubleFunction<String> slowdown) {
        return new ComparisonResults(PLAN, run(slowdown), List.of());
    }

    private List<Measurement> run(ToDoubleFunction<String> slowdown) {
        List<Measurement> measurements = new ArrayList<>();
        for (int round = 1; round <= PLAN.rounds(); round++) {
            Map<String, Double> jvms = new HashMap<>();
            PLAN.variants().forEach(variant -> jvms.put(variant, 0.01 * random.nextGaussian()
                    - Math.log1p(slowdown.applyAsDouble(variant))));
            for (Setting setting : Setting.of(PLAN)) {
                for (String variant : PLAN.variants()) {
                    List<Slice> slices = new ArrayList<>();
                    for (int block = 0; block < PLAN.blocks(); block++) {
                        double cost = Math.exp(-jvms.get(variant) + 0.04 * random.nextGaussian());
                        slices.add(new Slice(block, 100, 0.04,
                                setting.question() == Question.LATENCY ? 20 * cost : 1e5 / cost,
                                5 * cost));
                    }
                    measurements.add(new Measurement(round, setting.cell(variant), 100L, 0.04,
                            1.0, null, null, null, null, true, slices, null));
                }
            }
        }
        return measurements;
    }
}
