package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nioecho.bench.CommandRun;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReportCommandTest {

    private static final Results COMPARISON =
            SampleRuns.comparison(true, SampleComparison.whole());

    @TempDir
    Path folder;

    private final CommandRun command = new CommandRun("report");

    @Test
    void oneFolderGetsItsPageAgain() throws Exception {
        Path run = run("run", COMPARISON);
        byte[] results = Files.readAllBytes(run.resolve(ResultsFile.RESULTS));
        Files.writeString(run.resolve(ReportPage.FILE), "old");
        assertEquals(0, execute(run), command::err);
        assertEquals("wrote " + run.resolve(ReportPage.FILE), command.out().strip());
        assertEquals(List.of("run"), labels(run.resolve(ReportPage.FILE)));
        assertArrayEquals(results, Files.readAllBytes(run.resolve(ResultsFile.RESULTS)));
    }

    @Test
    void severalFoldersMakeOnePageElsewhere() throws Exception {
        List<Results> kinds = SampleRuns.ofEveryKind();
        Path output = folder.resolve("all");
        assertEquals(0, execute(run("a", kinds.get(0)), run("b", kinds.get(1)),
                run("c", kinds.get(2)), "--output", output), command::err);
        assertEquals(List.of("a", "b", "c"), labels(output.resolve(ReportPage.FILE)));
        assertFalse(Files.exists(folder.resolve("a").resolve(ReportPage.FILE)));
        assertTrue(json(output.resolve(ReportPage.FILE)).get("runs").get(1).get("link").asText()
                .equals("../b/"));
    }

    @Test
    void foldersOfOneNameAreToldApartByWhereTheyAre() throws Exception {
        assertEquals(0, execute(run("before/report", COMPARISON), run("after/report", COMPARISON),
                "--output", folder), command::err);
        assertEquals(List.of(Path.of("before", "report").toString(),
                Path.of("after", "report").toString()), labels(folder.resolve(ReportPage.FILE)));
    }

    @Test
    void labelsNameTheRuns() throws Exception {
        assertEquals(0, execute(run("a", COMPARISON), run("b", COMPARISON),
                "--output", folder, "--label", "laptop,server"), command::err);
        assertEquals(List.of("laptop", "server"), labels(folder.resolve(ReportPage.FILE)));
    }

    @Test
    void badUsageIsOneLineAndExitCodeTwo() throws Exception {
        Path a = run("a", COMPARISON);
        Path b = run("b", COMPARISON);
        assertUsage("Missing required parameter: 'DIR'");
        assertUsage("--output is needed for more than one DIR: the folder for their page", a, b);
        assertUsage("DIR must be a different folder each time, was [" + a + ", "
                + a.resolve("../a") + "]", a, a.resolve("../a"), "--output", folder);
        assertUsage("--label must have one name for each of the 2 folders, was x",
                a, b, "--output", folder, "--label", "x");
        assertUsage("--label must have names that differ, was x,x",
                a, b, "--output", folder, "--label", "x,x");
    }

    @Test
    void folderWithoutResultsIsNamed() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertFailure("DIR must be an output folder of compare, buffers, latency or connections,"
                + " but there is no " + empty.resolve(ResultsFile.RESULTS),
                run("a", COMPARISON), empty, "--output", folder);
        assertFalse(Files.exists(folder.resolve(ReportPage.FILE)));
    }

    @Test
    void brokenResultsAreNamed() throws Exception {
        Path broken = run("broken", COMPARISON);
        Path file = broken.resolve(ResultsFile.RESULTS);
        Files.writeString(file, Files.readString(file).substring(0, 2000));
        assertFailure(file + " does not hold results: Unexpected end-of-input", broken);
        Files.writeString(file, "{\"schemaVersion\": 1, \"cells\": []}");
        assertFailure(file + " has layout 1, where this version reads 4", broken);
        ResultsFile.write(file, SampleRuns.results(true, List.of(), null, null, null));
        assertFailure(file + " holds nothing of compare, buffers, latency or connections", broken);
        Files.delete(file);
        Files.createDirectory(file);
        assertFailure("cannot read " + file, broken);
    }

    @Test
    void unwritableOutputIsNamedAndNothingIsLost() throws Exception {
        Path run = run("run", COMPARISON);
        byte[] results = Files.readAllBytes(run.resolve(ResultsFile.RESULTS));
        Path file = Files.createFile(folder.resolve("file"));
        assertFailure("--output must be a folder that can be written to, was " + file,
                run, "--output", file);
        assertArrayEquals(results, Files.readAllBytes(run.resolve(ResultsFile.RESULTS)));
    }

    private Path run(String name, Results results) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        ResultsFile.write(run.resolve(ResultsFile.RESULTS), results);
        return run;
    }

    private void assertUsage(String message, Object... args) {
        assertEquals(2, execute(args), message);
        assertEquals(message, command.err().strip());
    }

    private void assertFailure(String message, Object... args) {
        assertEquals(1, execute(args), message);
        command.assertOneLine(message);
    }

    private static List<String> labels(Path page) throws IOException {
        List<String> labels = new ArrayList<>();
        json(page).get("runs").forEach(run -> labels.add(run.get("label").asText()));
        return labels;
    }

    private static JsonNode json(Path page) throws IOException {
        return new ObjectMapper().readTree(new PageText(Files.readString(page)).data());
    }

    private int execute(Object... args) {
        return command.execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
    }
}
