package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.report.TradeOff.Curve;
import io.github.nioecho.bench.report.TradeOff.Point;
import io.github.nioecho.bench.results.BufferChoice;
import io.github.nioecho.bench.results.BufferFigures;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TradeOffTest {

    private static final Messages SMALL = Messages.of(1024);
    private static final Results WHOLE =
            SampleRuns.comparison(true, SampleComparison.whole());
    private static final ComparisonCells CELLS = new ComparisonCells(WHOLE);

    @Test
    void pointsAreTheThroughputOfEachBuffer() {
        TradeOff tradeOff = TradeOff.of(CELLS, SMALL);
        assertEquals("1 KiB messages", tradeOff.title());
        assertEquals("1024", tradeOff.messages());
        assertEquals("buffer of a connection", tradeOff.memoryWords());
        assertNull(tradeOff.boundBytes());
        assertEquals(CELLS.all(), tradeOff.curves().stream().map(Curve::variant).toList());
        for (Curve curve : tradeOff.curves()) {
            assertTrue(curve.sentence().startsWith("a message costs "), curve::sentence);
            assertEquals(SampleComparison.PLAN.bufferSizesBytes(),
                    curve.points().stream().map(Point::bufferBytes).toList());
            for (Point point : curve.points()) {
                CellSummary cell = cell(curve.variant(), point.bufferBytes());
                assertEquals(point.bufferBytes(), point.memoryBytes());
                assertEquals(cell.score(), point.throughput());
                assertEquals(cell.scoreInterval(), point.interval());
            }
        }
    }

    @Test
    void ratiosAreTo1024Bytes() {
        for (Curve curve : TradeOff.of(CELLS, SMALL).curves()) {
            CellSummary reference = cell(curve.variant(), 1024);
            for (Point point : curve.points()) {
                if (point.bufferBytes() == 1024) {
                    assertNull(point.ratio());
                    continue;
                }
                Ratio ratio = point.ratio();
                assertEquals(point.throughput() / reference.score(), ratio.value(), 1e-9);
                assertEquals(SampleComparison.PLAN.rounds(), ratio.pairs());
                if (point.interval() == null) {
                    assertNull(ratio.interval());
                    assertEquals(Ratio.Verdict.NO_DIFFERENCE, ratio.verdict());
                    continue;
                }
                assertEquals(BufferCost.quotient(point.interval(), reference.scoreInterval()),
                        ratio.interval());
                assertEquals(verdict(curve.variant(), point.bufferBytes()), ratio.verdict(),
                        () -> curve.variant() + " " + point);
            }
        }
    }

    @Test
    void kneeIsWhereAMessageFits() {
        for (Curve curve : TradeOff.of(CELLS, SMALL).curves()) {
            // In the sample, virtual threads get better from 16 KiB on.
            assertEquals(List.of(curve.variant().equals("virtual") ? 16384 : 1024),
                    knees(curve), curve.variant());
        }
        for (Curve curve : TradeOff.of(CELLS, Messages.of(65536)).curves()) {
            assertEquals(List.of(), knees(curve), curve.variant());
        }
    }

    @Test
    void threeKnownSizesAreNeeded() {
        assertNull(TradeOff.of(cells(SampleComparison.ofBuffers(1024, 4096)), SMALL));
        assertNotNull(TradeOff.of(cells(SampleComparison.ofBuffers(256, 1024, 4096)), SMALL));
        ComparisonResults target = SampleComparison.target("127.0.0.1:5000");
        assertNull(TradeOff.of(cells(target), SMALL));
    }

    @Test
    void throughputIsNeeded() {
        ComparisonResults without = new ComparisonResults(SampleComparison.PLAN, List.of(),
                SampleComparison.whole().summaries().stream()
                        .filter(cell -> cell.cell().benchmark() != Question.THROUGHPUT).toList());
        assertNull(TradeOff.of(cells(without), SMALL));
    }

    @Test
    void failedCellsAreNoPoints() {
        Curve selector = TradeOff.of(cells(SampleComparison.partial(70, "died")), SMALL)
                .curves().stream().filter(curve -> curve.variant().equals("selector"))
                .findFirst().orElseThrow();
        assertEquals(List.of(1024, 4096, 16384),
                selector.points().stream().map(Point::bufferBytes).toList());
    }

    @Test
    void otherTransportIsInTheTitle() {
        assertEquals("1 KiB messages, over Unix domain sockets",
                TradeOff.of(cells(SampleComparison.over(Transport.UNIX)), SMALL).title());
    }

    @Test
    void runsAreTold() {
        Path folder = Path.of("anywhere");
        assertEquals(List.of("before: 1 KiB messages", "before: 64 KiB messages",
                        "after: 1 KiB messages", "after: 64 KiB messages"),
                Summary.of(List.of(new ReportedRun("before", folder, WHOLE),
                        new ReportedRun("after", folder, WHOLE)))
                        .tradeOffs().stream().map(TradeOff::title).toList());
        assertEquals(List.of("1 KiB messages", "64 KiB messages"),
                Summary.of(WHOLE).tradeOffs().stream().map(TradeOff::title).toList());
        assertEquals(List.of(),
                Summary.of(SampleRuns.latency(SampleLatency.sweep())).tradeOffs());
    }

    @Test
    void searchHasWhatItPredictedAndMeasured() {
        TradeOff tradeOff = TradeOff.of(SampleBuffers.whole());
        assertEquals("64:50%,1024:40%,64KiB:10% messages", tradeOff.title());
        assertEquals("memory of a connection", tradeOff.memoryWords());
        assertEquals((128 << 20) / 4000.0, tradeOff.boundBytes());
        assertEquals(List.of("async", "selector"),
                tradeOff.curves().stream().map(Curve::variant).toList());
        for (Curve curve : tradeOff.curves()) {
            assertEquals(9 + 3, curve.points().size());
            assertEquals(List.of(8192), knees(curve));
            assertTrue(curve.sentence().startsWith("a message costs "), curve::sentence);
            for (Point point : curve.points()) {
                assertEquals(9000 + point.bufferBytes(), point.memoryBytes());
                assertEquals(point.predicted(), point.interval() == null);
                assertEquals(point.predicted() || point.bufferBytes() == 1024,
                        point.ratio() == null);
            }
        }
        assertEquals(List.of(tradeOff),
                Summary.of(SampleRuns.buffers(SampleBuffers.whole())).tradeOffs());
    }

    @Test
    void memoryIsTheBufferWhereNoMoreIsKnown() {
        BufferResults whole = SampleBuffers.whole();
        List<BufferChoice> choices = new ArrayList<>(whole.choices());
        BufferChoice first = choices.get(0);
        choices.set(0, new BufferChoice(first.variant(), null, first.sizes().stream()
                .map(size -> new BufferFigures(size.bufferSizeBytes(), null, true,
                        size.predicted(), size.measured(), size.measuredInterval(), null, null,
                        size.ratio(), null, null)).toList(), 16384, true));
        TradeOff tradeOff = TradeOff.of(new BufferResults(whole.plan(), whole.grid(),
                whole.measurements(), whole.fits(), choices, whole.best()));
        assertEquals("buffer of a connection", tradeOff.memoryWords());
        assertNull(tradeOff.boundBytes());
        for (Curve curve : tradeOff.curves()) {
            curve.points().forEach(
                    point -> assertEquals(point.bufferBytes(), point.memoryBytes()));
        }
    }

    @Test
    void searchThatFoundNothingHasNone() {
        BufferResults whole = SampleBuffers.whole();
        assertNull(TradeOff.of(new BufferResults(whole.plan(), whole.grid(),
                whole.measurements(), List.of(), List.of(), null)));
        assertNull(TradeOff.of(new BufferResults(whole.plan(), whole.grid(),
                whole.measurements(), whole.fits().subList(2, 3),
                whole.choices().subList(2, 3), null)));
    }

    @Test
    void pointsMayComeInAnyOrder() {
        List<Point> points = new ArrayList<>();
        double[] throughput = {100, 200, 300, 301, 302};
        for (int i = 0; i < throughput.length; i++) {
            points.add(Point.measured(256 << i, 9000 + (256 << i), throughput[i], null, null));
        }
        long seed = System.nanoTime();
        Collections.shuffle(points, new Random(seed));
        Curve curve = Curve.of("async", "dear", points);
        assertEquals(List.of(256, 512, 1024, 2048, 4096),
                curve.points().stream().map(Point::bufferBytes).toList(), () -> "seed " + seed);
        assertEquals(5, curve.points().size());
        assertEquals("dear", curve.sentence());
    }

    @Test
    void kneeIsLookedForAmongTheSortOfPointsThatThereIsMoreOf() {
        List<Point> points = new ArrayList<>(SampleTradeOff.PREDICTED);
        assertEquals(List.of(4096), knees(Curve.of("async", "", points)));
        // Measured ones that would bend at 1 KiB, were they many.
        points.add(Point.measured(256, 256, 10, new Interval(9, 11), null));
        points.add(Point.measured(1024, 1024, 900, new Interval(890, 910), null));
        points.add(Point.measured(65536, 65536, 905, new Interval(890, 910), null));
        Curve curve = Curve.of("async", "", points);
        assertEquals(List.of(4096), knees(curve));
        assertEquals(List.of(false, true), curve.points().stream()
                .filter(point -> point.bufferBytes() == 1024).map(Point::predicted).toList());
        points.removeIf(point -> point.predicted() && point.bufferBytes() > 1024);
        assertEquals(List.of(1024), knees(Curve.of("async", "", points)));
    }

    @Test
    void memoryIsMoreThanNothing() {
        assertThrows(IllegalArgumentException.class,
                () -> Point.measured(256, 0, 1, null, null));
        assertThrows(IllegalArgumentException.class,
                () -> Point.predicted(256, Double.NaN, 1, null));
    }

    private static ComparisonCells cells(ComparisonResults comparison) {
        return new ComparisonCells(SampleRuns.comparison(true, comparison));
    }

    private static CellSummary cell(String variant, int buffer) {
        return CELLS.cell(Question.THROUGHPUT, variant, buffer, SMALL);
    }

    /** In the sample, a message takes one cycle from 1024 bytes on, and large buffers cost. */
    private static Ratio.Verdict verdict(String variant, int buffer) {
        if (variant.equals("virtual") && buffer >= 16384) {
            return Ratio.Verdict.FASTER;
        }
        return buffer < 1024 || buffer > 16384
                ? Ratio.Verdict.SLOWER : Ratio.Verdict.NO_DIFFERENCE;
    }

    private static List<Integer> knees(Curve curve) {
        return curve.points().stream().filter(Point::knee).map(Point::bufferBytes).toList();
    }
}
