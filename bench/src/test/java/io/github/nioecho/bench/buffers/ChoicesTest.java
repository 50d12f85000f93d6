package io.github.nioecho.bench.buffers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.BufferChoice;
import io.github.nioecho.bench.results.BufferPlan;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChoicesTest {

    private static final Messages MIX = Messages.parse("64:90%,64KiB:10%");
    private static final int CONNECTIONS = 1000;

    private final List<Measurement> grid = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private Long memoryBytes;

    @Test
    void smallestOfTheFastestSizesIsTaken() {
        measured("async", 1024, 10_000);
        measured("async", 65536, 29_800);
        measured("async", 131072, 30_000);

        BufferChoice choice = results("async").choices().get(0);

        assertEquals(65536, choice.recommendedBytes());
        assertTrue(choice.shown());
        assertEquals(2.98, choice.size(65536).ratio().value(), 0.01);
        assertEquals(Ratio.Verdict.FASTER, choice.size(65536).ratio().verdict());
        assertNull(choice.size(1024).ratio());
        assertNull(choice.size(4096).measured());
    }

    @Test
    void sizeThatIsNotShownToBeBetterLeaves1024() {
        measured("async", 1024, 10_000);
        measured("async", 4096, 10_050);

        BufferChoice choice = results("async").choices().get(0);

        assertEquals(1024, choice.recommendedBytes());
        assertFalse(choice.shown());
    }

    @Test
    void sizeThatDoesNotFitIsNotTaken() {
        memoryBytes = CONNECTIONS * (1000L + 4096);
        measured("async", 1024, 10_000);
        measured("async", 4096, 15_000);
        measured("async", 8192, 20_000);

        BufferChoice choice = results("async").choices().get(0);

        assertEquals(4096, choice.recommendedBytes());
        assertTrue(choice.size(4096).fits());
        assertFalse(choice.size(8192).fits());
        assertEquals(CONNECTIONS * (1000.0 + 8192), choice.size(8192).memoryBytes());
    }

    @Test
    void nothingIsTakenWhereNothingFits() {
        memoryBytes = 1000L;
        measured("async", 1024, 10_000);

        BufferResults results = results("async");

        assertNull(results.choices().get(0).recommendedBytes());
        assertNull(results.best());
    }

    @Test
    void adaptiveBuffersWaitWithOneKib() {
        BufferChoice choice = results("async-adaptive").choices().get(0);

        assertEquals(CONNECTIONS * (1000.0 + 1024), choice.size(262144).memoryBytes());
        assertEquals(CONNECTIONS * (1000.0 + 256), choice.size(256).memoryBytes());
    }

    @Test
    void bestServerIsToldWithTheOthersAsRatiosToIt() {
        measured("async", 1024, 10_000);
        measured("async", 65536, 30_000);
        measured("selector", 1024, 12_000);
        measured("selector", 65536, 33_000);

        BufferResults results = results("async", "selector");

        assertEquals("selector", results.best());
        assertNull(results.choices().get(1).recommended().toBest());
        assertEquals(30.0 / 33, results.choices().get(0).recommended().toBest().value(), 0.01);
        assertEquals(Ratio.Verdict.SLOWER, results.choices().get(0).recommended().toBest().verdict());
    }

    @Test
    void cpuIsToldForAMessageAndForAMegabyte() {
        measured("async", 1024, 10_000);
        double meanBytes = 0.9 * 64 + 0.1 * 65536;

        BufferChoice choice = results("async").choices().get(0);

        assertEquals(5, choice.size(1024).cpuMicrosPerMessage(), 1e-9);
        assertEquals(5e6 / meanBytes, choice.size(1024).cpuMicrosPerMb(), 1e-6);
    }

    @Test
    void fitIsMadeOfTheGridAndItsPredictionStandsBesideTheMeasurement() {
        for (int message : new int[] {64, 65536}) {
            for (int buffer : Sizing.GRID_BUFFERS) {
                double micros = 2 + 6 * Math.ceil((double) message / buffer)
                        + 0.5 * message / 1024;
                grid.add(measurement(0, new Cell(Question.THROUGHPUT, "async", buffer,
                        Messages.of(message), 16, 1), 1e6 / micros));
            }
        }
        measured("async", 65536, 50_000);
        double micros = 2 + 6 + 0.5 * (0.9 * 64 + 0.1 * 65536) / 1024;

        BufferResults results = results("async");

        assertEquals(6, results.fits().get(0).time().cycleMicros(), 1e-6);
        assertEquals(1e6 / micros, results.choices().get(0).size(65536).predicted(), 1e-3);
        assertEquals(Math.abs(1e6 / micros / 50_000 - 1),
                results.choices().get(0).size(65536).error(), 0.01);
        assertNotNull(results.choices().get(0).size(512).predicted());
    }

    @Test
    void serverThatFailedHasNoFigures() {
        measurements.add(Measurement.failed(1,
                Choices.cell(plan("async"), "async", 1024), List.of(), "it died"));

        BufferChoice choice = results("async").choices().get(0);

        assertNull(choice.recommendedBytes());
        assertNull(choice.size(1024).measured());
    }

    private BufferResults results(String... variants) {
        return new Choices(plan(variants), Map.of("async", 1000.0, "async-adaptive", 1000.0),
                grid, measurements).results();
    }

    private BufferPlan plan(String... variants) {
        return new BufferPlan(List.of(variants), MIX, CONNECTIONS, 16, memoryBytes,
                Sizing.CANDIDATES, false, Sizing.GRID_BUFFERS, List.of(64, 65536), 1, 120_000);
    }

    /** Adds three rounds that hardly differ. */
    private void measured(String variant, int buffer, double perSecond) {
        for (int round = 1; round <= 3; round++) {
            measurements.add(measurement(round, Choices.cell(plan(variant), variant, buffer),
                    perSecond * (1 + 0.001 * (round - 2) * (buffer % 3 - 1))));
        }
    }

    private static Measurement measurement(int round, Cell cell, double perSecond) {
        return new Measurement(round, cell, 1000L, 0.04, perSecond, 5.0, null, null, null, true,
                List.of(new Slice(0, 1000, 0.04, perSecond, 5.0)), null);
    }
}
