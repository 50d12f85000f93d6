package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.Transport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SummaryTest {

    private static final Path FOLDER = Path.of("anywhere");

    @Test
    void whatWentWrongComesFirst() {
        List<String> warnings = Summary.of(SampleRuns.comparison(
                false, SampleComparison.partial(70, "the server died"))).warnings();
        assertEquals(List.of(
                "This run was stopped early; it shows what was measured by then.",
                "selector failed: the server died (throughput, 256 B buffer, 1 KiB messages).",
                "netty-uring was left out: io_uring is not permitted here.",
                "Intervals that reach further than 5 %, in 3 of 70 cells: virtual, throughput, 4 KiB"
                        + " buffer, 1 KiB messages; virtual, latency, 4 KiB buffer, 1 KiB"
                        + " messages; virtual, churn, 4 KiB buffer, 1 KiB messages.",
                "Too few rounds for an interval, for how much they differ: virtual, throughput,"
                        + " 4 KiB buffer, 1 KiB messages; virtual, latency, 4 KiB buffer, 1 KiB"
                        + " messages; virtual, churn, 4 KiB buffer, 1 KiB messages."),
                warnings);
    }

    @Test
    void failuresOfOneCauseAreOneWarning() {
        assertEquals("blocking failed: no more threads (9,000 connections, round 1;"
                        + " 9,000 connections, round 2).",
                Summary.of(SampleRuns.connections(SampleConnections.whole()))
                        .warnings().get(0));
        assertEquals("async failed: the server died (20,000 messages/s, round 1).",
                Summary.of(SampleRuns.latency(SampleLatency.atOneRate())).warnings().get(0));
    }

    @Test
    void numbersThatWereAskedForInVainAreNamed() {
        assertTrue(Summary.of(SampleRuns.connections(SampleConnections.whole())).warnings()
                .contains("Not measured as asked, for want of file descriptors:"
                        + " 50,000 connections."));
    }

    @Test
    void oneRoundIsWarnedOf() {
        ComparisonPlan plan = SampleComparison.PLAN;
        ComparisonResults one = new ComparisonResults(new ComparisonPlan(plan.variants(),
                plan.baseline(), plan.bufferSizesBytes(), plan.messages(),
                plan.questions(), plan.transport(), 16, 1, 1, 1, 40, 8, 60), List.of(), List.of());
        assertTrue(Summary.of(SampleRuns.comparison(true, one)).warnings()
                .contains("One round gives no intervals, so no difference is claimed."));
    }

    @Test
    void chanceIsCounted() {
        // 5 servers against the baseline, 5 buffers, 2 messages, in 2 figures and 3 questions.
        List<String> remarks =
                Summary.of(SampleRuns.comparison(true, SampleComparison.whole())).remarks();
        assertEquals("Of the 300 comparisons to a baseline, each at 95 %, about one in 20"
                + " would show a difference by chance where there is none: up to 15 here. Trust a"
                + " difference that holds over several sizes.", remarks.get(remarks.size() - 1));
    }

    @Test
    void machineIsRemarkedUponBeforeChance() {
        assertEquals(2, Summary.of(
                SampleRuns.comparison(true, SampleComparison.whole())).remarks().size());
        List<String> remarks = Summary.of(SampleRuns.latency(SampleLatency.sweep())).remarks();
        assertEquals(1, remarks.size());
        assertTrue(remarks.get(0).startsWith("System calls are dear here (1.08 us each): "));
    }

    @Test
    void warningOfEveryRunIsSaidOnce() {
        Results good = SampleRuns.comparison(true, SampleComparison.whole());
        Results stopped = SampleRuns.comparison(false, SampleComparison.whole());
        List<String> warnings = Summary.of(List.of(new ReportedRun("before", FOLDER, good),
                new ReportedRun("after", FOLDER, stopped))).warnings();
        assertTrue(warnings.contains("netty-uring was left out: io_uring is not permitted here."));
        assertTrue(warnings.contains(
                "after: This run was stopped early; it shows what was measured by then."));
    }

    @Test
    void runsAreComparedByTheirRatios() {
        List<Summary.Section> sections = changes(SampleComparison.times(1.12));
        assertEquals("after against before", sections.get(0).title());
        assertEquals(List.of("async, throughput over that of selector: 0.94 to 0.99, was 0.84 to"
                        + " 0.89 (1 KiB messages).",
                "async, throughput over that of selector: 0.94 to 1.05, was 0.84 to 0.93 (64 KiB"
                        + " messages)."),
                sections.get(0).sentences().subList(0, 2));
        assertEquals("before: Messages of 1 KiB, buffers of 256 B to 64 KiB",
                sections.get(1).title());
    }

    @Test
    void otherTransportIsSaidInTitlesAndChanges() {
        ComparisonResults unix = SampleComparison.over(Transport.UNIX);
        assertEquals("Messages of 1 KiB, buffers of 256 B to 64 KiB, over Unix domain sockets",
                Summary.of(SampleRuns.comparison(true, unix)).sections().get(0).title());
        assertEquals(List.of("The first was measured over TCP, the other over Unix domain sockets.",
                "No ratio to selector is shown to have changed."), changes(unix).get(0).sentences());
    }

    @Test
    void overlappingIntervalsAreNoChange() {
        assertEquals(List.of("No ratio to selector is shown to have changed."),
                changes(SampleComparison.times(1.02)).get(0).sentences());
    }

    @Test
    void runsOfDifferentBaselinesAreNotCompared() {
        ComparisonPlan plan = SampleComparison.PLAN;
        ComparisonResults other = new ComparisonResults(new ComparisonPlan(plan.variants(),
                "async", plan.bufferSizesBytes(), plan.messages(),
                plan.questions(), plan.transport(), 16, 1, 1, 5, 40, 8, 60), List.of(), SampleComparison.times(2).summaries());
        assertEquals(List.of("The baselines differ (selector and async), so nothing can be"
                + " compared."), changes(other).get(0).sentences());
    }

    @Test
    void terminalBeginsWithTheAnswers() {
        List<String> lines = Summary.of(SampleRuns.comparison(true, SampleComparison.whole()))
                .opening();
        assertEquals("In short:", lines.get(0));
        assertTrue(lines.get(1).startsWith("Small messages (1 KiB)    "), lines.get(1));
        assertTrue(lines.get(2).startsWith("Large messages (64 KiB)   "), lines.get(2));
        assertTrue(lines.get(3).startsWith("A 1024-byte buffer costs  "), lines.get(3));
        int remark = lines.indexOf("") + 1;
        assertEquals("Throughput against selector", lines.get(remark));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("Of the 300 comparisons")));
        assertEquals("netty-uring was left out: io_uring is not permitted here.",
                lines.stream().filter(line -> line.contains("left out")).findFirst().get());
    }

    @Test
    void terminalHasLongSectionsShortened() {
        List<String> lines = Summary.of(SampleRuns.comparison(true, SampleComparison.whole()))
                .findings();
        assertEquals("Messages of 1 KiB, buffers of 256 B to 64 KiB:", lines.get(0));
        assertTrue(lines.get(1).startsWith("  Fastest of the models: "), lines.get(1));
        assertTrue(lines.get(2).startsWith("  Throughput against selector: "), lines.get(2));
        assertTrue(lines.get(3).matches("  \\(\\d+ more on the page\\)"), lines.get(3));
    }

    @Test
    void terminalHasWhatIsNotFoldedInFull() {
        Summary summary = Summary.of(SampleRuns.latency(SampleLatency.sweep()));
        assertTrue(summary.opening().contains(
                "netty-uring was left out: io_uring is not permitted here."), summary::toString);
        assertEquals("Open loop, messages of 1 KiB:", summary.findings().get(0));
        assertEquals(summary.sections().get(0).sentences().size() + 1, summary.findings().size());
    }

    @Test
    void everyComparisonHasItsAnswers() {
        Results run = SampleRuns.comparison(true, SampleComparison.whole());
        Summary summary = Summary.of(List.of(new ReportedRun("before", FOLDER, run),
                new ReportedRun("after", FOLDER, run),
                new ReportedRun("steady", FOLDER, SampleRuns.latency(SampleLatency.sweep()))));
        assertEquals(List.of("before", "after"),
                summary.overviews().stream().map(Overview::title).toList());
    }

    private static List<Summary.Section> changes(ComparisonResults after) {
        Results first = SampleRuns.comparison(true, SampleComparison.whole());
        return Summary.of(List.of(new ReportedRun("before", FOLDER, first),
                new ReportedRun("after", FOLDER, SampleRuns.comparison(true, after)))).sections();
    }
}
