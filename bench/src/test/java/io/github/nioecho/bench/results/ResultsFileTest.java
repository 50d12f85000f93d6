package io.github.nioecho.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.report.SampleRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ResultsFileTest {

    @TempDir
    Path folder;

    @Test
    void everyKindOfRunSurvivesTheFile() throws Exception {
        for (Results results : SampleRuns.ofEveryKind()) {
            Path file = folder.resolve(ResultsFile.RESULTS);
            ResultsFile.write(file, results);
            assertEquals(results, ResultsFile.read(file));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"schemaVersion\": 3, \"cells\": []} | has layout 3, where this version reads 4",
        "{\"schemaVersion\": 5} | has layout 5, where this version reads 4",
        "{\"schemaVersion\": 4} | does not hold results: ",
        "{\"schemaVersion\": 4, \"seed\": \"x\"} | does not hold results: ",
        "{} | does not hold results",
        "null | does not hold results",
        "[1] | does not hold results",
        "{\"schemaVersion\": 4, | does not hold results: Unexpected end-of-input",
        "'' | does not hold results",
    })
    void otherContentIsNamedInOneLine(String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve(ResultsFile.RESULTS), content);
        String said = assertThrows(IOException.class, () -> ResultsFile.read(file)).getMessage();
        assertTrue(said.startsWith(file + " " + message.strip()), said);
        assertEquals(1, said.lines().count(), said);
    }

    @Test
    void laterFieldsAreNoObstacle() throws Exception {
        Results results = SampleRuns.ofEveryKind().get(0);
        Path file = folder.resolve(ResultsFile.RESULTS);
        ResultsFile.write(file, results);
        Files.writeString(file, Files.readString(file)
                .replaceFirst("\"seed\"", "\"fromTheFuture\" : [ 1 ],\n  \"seed\""));
        assertEquals(results, ResultsFile.read(file));
    }

    @Test
    void comparisonOfBeforeQuestionsCouldBeChosenAskedTheUsualOnes() throws Exception {
        Path file = folder.resolve(ResultsFile.RESULTS);
        ResultsFile.write(file, SampleRuns.ofEveryKind().get(0));
        String json = Files.readString(file);
        String without = json.replaceFirst("\"questions\" : \\[[^\\]]*\\],\\s*", "");
        assertNotEquals(json, without);
        Files.writeString(file, without);
        assertEquals(Question.usual(), ResultsFile.read(file).comparison().plan().questions());
    }

    @Test
    void transportIsKept() throws Exception {
        Path file = folder.resolve(ResultsFile.RESULTS);
        ResultsFile.write(file, SampleRuns.overUnixSockets());
        assertTrue(Files.readString(file).contains("\"transport\" : \"unix\""));
        assertEquals(Transport.UNIX, ResultsFile.read(file).comparison().plan().transport());
    }

    @Test
    void comparisonOfBeforeTransportsCouldBeChosenWasOverTcp() throws Exception {
        Path file = folder.resolve(ResultsFile.RESULTS);
        ResultsFile.write(file, SampleRuns.overUnixSockets());
        String json = Files.readString(file);
        String without = json.replaceFirst("\"transport\" : \"unix\",\\s*", "");
        assertNotEquals(json, without);
        Files.writeString(file, without);
        assertEquals(Transport.TCP, ResultsFile.read(file).comparison().plan().transport());
    }

    @Test
    void environmentOfBeforeTheMachineWasMeasuredKnowsNothingOfIt() throws Exception {
        Path file = folder.resolve(ResultsFile.RESULTS);
        ResultsFile.write(file, SampleRuns.ofEveryKind().get(0));
        String json = Files.readString(file);
        String without = json.replaceFirst(",\\s*\"machine\" : \\{[^}]*\\}", "")
                .replaceFirst(",\\s*\"pinning\" : \"[^\"]*\"", "");
        assertEquals(8, json.lines().count() - without.lines().count());
        Files.writeString(file, without);
        Environment environment = ResultsFile.read(file).environment();
        assertNull(environment.machine());
        assertNull(environment.pinning());
    }

    @Test
    void messagesAreANumberOrTheTextOfAMixture() throws Exception {
        Path file = folder.resolve(ResultsFile.RESULTS);
        Results results = SampleRuns.ofEveryKind().get(0);
        ResultsFile.write(file, results);
        String json = Files.readString(file);
        assertTrue(json.contains("\"messages\" : [ 1024, 65536 ]"), json);
        Files.writeString(file, json.replace("\"messages\" : 65536",
                        "\"messages\" : \"64:50%,64KiB:50%\"")
                .replace("[ 1024, 65536 ]", "[ 1024, \"64:50%,64KiB:50%\" ]"));
        Results mixed = ResultsFile.read(file);
        Messages mixture = Messages.parse("64:50%,64KiB:50%");
        assertEquals(List.of(Messages.of(1024), mixture), mixed.comparison().plan().messages());
        assertTrue(mixed.comparison().summaries().stream()
                .anyMatch(summary -> summary.cell().messages().equals(mixture)));
        ResultsFile.write(file, mixed);
        assertEquals(mixed, ResultsFile.read(file));
    }

    @Test
    void failedWriteLeavesTheOldFile() throws Exception {
        Path file = folder.resolve(ResultsFile.RESULTS);
        ResultsFile.write(file, SampleRuns.ofEveryKind().get(0));
        byte[] before = Files.readAllBytes(file);
        Files.createDirectories(folder.resolve(ResultsFile.RESULTS + ".tmp"));
        assertThrows(IOException.class,
                () -> ResultsFile.write(file, SampleRuns.ofEveryKind().get(1)));
        assertEquals(new String(before), Files.readString(file));
    }
}
