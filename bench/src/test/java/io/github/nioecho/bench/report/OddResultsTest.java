package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nioecho.bench.CommandRun;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Results that somebody has edited, or that another program wrote. */
@Timeout(120)
class OddResultsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    private final CommandRun command = new CommandRun("report");

    static List<Results> ofEveryKind() {
        return SampleRuns.ofEveryKind();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/comparison/plan                   | null | plan is missing",
        "/comparison/plan/bufferSizesBytes  | []   | bufferSizesBytes is empty",
        "/comparison/plan/messages          | []   | messages is empty",
        "/comparison/plan/messages          | [\"64:50%\"] | must have shares that add up to 100%,"
                + " was 64:50%, which are 50%",
        "/comparison/plan/messages          | [0]  | a message must be >= 1 byte, was 0",
        "/comparison/plan/variants          | [null] | variants has a null in it",
        "/environment                       | null | environment is missing",
        "/startedAt                         | null | startedAt is missing",
        "/servers/0/kind                    | null | kind is missing",
        "/comparison/summaries/0/benchmark  | null | benchmark is missing",
    })
    void whatIsMissingIsNamed(String place, String value, String message) throws IOException {
        JsonNode root = tree(SampleRuns.ofEveryKind().get(0));
        int slash = place.lastIndexOf('/');
        ((ObjectNode) root.at(place.substring(0, slash)))
                .set(place.substring(slash + 1), MAPPER.readTree(value));

        assertEquals(1, report(root));
        command.assertOneLine(
                folder.resolve(ResultsFile.RESULTS) + " does not hold results: " + message);
    }

    /** The page's words, or one line that says why there are none: never an exception. */
    @ParameterizedTest
    @MethodSource("ofEveryKind")
    void whateverIsMissingOrEmptyGivesWordsOrOneLine(Results results) throws IOException {
        JsonNode whole = tree(results);
        Path file = folder.resolve(ResultsFile.RESULTS);
        List<String> wrong = new ArrayList<>();
        for (String place : places(whole).values()) {
            for (String value : List.of("null", "[]", "{}", "\"\"", "0", "-1", "absent")) {
                JsonNode root = whole.deepCopy();
                change(root, place, value);
                Files.write(file, MAPPER.writeValueAsBytes(root));
                try {
                    Summary summary = Summary.of(ResultsFile.read(file));
                    summary.opening();
                    summary.findings();
                } catch (IOException e) {
                    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
                } catch (RuntimeException e) {
                    wrong.add(place + " = " + value + ": " + e);
                }
            }
        }
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    /** Rounds per second are above zero, and so is their mean. */
    @Test
    void intervalThatReachesBelowZeroIsNone() throws IOException {
        JsonNode root = tree(SampleRuns.ofEveryKind().get(0));
        ((ObjectNode) root.at("/comparison/summaries/0/scoreInterval"))
                .put("low", -138_064).put("high", 185_982);

        assertEquals(0, report(root), command::err);
        CellSummary read = ResultsFile.read(folder.resolve(ResultsFile.RESULTS))
                .comparison().summaries().get(0);
        assertNull(read.scoreInterval());
        assertNotNull(read.cpuInterval());
    }

    @Test
    void resultsOfTheirOwnNameAreTheirFolder() throws IOException {
        assertEquals(0, report(tree(SampleRuns.ofEveryKind().get(0)),
                folder.resolve(ResultsFile.RESULTS)), command::err);
        assertTrue(Files.exists(folder.resolve(ReportPage.FILE)));
    }

    private int report(JsonNode root) throws IOException {
        return report(root, folder);
    }

    private int report(JsonNode root, Path named) throws IOException {
        Files.write(folder.resolve(ResultsFile.RESULTS), MAPPER.writeValueAsBytes(root));
        return command.execute(named.toString());
    }

    private static JsonNode tree(Results results) throws IOException {
        return MAPPER.readTree(ResultsFile.toJson(results));
    }

    /** Returns one place for each of its kind: of an array, the elements are of one kind. */
    private static Map<String, String> places(JsonNode root) {
        Map<String, String> places = new TreeMap<>();
        collect(root, "", "", places);
        return places;
    }

    private static void collect(
            JsonNode node, String kind, String place, Map<String, String> places) {
        if (!place.isEmpty()) {
            places.putIfAbsent(kind, place);
        }
        if (node.isObject()) {
            node.properties().forEach(field -> collect(field.getValue(),
                    kind + "/" + field.getKey(), place + "/" + field.getKey(), places));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), kind + "/*", place + "/" + i, places);
        }
    }

    private static void change(JsonNode root, String place, String value) throws IOException {
        int slash = place.lastIndexOf('/');
        JsonNode parent = root.at(place.substring(0, slash));
        String name = place.substring(slash + 1);
        JsonNode changed = value.equals("absent")
                ? JsonNodeFactory.instance.missingNode() : MAPPER.readTree(value);
        if (parent instanceof ArrayNode array) {
            if (changed.isMissingNode()) {
                array.remove(Integer.parseInt(name));
            } else {
                array.set(Integer.parseInt(name), changed);
            }
        } else if (changed.isMissingNode()) {
            ((ObjectNode) parent).remove(name);
        } else {
            ((ObjectNode) parent).set(name, changed);
        }
    }
}
