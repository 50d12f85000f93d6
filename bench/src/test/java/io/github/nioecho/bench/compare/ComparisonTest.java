package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio.Verdict;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.run.LogProcessor;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.RunFacts;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.run.TestSubjects;
import io.github.nioecho.bench.server.DishonestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ComparisonTest {

    private static final int ROUNDS = 2;
    private static final int MESSAGE_BYTES = 16384;

    @TempDir
    private Path folder;

    private final StringWriter terminal = new StringWriter();

    @Test
    void slowServerIsSlower() throws IOException {
        // On a machine that is busy otherwise a round may be off by a factor.
        int rounds = 5;
        Results results = compare(rounds, good(), dishonest("slow"));

        CellSummary slow = summary(results, Question.THROUGHPUT, "slow");
        assertEquals(rounds, slow.rounds());
        assertEquals(Verdict.SLOWER, slow.ratio().verdict(), slow::toString);
        assertTrue(slow.ratio().interval().high() < 1, slow::toString);
        assertTrue(slow.cpuRatio().value() > 1, slow::toString);
        assertEquals(Verdict.SLOWER, slow.cpuRatio().verdict(), slow::toString);
        // The work of 16 chunks cannot be hidden.
        CellSummary slowTimes = summary(results, Question.LATENCY, "slow");
        assertTrue(slowTimes.score() >= 16 * 1_000, slowTimes::toString);
        assertEquals(Verdict.SLOWER, slowTimes.ratio().verdict(), slowTimes::toString);
        assertTrue(terminal.toString().contains("slower"), terminal.toString());
        assertGoodIsComplete(results);
    }

    @Test
    void serverThatCorruptsOneByteInAMillionHasFailed() throws IOException {
        Results results = compare(good(), dishonest("corrupt"));

        CellSummary corrupt = summary(results, Question.THROUGHPUT, "corrupt");
        assertEquals(0, corrupt.rounds(), corrupt::toString);
        assertNull(corrupt.score());
        assertNull(corrupt.ratio());
        assertFalse(corrupt.failures().isEmpty());
        corrupt.failures().forEach(cause -> assertTrue(
                cause.matches("wrong echo on connection \\d+, message \\d+,"
                        + " byte \\d+ of 16384: .*"),
                cause));
        assertTrue(terminal.toString().contains("failed: corrupt, throughput"),
                terminal.toString());
        assertGoodIsComplete(results);
    }

    @Test
    void serverThatDiesHasFailedWithItsExitCode() throws IOException {
        Results results = compare(dishonest("die"), good());

        CellSummary dead = summary(results, Question.THROUGHPUT, "die");
        assertEquals(0, dead.rounds(), dead::toString);
        assertEquals(ROUNDS, results.comparison().measurements().stream()
                .filter(each -> each.cell().equals(dead.cell())).count());
        assertFalse(dead.failures().isEmpty());
        dead.failures().forEach(cause -> assertTrue(
                cause.contains("exit code 7") && cause.contains("dishonest: out of luck"), cause));
        assertGoodIsComplete(results);
    }

    @Test
    void serverThatDoesNotStartHasFailedInEveryCell() throws IOException {
        Results results = compare(good(), TestSubjects.never("never"));

        for (Question question : Question.usual()) {
            assertEquals(List.of("no such server"),
                    summary(results, question, "never").failures());
        }
        assertGoodIsComplete(results);
    }

    @Test
    void everyRoundIsAnIntervalOfTheHistogram() throws IOException {
        Results results = compare(good());

        List<Measurement> latencies = results.comparison().measurements().stream()
                .filter(each -> each.cell().benchmark() == Question.LATENCY).toList();
        assertEquals(ROUNDS, latencies.size());
        assertEquals(1, latencies.stream().map(Measurement::histogramFile).distinct().count());
        Path file = folder.resolve(latencies.get(0).histogramFile());
        assertEquals(latencies.stream().mapToLong(Measurement::roundTrips).sum(),
                LogProcessor.totalCount(file));
        try (HistogramLogReader log = new HistogramLogReader(file.toFile())) {
            for (Measurement measurement : latencies) {
                Histogram interval = (Histogram) log.nextIntervalHistogram();
                assertEquals(measurement.roundTrips(), interval.getTotalCount());
                assertEquals(measurement.score(), interval.getValueAtPercentile(50) / 1e3, 1e-9);
            }
            assertNull(log.nextIntervalHistogram());
        }
    }

    @Test
    void churnIsInConnectionsAndTheirCpu() throws IOException {
        Results results = compare(List.of(Question.CHURN), ROUNDS, good());

        assertGoodIsComplete(results);
        for (Measurement measurement : results.comparison().measurements()) {
            assertEquals(Question.CHURN, measurement.cell().benchmark());
            assertEquals(16, measurement.cell().connections());
        }
        assertTrue(terminal.toString().contains("connections per second"), terminal.toString());
        assertTrue(terminal.toString().contains("CPU per connection"), terminal.toString());
        assertFalse(terminal.toString().contains("round trips"), terminal.toString());
    }

    @Test
    void nothingIsLostWhenThePageCannotBeWritten() throws IOException {
        Files.createDirectories(folder.resolve(ReportPage.FILE).resolve("in the way"));

        IOException e = assertThrows(IOException.class, () -> compare(good()));

        assertTrue(e.getMessage().contains("the page cannot be written"), e.getMessage());
        assertTrue(ResultsFile.read(folder.resolve(ResultsFile.RESULTS)).complete());
        assertTrue(terminal.toString().contains("round trips per second"), terminal.toString());
    }

    private Results compare(Subject... subjects) throws IOException {
        return compare(ROUNDS, subjects);
    }

    private Results compare(int rounds, Subject... subjects) throws IOException {
        return compare(Question.usual(), rounds, subjects);
    }

    private Results compare(List<Question> questions, int rounds, Subject... subjects)
            throws IOException {
        List<Subject> all = List.of(subjects);
        ComparisonPlan plan = new ComparisonPlan(all.stream().map(Subject::name).toList(), "good",
                List.of(1024), Messages.ofEach(MESSAGE_BYTES), questions, Transport.TCP,
                16, 1, 1, rounds, 10, 2, 30);
        RunFacts facts = RunFacts.collect(all.stream().map(Subject::info).toList(), 42);
        Results results = new Comparison(
                plan, all, new Pace(null, false, false, 0), facts, OutputFolder.open(folder), new PrintWriter(terminal)).run();
        assertTrue(results.complete());
        assertEquals(results, ResultsFile.read(folder.resolve(ResultsFile.RESULTS)));
        assertTrue(Files.size(folder.resolve(ReportPage.FILE)) > 0);
        return results;
    }

    private static Subject good() {
        return TestSubjects.selector("good", List.of());
    }

    private static Subject dishonest(String fault) {
        return TestSubjects.selector(fault, DishonestServer.jvmArgs(fault));
    }

    private static void assertGoodIsComplete(Results results) {
        for (Question question : results.comparison().plan().questions()) {
            CellSummary good = summary(results, question, "good");
            assertEquals(results.comparison().plan().rounds(), good.rounds(), good::toString);
            assertEquals(List.of(), good.failures());
            assertTrue(good.score() > 0);
            assertNotNull(good.cpuMicrosPerRoundTrip());
        }
    }

    private static CellSummary summary(Results results, Question question, String variant) {
        return results.comparison().summaries().stream()
                .filter(each -> each.cell().benchmark() == question
                        && each.cell().variant().equals(variant))
                .findFirst().orElseThrow();
    }
}
