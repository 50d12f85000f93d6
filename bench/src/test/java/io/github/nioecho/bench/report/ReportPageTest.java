package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ReportPageTest {

    private static final int MAX_BYTES = 2_000_000;

    @TempDir
    Path folder;

    @Test
    void nothingIsLoadedFromElsewhere() throws Exception {
        String page = write(SampleRuns.comparison(true, SampleComparison.whole())).html();
        String elements = page.replaceAll("(?s)(<script[^>]*>).*?</script>", "$1");
        assertFalse(Pattern.compile("<(script|link|img|iframe)[^>]*\\s(src|href)=")
                .matcher(elements).find(), "an element loads something");
        assertFalse(page.contains("{{"), "a place of the template is not filled in");
        assertTrue(page.contains("default-src 'none'"), "the page forbids the network itself");
    }

    @Test
    void holdsEveryRunAsItWasSaved() throws Exception {
        Results comparison = SampleRuns.comparison(true, SampleComparison.whole());
        Results latency = SampleRuns.latency(SampleLatency.sweep());
        Path file = folder.resolve("page.html");
        ReportPage.write(file, List.of(new ReportedRun("a", folder, comparison),
                new ReportedRun("b", folder.resolve("b"), latency)));
        JsonNode runs = new ObjectMapper()
                .readTree(new PageText(Files.readString(file)).data()).get("runs");
        ResultsFile.write(folder.resolve("a.json"), comparison);
        ResultsFile.write(folder.resolve("b.json"), latency);
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(mapper.readTree(folder.resolve("a.json").toFile()),
                runs.get(0).get("results"));
        assertEquals(mapper.readTree(folder.resolve("b.json").toFile()),
                runs.get(1).get("results"));
        assertEquals("", runs.get(0).get("link").asText());
        assertEquals("b/", runs.get(1).get("link").asText());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {
        "runs/a, ''", "runs/a/b, b/", "runs/b, ../b/", "runs/b/c, ../b/c/", "runs, ../",
        "elsewhere/b, null", "., null",
    })
    void linksLeadToWhatIsNear(String run, String link) throws Exception {
        Path page = Files.createDirectories(folder.resolve("runs/a")).resolve("page.html");
        ReportPage.write(page, List.of(new ReportedRun("", folder.resolve(run),
                SampleRuns.latency(SampleLatency.sweep()))));
        JsonNode shown = new ObjectMapper().readTree(new PageText(Files.readString(page)).data())
                .get("runs").get(0);
        assertEquals(link, shown.get("link").textValue());
    }

    @Test
    void dataCannotEndItsScript() throws Exception {
        String evil = "</script><script>document.title='evil'</script><!-- &";
        PageText page = write(SampleRuns.comparison(false, SampleComparison.partial(9, evil)));
        assertTrue(page.data().contains("document.title='evil'"));
        assertFalse(page.html().contains("evil"));
    }

    @Test
    void manyServersInSeveralRunsStayBelowTwoMegabytes() throws Exception {
        Path file = folder.resolve("page.html");
        Results results = SampleRuns.comparison(true, SampleComparison.whole());
        ReportPage.write(file, List.of(new ReportedRun("a", folder, results),
                new ReportedRun("b", folder, results), new ReportedRun("c", folder, results)));
        assertTrue(Files.size(file) < MAX_BYTES, () -> "bytes: " + file.toFile().length());
    }

    @Test
    void failureLeavesTheOldPage() throws Exception {
        Path file = Files.writeString(folder.resolve(ReportPage.FILE), "old");
        Path blocked = Files.createDirectories(folder.resolve(ReportPage.FILE + ".tmp"));
        assertThrows(IOException.class, () -> ReportPage.write(
                folder, SampleRuns.comparison(true, SampleComparison.whole())));
        assertEquals("old", Files.readString(file));
        assertTrue(Files.isDirectory(blocked));
    }

    private PageText write(Results results) throws IOException {
        ReportPage.write(folder, results);
        return new PageText(Files.readString(folder.resolve(ReportPage.FILE)));
    }
}
