package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ComparisonFindingsTest {

    private static final Messages LARGE = Messages.of(65536);
    private static final Interval NONE = null;

    private final List<CellSummary> cells = new ArrayList<>();

    @Test
    void differencesAreClaimedAsFarAsTheIntervalsGo() {
        cell("selector", 1024, 100_000, NONE);
        cell("async", 1024, 85_000, new Interval(0.82, 0.88));
        cell("virtual", 1024, 97_000, new Interval(0.93, 1.01));
        assertEquals(List.of(
                "Fastest of the models: virtual or selector (no difference shown).",
                "Throughput against selector: async 12 to 18 % slower; no difference for"
                        + " virtual."),
                sentences(List.of(1024)));
    }

    @Test
    void leaderIsNotNamedAloneWhereIntervalsOverlap() {
        cell("selector", 1024, 100_000, NONE);
        cell("async", 1024, 110_000, new Interval(1.05, 1.15));
        cell("virtual", 1024, 120_000, new Interval(1.14, 1.26));
        assertEquals("Fastest of the models: async or virtual (no difference shown).",
                sentences(List.of(1024)).get(0));
    }

    @Test
    void leadersAreNamedByBufferSize() {
        cell("selector", 256, 100_000, NONE);
        cell("selector", 1024, 100_000, NONE);
        cell("selector", 4096, 100_000, NONE);
        cell("async", 256, 90_000, new Interval(0.88, 0.92));
        cell("async", 1024, 90_000, new Interval(0.87, 0.93));
        cell("async", 4096, 140_000, new Interval(1.3, 1.5));
        assertEquals(List.of(
                "Fastest of the models: selector with 256 B and 1 KiB buffers; async with 4 KiB"
                        + " buffers.",
                "Throughput against selector: async 7.0 to 13 % slower with 256 B and 1 KiB"
                        + " buffers, 30 to 50 % faster with 4 KiB buffers."),
                sentences(List.of(256, 1024, 4096)).subList(0, 2));
    }

    @Test
    void noSentenceHasMoreThanThreeRanges() {
        for (int buffer : List.of(256, 1024)) {
            cell("selector", buffer, 100_000, NONE);
            cell("async", buffer, 90_000, buffer == 256
                    ? new Interval(0.88, 0.92) : new Interval(1.1, 1.2));
            cell("virtual", buffer, 90_000, new Interval(0.78, 0.82));
            cell("blocking", buffer, 90_000, new Interval(0.68, 0.72));
        }
        assertEquals(List.of(
                "Throughput against selector: async 8.0 to 12 % slower with 256 B buffers, 10 to"
                        + " 20 % faster with 1 KiB buffers; virtual 18 to 22 % slower.",
                "Throughput against selector: blocking 28 to 32 % slower."),
                sentences(List.of(256, 1024)).subList(1, 3));
    }

    @Test
    void verdictsThatGoBackAndForthAreNotListed() {
        List<Integer> buffers = List.of(256, 1024, 4096, 16384);
        for (int buffer : buffers) {
            cell("selector", buffer, 100_000, NONE);
            cell("async", buffer, 90_000, buffer == 256 || buffer == 4096
                    ? new Interval(0.88, 0.92) : new Interval(1.1, 1.2));
        }
        assertEquals("Throughput against selector: async 12 % slower to 20 % faster, depending on"
                + " the buffer.", sentences(buffers).get(1));
    }

    @Test
    void nobodyIsFastestWhereTheBaselineFailed() {
        failed("selector", 1024);
        cell("async", 1024, 110_000, new Interval(1.05, 1.15));
        cell("virtual", 1024, 120_000, new Interval(1.2, 1.26));
        assertFalse(String.join("", sentences(List.of(1024))).contains("Fastest"));
    }

    @Test
    void oneRoundClaimsNothing() {
        cell("selector", 1024, 100_000, NONE);
        cell("async", 1024, 50_000, NONE);
        assertEquals(List.of(), sections(List.of(1024)));
    }

    @Test
    void otherServersStandApart() {
        cell("selector", 1024, 100_000, NONE);
        cell("async", 1024, 90_000, new Interval(0.88, 0.92));
        cell("netty-nio", 1024, 120_000, new Interval(1.1, 1.3));
        List<Summary.Section> sections = sections(List.of(1024));
        assertEquals("Messages of 64 KiB, buffers of 1 KiB", sections.get(0).title());
        assertEquals("Fastest of the models: selector.", sections.get(0).sentences().get(0));
        assertEquals("Messages of 64 KiB, buffers of 1 KiB: other servers",
                sections.get(1).title());
        assertEquals(List.of("Fastest of all: netty-nio.",
                "Throughput against selector: netty-nio 10 to 30 % faster."),
                sections.get(1).sentences());
    }

    @Test
    void costOf1024BytesIsAShareOfTheBestSize() {
        cells.add(summary("selector", 1024, 1_000, new Interval(990, 1_010), 200.0,
                new Interval(198, 202)));
        cells.add(summary("selector", 65536, 20_000, new Interval(19_800, 20_200), 10.0,
                new Interval(9.9, 10.1)));
        cells.add(summary("async", 1024, 20_000, new Interval(19_000, 21_000), 10.0,
                new Interval(9.9, 10.1)));
        cells.add(summary("async", 65536, 20_500, new Interval(19_500, 21_500), 10.0,
                new Interval(9.9, 10.1)));
        assertEquals(List.of("1024-byte buffers against the best size: selector 4.9 to 5.1 % of"
                + " the round trips at 20 times the CPU (best: 64 KiB); no size is shown to be"
                + " better for async."),
                sentences(List.of(1024, 65536)));
    }

    @Test
    void adaptiveBuffersAreComparedWithTheBestFixedSize() {
        cells.add(summary("async", 1024, 1_000, new Interval(990, 1_010), null, null));
        cells.add(summary("async", 65536, 20_000, new Interval(19_800, 20_200), null, null));
        cells.add(summary("async-adaptive", 1024, 1_000, new Interval(990, 1_010), null, null));
        cells.add(summary(
                "async-adaptive", 65536, 19_600, new Interval(19_404, 19_796), null, null));
        assertEquals("Buffers that grow from 1 KiB to 64 KiB as needed give 96 to 100 % of the"
                + " round trips of the best fixed size (64 KiB), and 1 KiB is all that a connection"
                + " holds while it waits.",
                sections(List.of(1024, 65536)).get(1).sentences().get(0));
    }

    @Test
    void lessCpuAndShorterTimesAreGood() {
        cells.add(new CellSummary(new Cell(Question.THROUGHPUT, "async", 1024, LARGE, 16, 1), 5,
                null, 1.0, new Interval(1, 1), 0.01, false, true, null, 5.0, new Interval(5, 5), 0.01,
                new Ratio(0.9, new Interval(0.88, 0.92), 5, Ratio.Verdict.FASTER), null, null,
                null));
        cells.add(new CellSummary(new Cell(Question.LATENCY, "async", 1024, LARGE, 1, 1), 5,
                null, 1.0, new Interval(1, 1), 0.01, false, true,
                new Ratio(2.2, new Interval(2.1, 2.3), 5, Ratio.Verdict.SLOWER), null, null, null,
                null, null, null, null));
        assertEquals(List.of(
                "Server CPU per round trip against selector: async 8.0 to 12 % less.",
                "Median service time against selector: async 2.1 to 2.3 times as long."),
                sentences(List.of(1024)));
    }

    @Test
    void churnIsInWordsOfConnections() {
        cells.add(new CellSummary(new Cell(Question.CHURN, "async", 1024, LARGE, 16, 1), 5,
                null, 1.0, new Interval(1, 1), 0.01, false, true,
                new Ratio(0.9, new Interval(0.88, 0.92), 5, Ratio.Verdict.SLOWER), 5.0,
                new Interval(5, 5), 0.01,
                new Ratio(1.2, new Interval(1.1, 1.3), 5, Ratio.Verdict.SLOWER), null, null,
                null));
        assertEquals(List.of(
                "Connections per second against selector: async 8.0 to 12 % slower.",
                "Server CPU per connection against selector: async 10 to 30 % more."),
                sentences(List.of(1024)));
    }

    private void cell(String variant, int buffer, double score, Interval ratio) {
        cells.add(new CellSummary(new Cell(Question.THROUGHPUT, variant, buffer, LARGE, 16, 1), 5,
                null, score, null, 0.01, false, true, ratio(ratio), null, null, null, null, null, null,
                null));
    }

    private void failed(String variant, int buffer) {
        cells.add(new CellSummary(new Cell(Question.THROUGHPUT, variant, buffer, LARGE, 16, 1), 0,
                List.of("it broke"), null, null, null, false, true, null, null, null, null, null, null,
                null, null));
    }

    private static CellSummary summary(String variant, int buffer, double score,
            Interval scoreInterval, Double cpu, Interval cpuInterval) {
        return new CellSummary(new Cell(Question.THROUGHPUT, variant, buffer, LARGE, 16, 1), 5,
                null, score, scoreInterval, 0.01, false, true, null, cpu, cpuInterval, 0.01, null, null,
                null, null);
    }

    private static Ratio ratio(Interval interval) {
        return interval == null ? null : new Ratio(
                (interval.low() + interval.high()) / 2, interval, 5,
                interval.low() > 1 ? Ratio.Verdict.FASTER
                        : interval.high() < 1 ? Ratio.Verdict.SLOWER
                        : Ratio.Verdict.NO_DIFFERENCE);
    }

    private List<String> sentences(List<Integer> buffers) {
        return sections(buffers).get(0).sentences();
    }

    private List<Summary.Section> sections(List<Integer> buffers) {
        ComparisonPlan plan = new ComparisonPlan(
                List.of("async", "virtual", "blocking", "selector", "netty-nio", "async-adaptive"),
                "selector", buffers,
                List.of(LARGE), null, null, 16, 1, 1, 5, 40, 8, 60);
        return ComparisonFindings.of(SampleRuns.comparison(
                true, new ComparisonResults(plan, List.of(), cells)));
    }
}
