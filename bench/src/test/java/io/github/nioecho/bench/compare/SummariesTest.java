package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Ratio.Verdict;
import io.github.nioecho.bench.results.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SummariesTest {

    private static final ComparisonPlan PLAN = Rows.plan("selector", "async");

    @Test
    void ratioIsTakenWithinRounds() {
        // The machine gets five times slower; within each round async makes 80 %.
        List<CellSummary> summaries = Summaries.of(PLAN, Rows.all(
                Rows.trips("selector", 5.0, 100_000.0, 50_000.0, 20_000.0),
                Rows.trips("async", 6.0, 80_100.0, 40_000.0, 15_990.0)));
        CellSummary async = summary(summaries, "async");
        assertEquals(0.8, async.ratio().value(), 0.001);
        assertEquals(Verdict.SLOWER, async.ratio().verdict());
        assertEquals(3, async.ratio().pairs());
        assertEquals(1.2, async.cpuRatio().value(), 1e-9);
        assertEquals(Verdict.SLOWER, async.cpuRatio().verdict());
        assertEquals((80_100 + 40_000 + 15_990) / 3.0, async.score(), 1e-6);
        assertFalse(async.noisy(), "the machine changes, the ratio does not");
        assertNull(summary(summaries, "selector").ratio());
        assertNull(summary(summaries, "selector").cpuRatio());
    }

    @Test
    void ratioWhoseIntervalReachesFarIsNoisy() {
        CellSummary async = summary(Summaries.of(PLAN, Rows.all(
                Rows.trips("selector", 5.0, 100.0, 100.0, 100.0),
                Rows.trips("async", 5.0, 90.0, 100.0, 95.0))), "async");
        assertTrue(async.noisy(), async::toString);
        assertFalse(summary(Summaries.of(PLAN, Rows.trips("selector", 5.0, 1.0, 9.0)), "selector")
                .noisy(), "the baseline has no ratio");
    }

    @Test
    void ratioOfARoundIsTheMedianOfItsBlocks() {
        List<Sample> samples = new ArrayList<>();
        for (int round = 1; round <= 2; round++) {
            samples.add(slices("selector", round, 100, 50, 200, 100));
            samples.add(slices("async", round, 80, 40, 160, 1));
        }
        CellSummary async = summary(Summaries.of(PLAN, samples), "async");
        assertEquals(0.8, async.ratio().value(), 1e-9, "one block of four is out of line");
        assertEquals(2, async.ratio().pairs(), "slices are no rounds");
    }

    private static Sample slices(String variant, int round, double... scores) {
        List<Slice> slices = IntStream.range(0, scores.length)
                .mapToObj(block -> new Slice(block, 100, 0.06, scores[block], null)).toList();
        return new Sample(new Measurement(round, Rows.throughput(variant), 100L, 0.24, 100.0, null,
                null, null, null, true, slices, null), null);
    }

    @Test
    void serverThatWasNotWarmOnceIsNotSettled() {
        List<Sample> samples = new ArrayList<>(Rows.trips("async", 5.0, 100.0, 100.0));
        assertTrue(summary(Summaries.of(PLAN, samples), "async").settled());
        samples.add(new Sample(new Measurement(3, Rows.throughput("async"), 1L, 0.1, 1.0, null,
                null, null, null, false, List.of(), null), null));
        assertFalse(summary(Summaries.of(PLAN, samples), "async").settled());
    }

    @Test
    void roundInWhichEitherFailedIsNoPair() {
        CellSummary async = summary(Summaries.of(PLAN, Rows.all(
                Rows.trips("selector", 5.0, 100.0, null, 100.0, 100.0),
                Rows.trips("async", 5.0, null, 999.0, 50.0, 50.0))), "async");
        assertEquals(2, async.ratio().pairs());
        assertEquals(0.5, async.ratio().value(), 1e-9);
        assertEquals(3, async.rounds());
        assertEquals(List.of("the server died"), async.failures());
    }

    @Test
    void fewerThanTwoPairsAreNoDifference() {
        CellSummary async = summary(Summaries.of(PLAN, Rows.all(
                Rows.trips("selector", 5.0, 100.0), Rows.trips("async", 5.0, 50.0))), "async");
        assertEquals(Verdict.NO_DIFFERENCE, async.ratio().verdict());
        assertNull(async.ratio().interval());
        assertNull(async.scoreInterval());
        assertFalse(async.noisy());
    }

    @Test
    void whatWasNotMeasuredIsNullAndNotZero() {
        CellSummary async = summary(Summaries.of(PLAN, Rows.all(
                Rows.trips("selector", null, 100.0, 100.0),
                Rows.trips("async", null, null, null))), "async");
        assertNull(async.score());
        assertNull(async.ratio());
        assertNull(async.cpuMicrosPerRoundTrip());
        assertNull(async.cpuRatio());
        assertNull(async.allocatedBytesPerRoundTrip());
        assertEquals(0, async.rounds());
    }

    @Test
    void percentilesAreThoseOfAllRoundsTogether() {
        List<CellSummary> summaries = Summaries.of(PLAN, List.of(
                Rows.times("async", 1, 10, 10_000, 10_000, 10_000),
                Rows.times("async", 2, 90, 90_000)));
        CellSummary async = summaries.get(0);
        assertEquals(Rows.latency("async"), async.cell());
        assertEquals(10, async.percentilesMicros().get("p50"), 0.1);
        assertEquals(90, async.percentilesMicros().get("max"), 0.1);
        assertEquals(50, async.score(), "the mean of the rounds' medians");
        assertEquals(90, async.percentileCurve().get(async.percentileCurve().size() - 1).micros(),
                0.1);
    }

    @Test
    void lowerLatencyIsFaster() {
        List<Sample> samples = List.of(
                Rows.times("selector", 1, 20, 1), Rows.times("async", 1, 10.1, 1),
                Rows.times("selector", 2, 20, 1), Rows.times("async", 2, 10, 1),
                Rows.times("selector", 3, 20, 1), Rows.times("async", 3, 9.9, 1));
        assertEquals(Verdict.FASTER,
                summary(Summaries.of(PLAN, samples), "async").ratio().verdict());
    }

    private static CellSummary summary(List<CellSummary> summaries, String variant) {
        return summaries.stream().filter(each -> each.cell().variant().equals(variant))
                .findFirst().orElseThrow();
    }
}
