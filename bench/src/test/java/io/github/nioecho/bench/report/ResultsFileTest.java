package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ResultsFileTest {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve(ResultsFile.RESULTS);
        Results complete = SampleResults.complete();
        ResultsFile.write(file, complete);
        assertEquals(complete, ResultsFile.read(file));

        Results partial = SampleResults.partial(9, "the server died", 3, 8);
        ResultsFile.write(file, partial);
        assertEquals(partial, ResultsFile.read(file));
    }

    @Test
    void layoutIsFlatAndNamed() throws IOException {
        Path file = folder.resolve(ResultsFile.RESULTS);
        ResultsFile.write(file, SampleResults.complete());
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertEquals(1, json.get("schemaVersion").asInt());
        assertEquals("2026-01-02T03:04:05Z", json.get("startedAt").asText());
        JsonNode cell = json.get("cells").get(4);
        assertEquals("latency", cell.get("benchmark").asText());
        assertEquals("async", cell.get("variant").asText());
        assertEquals(256, cell.get("bufferSizeBytes").asInt());
        assertTrue(cell.get("percentilesMicros").get("p99.9").isDouble());
        assertTrue(json.get("environment").get("gitCommit").isNull(), "unknown is null");
    }

    @Test
    void failedWriteKeepsTheOldFile() throws IOException {
        Path file = folder.resolve(ResultsFile.RESULTS);
        ResultsFile.write(file, SampleResults.complete());
        Files.createDirectory(folder.resolve(ResultsFile.RESULTS + ".tmp"));
        assertThrows(IOException.class,
                () -> ResultsFile.write(file, SampleResults.partial(1, "none")));
        assertEquals(SampleResults.complete(), ResultsFile.read(file));
    }

    @Test
    void nothingTemporaryStays() throws IOException {
        ResultsFile.write(folder.resolve(ResultsFile.RESULTS), SampleResults.complete());
        ResultsFile.write(folder.resolve(ResultsFile.ENVIRONMENT), SampleResults.environment());
        try (Stream<Path> files = Files.list(folder)) {
            assertFalse(files.anyMatch(file -> file.toString().endsWith(".tmp")));
        }
    }

    @Test
    void fieldsOfLaterVersionsAreSkipped() throws IOException {
        Path file = folder.resolve(ResultsFile.RESULTS);
        ResultsFile.write(file, SampleResults.complete());
        Files.writeString(file, Files.readString(file)
                .replaceFirst("\\{", "{\"later\": {\"a\": 1},"));
        assertEquals(SampleResults.complete(), ResultsFile.read(file));
    }
}
