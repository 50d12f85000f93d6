package io.github.nioecho.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.load.OpenLoopOutcome;
import io.github.nioecho.bench.load.Schedule;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.LatencyRun;
import io.github.nioecho.bench.results.LatencySummary;
import io.github.nioecho.bench.results.SizeTimes;
import io.github.nioecho.bench.run.TimeDistribution;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencySummariesTest {

    @Test
    void percentilesAreThoseOfTheMergedHistograms() {
        // The mean of the rounds' medians would be 5,005 us.
        LatencySummary summary = summaries(List.of(
                run("async", 100, 10, 1_000, 1_000_000_000L),
                run("async", 100, 10_000, 10, 1_000_000_000L))).summaries().get(0);

        assertEquals(10, summary.responseMicros().get("p50"), 0.01);
        assertEquals(10_000, summary.responseMicros().get("max"), 10);
        assertEquals(5, summary.serviceMicros().get("p50"), 0.01);
        assertEquals(5, summary.latenessMicros().get("p50"), 0.01);
        assertEquals(2, summary.runs());
        assertEquals(505, summary.achievedRate(), 0.001);
    }

    @Test
    void timesOfASizeAreThoseOfAllRounds() {
        Messages mixture = Messages.parse("64:50%,64KiB:50%");
        List<MeasuredRun> runs = new ArrayList<>();
        for (long micros : List.of(10L, 30L)) {
            MeasuredRun run = run("async", 100, micros, 100, null);
            SizeHistograms sizes = new SizeHistograms(mixture);
            sizes.echoed(64, micros * 1_000, micros * 500);
            sizes.echoed(65_536, 2 * micros * 1_000, micros * 1_000);
            MeasuredRun.Figures all = run.figures();
            runs.add(new MeasuredRun(run.run(), new MeasuredRun.Figures(all.outcome(),
                    all.responses(), all.services(), all.lateness(), sizes, null)));
        }
        runs.add(new MeasuredRun(LatencyRun.failed("async", 1, 100, "died"), null));

        List<SizeTimes> sizes = LatencySummaries.of(plan(mixture), runs).summaries().get(0).sizes();

        assertEquals(List.of(64, 65_536), sizes.stream().map(SizeTimes::sizeBytes).toList());
        assertEquals(List.of(2L, 2L), sizes.stream().map(SizeTimes::messages).toList());
        assertEquals(10, sizes.get(0).responseMicros().get("p50"), 0.01);
        assertEquals(30, sizes.get(0).responseMicros().get("max"), 0.02);
        assertEquals(60, sizes.get(1).responseMicros().get("max"), 0.04);
        assertEquals(30, sizes.get(1).serviceMicros().get("max"), 0.02);
    }

    @Test
    void serverCpuIsThatOfAllRoundTrips() {
        LatencySummary summary = summaries(List.of(
                run("async", 100, 10, 900, 9_000_000L),
                run("async", 100, 10, 100, 2_000_000L))).summaries().get(0);

        assertEquals(11, summary.cpuMicrosPerRoundTrip(), 1e-9);
    }

    @Test
    void cpuThatWasNotMeasuredIsNull() {
        assertNull(summaries(List.of(run("async", 100, 10, 10, null))).summaries().get(0)
                .cpuMicrosPerRoundTrip());
    }

    @Test
    void failedRunsAreCountedAndNotInTheFigures() {
        MeasuredRun failed = new MeasuredRun(LatencyRun.failed("async", 1, 100, "died"), null);

        LatencySummary summary = summaries(
                List.of(failed, run("async", 100, 10, 100, 1_000L))).summaries().get(0);

        assertEquals(2, summary.runs());
        assertEquals(1, summary.failedRuns());
        assertEquals(10, summary.responseMicros().get("max"), 0.01);

        LatencySummary none = summaries(List.of(failed)).summaries().get(0);
        assertNull(none.achievedRate());
        assertTrue(none.responseMicros().isEmpty());
    }

    @Test
    void highestRateHeldIsThatWithinTheBoundAndNotMissed() {
        LatencyResults results = summaries(List.of(
                run("async", 100, 10, 100, null),
                run("async", 200, 900, 200, null),
                run("async", 400, 1_100, 400, null),
                run("async", 800, 10, 700, null), // missed
                run("virtual", 100, 1_100, 100, null)));

        assertEquals(List.of(
                new LatencyResults.HeldRate("async", 200.0),
                new LatencyResults.HeldRate("virtual", null)), results.held());
        assertEquals(5, results.summaries().size());
        assertEquals(1, results.summaries().get(3).missedRuns());
    }

    private static LatencyResults summaries(List<MeasuredRun> runs) {
        return LatencySummaries.of(plan(Messages.of(1024)), runs);
    }

    private static LatencyPlan plan(Messages messages) {
        return new LatencyPlan(List.of("async", "virtual"), 100, 8, 1024, messages, 1, 1, 0, 1_000,
                1_000.0);
    }

    /** A run of a second, half of the response time of whose messages was spent in the client. */
    private static MeasuredRun run(
            String variant, double rate, long micros, long messages, Long cpuNanos) {
        OpenLoopOutcome outcome =
                new OpenLoopOutcome(new Schedule(rate, messages), messages, 1_000_000_000);
        Histogram responses = new Histogram(3);
        responses.recordValueWithCount(micros * 1_000, messages);
        Histogram half = new Histogram(3);
        half.recordValueWithCount(micros * 500, messages);
        LatencyRun run = new LatencyRun(variant, 1, rate, outcome.achievedRate(),
                outcome.missedRate(), 0L, TimeDistribution.percentilesMicros(responses), null, null,
                null, null, null, null, null, null);
        return new MeasuredRun(run,
                new MeasuredRun.Figures(outcome, responses, half, half,
                        new SizeHistograms(Messages.of(1024)), cpuNanos));
    }
}
