package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.report.CellResult;
import io.github.nioecho.bench.report.Plan;
import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.report.Results;
import io.github.nioecho.bench.report.ResultsFile;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.run.EnvironmentProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ComparisonTest {

    private static final Plan PLAN = new Plan(
            List.of("async", "selector"), List.of(1024), List.of(1024), 16, 1, 1, 1, 1000, 3, 500);

    @TempDir
    Path output;

    private final StringWriter terminal = new StringWriter();
    private final Progress progress = new Progress(new PrintWriter(terminal), PLAN);
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void everyCellIsSavedAsSoonAsItIsMeasured() throws IOException {
        int[] ran = {0};
        Results results = comparison().run((cell, times) -> {
            if (ran[0] > 0) {
                Results saved = saved();
                assertEquals(ran[0], saved.cells().size());
                assertFalse(saved.complete());
            }
            ran[0]++;
            return measured(cell);
        }, progress);
        assertEquals(4, results.cells().size());
        assertTrue(results.complete());
        assertEquals(results, saved());
    }

    @Test
    void failedCellIsKeptAndTheOthersGoOn() throws IOException {
        Results results = comparison().run((cell, times) -> cell.variant().equals("async")
                ? CellResult.failed(cell, "the server died") : measured(cell), progress);
        assertTrue(results.complete());
        assertEquals(2, results.failures().size());
        assertEquals(2, results.cells().stream().filter(cell -> cell.score() != null).count());
        assertEquals(results, saved());
        assertTrue(terminal.toString().contains("FAILED"), terminal.toString());
        assertTrue(terminal.toString().contains("the server died"), terminal.toString());
    }

    @Test
    void stoppedRunKeepsWhatItHasAndIsPartial() throws IOException {
        Comparison comparison = comparison();
        int[] ran = {0};
        Results results = comparison.run((cell, times) -> {
            if (++ran[0] == 3) {
                stop(comparison);
                return CellResult.failed(cell, "killed by the stop");
            }
            return measured(cell);
        }, progress);
        assertEquals(3, ran[0]);
        assertEquals(2, results.cells().size());
        assertEquals(List.of(), results.failures());
        assertFalse(results.complete());
        assertEquals(2, saved().cells().size());
        assertTrue(Files.size(output.resolve(ReportPage.FILE)) > 0);
    }

    @Test
    void timesAreThePlans() throws IOException {
        comparison().run((cell, times) -> {
            assertEquals(new CellTimes(1000, 3, 500), times);
            return measured(cell);
        }, progress);
    }

    @Test
    void progressSaysWhatIsLeft() throws IOException {
        comparison().run((cell, times) -> {
            now = now.plusSeconds(10);
            return measured(cell);
        }, progress);
        List<String> lines = terminal.toString().lines().toList();
        assertEquals(4, lines.size());
        assertTrue(lines.get(0).matches("\\[1/4] throughput  buffer 1 KiB    message 1 KiB   "
                + " (async   |selector)    148,210 trips/s  about 30s left"), lines.get(0));
        assertTrue(lines.get(2).endsWith("about 10s left"), lines.get(2));
        assertTrue(lines.get(3).startsWith("[4/4] latency"), lines.get(3));
        assertFalse(lines.get(3).contains("left"), lines.get(3));
    }

    private Comparison comparison() {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return new Comparison(PLAN, "0.0-test", 42, EnvironmentProbe.read(), output, clock);
    }

    private Results saved() {
        try {
            return ResultsFile.read(output.resolve(ResultsFile.RESULTS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Comparison comparison) {
        try {
            comparison.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CellResult measured(Cell cell) {
        return new CellResult(cell, 148_210.0, "ops/s", List.of(148_210.0), 5.77, 0.5,
                null, null, null, null);
    }
}
