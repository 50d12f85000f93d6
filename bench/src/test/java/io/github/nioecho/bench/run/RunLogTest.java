package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import io.github.nioecho.bench.results.ServerInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(60)
@Isolated // a run that is stopped ends all processes that this JVM has started
class RunLogTest {

    @TempDir
    private Path folder;

    private final StringWriter terminal = new StringWriter();
    private final List<Results> reported = new ArrayList<>();
    private OutputFolder output;

    @BeforeEach
    void output() throws IOException {
        output = OutputFolder.open(folder);
    }

    @Test
    void everyMeasurementIsSavedAtOnceAsPartOfARun() throws IOException {
        try (RunLog<String> log = log(reported::add)) {
            assertTrue(log.add("a"));
            assertEquals(List.of("a"), savedNames());
            assertTrue(log.addAll(List.of("b", "c")));
            assertEquals(List.of("a", "b", "c"), savedNames());
            assertFalse(saved().complete());
            assertEquals(List.of(), reported);
        }
    }

    @Test
    void finishedRunIsSavedAsCompleteAndReported() throws IOException {
        try (RunLog<String> log = log(reported::add)) {
            log.add("a");
            Results results = log.finish();
            assertTrue(results.complete());
            assertEquals(results, saved());
            assertEquals(List.of(results), reported);
            assertTrue(Files.size(folder.resolve(ReportPage.FILE)) > 0);
            assertTrue(terminal.toString().contains("Report: " + folder.resolve(ReportPage.FILE)),
                    terminal.toString());
        }
    }

    @Test
    void stoppedRunIsReportedAsPartialAndTakesNoMore() throws IOException {
        try (RunLog<String> log = log(reported::add)) {
            log.add("a");
            log.stop();
            assertFalse(log.add("killed by the stop"));
            assertEquals(List.of("a"), savedNames());
            assertEquals(1, reported.size());
            assertFalse(reported.get(0).complete());
            assertTrue(terminal.toString().contains("stopped: 1 measurements are saved"),
                    terminal.toString());
        }
    }

    @Test
    void stoppedRunStaysPartialWhenItIsThenFinished() throws IOException {
        try (RunLog<String> log = log(reported::add)) {
            log.add("a");
            log.stop();
            assertFalse(log.finish().complete());
            assertFalse(saved().complete());
            assertEquals(1, reported.size());
        }
    }

    @Test
    void nothingIsLostWhenTheReportFails() throws IOException {
        try (RunLog<String> log = log(results -> {
            throw new IllegalStateException("no room");
        })) {
            log.add("a");
            assertThrows(IllegalStateException.class, log::finish);
            assertTrue(saved().complete());
            assertEquals(List.of("a"), savedNames());
        }
    }

    @Test
    void nothingElseIsLostWhenThePageCannotBeWritten() throws IOException {
        Files.createDirectories(folder.resolve(ReportPage.FILE).resolve("in the way"));
        try (RunLog<String> log = log(reported::add)) {
            log.add("a");
            IOException e = assertThrows(IOException.class, log::finish);
            assertTrue(e.getMessage().startsWith("the page cannot be written ("), e.getMessage());
            assertTrue(e.getMessage().endsWith("; the results are saved in "
                    + folder.resolve(ResultsFile.RESULTS)), e.getMessage());
            assertTrue(saved().complete());
            assertEquals(List.of(saved()), reported);
        }
    }

    private RunLog<String> log(RunLog.Reporter reporter) {
        return new RunLog<>(output, new PrintWriter(terminal), RunLogTest::results, reporter);
    }

    private static Results results(List<String> names, boolean complete) {
        List<ServerInfo> servers = names.stream()
                .map(name -> new ServerInfo(name, ServerInfo.Kind.MODEL, name, null)).toList();
        return new Results(Results.SCHEMA_VERSION, "0.0-test", Instant.EPOCH, Instant.EPOCH, 1,
                complete, EnvironmentProbe.read(), servers, null, null, null, null);
    }

    private List<String> savedNames() throws IOException {
        return saved().servers().stream().map(ServerInfo::name).toList();
    }

    private Results saved() throws IOException {
        return ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
    }
}
