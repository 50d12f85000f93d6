package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReportPageTest {

    private static final Pattern TABLE_CELL = Pattern.compile(
            "<td data-cell=\"([^\"]+)\" data-figure=\"([^\"]+)\"[^>]*>([^<]*)</td>");

    @TempDir
    Path folder;

    @Test
    void nothingIsLoadedFromElsewhere() throws Exception {
        String page = ReportPage.render(SampleResults.complete());
        String elements = page.replaceAll("(?s)(<script[^>]*>).*?</script>", "$1");
        assertFalse(Pattern.compile("<(script|link|img|iframe)[^>]*\\s(src|href)=")
                .matcher(elements).find(), "an element loads something");
        assertFalse(page.contains("{{"), "a place of the template is not filled in");
        assertTrue(page.contains("default-src 'none'"), "the page forbids the network itself");
    }

    @Test
    void dataCannotEndItsScript() throws Exception {
        String evil = "</script><script>document.title='evil'</script><!-- & \u2028";
        String page = ReportPage.render(SampleResults.partial(9, evil, 3));
        String data = page.substring(page.indexOf("id=\"data\">") + 10);
        data = data.substring(0, data.indexOf("</script>"));
        assertFalse(data.contains("<"), "an angle bracket in the data");
        assertFalse(data.contains("\u2028"), "a line separator in the data");
        assertTrue(data.endsWith("}"), "the data is cut off");
        Chromium.Loaded loaded = open(SampleResults.partial(9, evil, 3));
        assertFalse(loaded.dom().contains("<title>evil"), "the injected script ran");
        assertTrue(loaded.dom().contains("&lt;/script&gt;&lt;script&gt;document.title="),
                "the cause of the failure is shown as text");
    }

    @Test
    void everyPlotIsDrawnWithoutAnError() throws Exception {
        Chromium.Loaded loaded = open(SampleResults.complete());
        assertEquals(List.of(), loaded.console());
        assertEquals(6, count(loaded.dom(), "<svg"), "3 plots for each of 2 message sizes");
        for (String variant : SampleResults.PLAN.variants()) {
            assertTrue(count(loaded.dom(), ">" + variant + "</text>") >= 6, variant);
        }
        assertTrue(loaded.dom().contains("Sample CPU 9000, 2 cores · JDK 25.0.1+8-LTS"));
        assertTrue(loaded.dom().contains("2026-01-02 03:09 UTC"));
    }

    @Test
    void figuresInTheTablesAreThoseOfTheResults() throws Exception {
        Results results = SampleResults.complete();
        Map<String, String> shown = tableFigures(open(results).dom());
        int compared = 0;
        for (CellResult cell : results.cells()) {
            if (cell.cell().benchmark() == Question.THROUGHPUT) {
                assertShown(cell, "score", cell.score(), shown);
                assertShown(cell, "cpu", cell.cpuMicrosPerRoundTrip(), shown);
                assertShown(cell, "alloc", cell.allocatedBytesPerRoundTrip(), shown);
                compared += 3;
            } else {
                for (String name : CellResult.PERCENTILES) {
                    assertShown(cell, name, cell.percentileMicros(name), shown);
                    compared++;
                }
            }
        }
        assertEquals(compared, shown.size(), "every figure shown is one of the results");
    }

    @Test
    void failedAndMissingCellsAreShownAsSuch() throws Exception {
        Results results = SampleResults.partial(60, "the server died", 3, 8, 30);
        Chromium.Loaded loaded = open(results);
        assertEquals(List.of(), loaded.console());
        assertEquals(6, count(loaded.dom(), "<svg"));
        assertTrue(loaded.dom().contains("60 of 80 cells were measured"));
        assertTrue(loaded.dom().contains("throughput, selector, 256 B buffer, 1 KiB messages:"
                + " the server died"));
        Map<String, String> shown = tableFigures(loaded.dom());
        assertEquals("failed", shown.get("throughput|selector|256|1024 score"));
        assertEquals("–", shown.get("throughput|async|65536|65536 score"));
    }

    @Test
    void emptyRunHasAPage() throws Exception {
        Chromium.Loaded loaded = open(SampleResults.partial(0, "none"));
        assertEquals(List.of(), loaded.console());
        assertEquals(0, count(loaded.dom(), "<svg"));
        assertEquals(6, count(loaded.dom(), "No figures</div>"));
        assertTrue(loaded.dom().contains("There are too few figures to say anything yet."));
    }

    @Test
    void darkModeDrawsToo() throws Exception {
        Chromium.Loaded loaded = open(SampleResults.complete(),
                "--blink-settings=preferredColorScheme=0");
        assertEquals(List.of(), loaded.console());
        assertEquals(6, count(loaded.dom(), "<svg"));
        assertTrue(loaded.dom().contains("#56b4e9"), "the lighter colours");
    }

    @Test
    void unknownFactsAreNotInvented() throws Exception {
        Environment none = new Environment(null, null, null, null, null, null, null, 2, null, null,
                null, null, null, null, null, null);
        Results results = SampleResults.complete();
        Chromium.Loaded loaded = open(new Results(results.schemaVersion(), null,
                results.startedAt(), results.finishedAt(), results.seed(), true, results.plan(),
                none, results.cells()));
        assertEquals(List.of(), loaded.console());
        assertTrue(loaded.dom().contains("<th scope=\"row\">Commit</th><td>unknown</td>"));
        assertFalse(loaded.dom().contains("<td>null"));
    }

    private Chromium.Loaded open(Results results, String... options) throws Exception {
        Optional<Chromium> chromium = Chromium.installed();
        assumeTrue(chromium.isPresent(),
                "chromium is not installed, so no page is opened (apt-get install chromium)");
        Path page = folder.resolve(ReportPage.FILE);
        ReportPage.write(page, results);
        return chromium.get().open(page, Files.createTempDirectory(folder, "browser"), options);
    }

    private static Map<String, String> tableFigures(String dom) {
        Map<String, String> figures = new HashMap<>();
        Matcher cell = TABLE_CELL.matcher(dom);
        while (cell.find()) {
            assertNull(figures.put(cell.group(1) + " " + cell.group(2), cell.group(3)));
        }
        return figures;
    }

    private static void assertShown(
            CellResult result, String figure, double value, Map<String, String> shown) {
        Cell cell = result.cell();
        String key = cell.benchmark().id() + "|" + cell.variant() + "|" + cell.bufferSizeBytes()
                + "|" + cell.messageSizeBytes() + " " + figure;
        assertEquals(Figures.number(value), shown.get(key), key);
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
