package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Question;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FindingsTest {

    private static final List<String> VARIANTS = List.of("async", "selector");

    @Test
    void costOfTheReferenceBufferIsAShareOfTheBest() {
        assertEquals(List.of(
                "Messages of 64 KiB: 1 KiB buffers give 4.0 to 5.0 % of the throughput of the best"
                        + " size (64 KiB); hardest hit: async.",
                "Messages of 64 KiB with 1 KiB buffers: selector makes the most round trips"
                        + " (1,500/s, 1.50 times the next); selector spends the least server CPU,"
                        + " 400 us per round trip, and async the most, 2.00 times that."),
                Findings.of(run(65536, new double[][] {{1000, 25_000}, {1500, 30_000}}, 800, 400)));
    }

    @Test
    void differencesBelowTheDriftAreNone() {
        assertEquals(List.of(
                "Messages of 1 KiB: 1 KiB buffers cost nothing that this run can show: no other"
                        + " size gives more than 10 % on top.",
                "Messages of 1 KiB with 1 KiB buffers: all variants are within 20 % in throughput,"
                        + " which one run cannot tell apart; selector spends the least server CPU,"
                        + " 5.00 us per round trip, and async the most, 1.40 times that."),
                Findings.of(run(
                        1024, new double[][] {{100_000, 110_000}, {119_000, 120_000}}, 7, 5)));
    }

    @Test
    void nothingIsSaidWithoutFigures() {
        assertEquals(List.of(), Findings.of(SampleResults.partial(0, "none")));
        assertEquals(List.of(), Findings.of(SampleResults.partial(2, "it broke", 0, 1)));
    }

    private static Results run(int messageSize, double[][] scores, double... cpuMicros) {
        List<Integer> buffers = List.of(1024, 65536);
        List<CellResult> cells = new ArrayList<>();
        for (int v = 0; v < VARIANTS.size(); v++) {
            for (int b = 0; b < buffers.size(); b++) {
                cells.add(new CellResult(
                        new Cell(Question.THROUGHPUT, VARIANTS.get(v), buffers.get(b), messageSize,
                                16, 1),
                        scores[v][b], "ops/s", List.of(), cpuMicros[v], null, null, null, null,
                        null));
            }
        }
        Plan plan = new Plan(VARIANTS, buffers, List.of(messageSize), 16, 1, 1, 1, 1000, 3, 500);
        return SampleResults.results(plan, true, cells);
    }
}
