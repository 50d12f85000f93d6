package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ServerInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser shows it. */
@Timeout(300)
class ReportInBrowserTest {

    private static final Results COMPARISON =
            SampleRuns.comparison(true, SampleComparison.whole());
    private static final Results CONNECTIONS =
            SampleRuns.connections(SampleConnections.whole());
    private static final String TARGET = "127.0.0.1:5000";

    // A browser's window has a least width; a frame in it can be as narrow as a phone.
    private static final String PHONE = """
            <body><iframe src="page.html" style="width: 390px; height: 844px; border: 0"></iframe>
            <script>
            addEventListener('message',
                event => document.body.setAttribute('data-seen', event.data));
            </script>
            """;
    private static final String MEASURE = """
            <script>
            (function measure() {
              if (document.getElementById('waiting')) {
                setTimeout(measure, 10);
                return;
              }
              const page = document.documentElement;
              parent.postMessage('frame ' + innerWidth + ', too wide by '
                  + (page.scrollWidth - page.clientWidth) + ', plots '
                  + document.querySelectorAll('figure svg').length, '*');
            }());
            </script>
            """;

    private static Chromium chromium;
    // What several tests read is opened once: to start a browser takes seconds.
    private static final Map<Results, PageText> OPENED = new HashMap<>();

    @TempDir
    Path folder;

    @BeforeAll
    static void findBrowser() {
        Optional<Chromium> installed = Chromium.installed();
        assumeTrue(installed.isPresent(),
                "chromium is not installed, so no page is opened (apt-get install chromium)");
        chromium = installed.get();
    }

    @Test
    void comparisonHasEveryPlotWithIntervals() throws Exception {
        PageText page = openOnce(COMPARISON);
        Map<String, PageText> plots = page.plots();
        assertEquals(List.of("throughput-1024", "throughput-65536", "ratio-1024", "ratio-65536",
                "cpu-1024", "cpu-65536", "service-1024", "service-65536", "churn-1024",
                "churn-65536", "churn-ratio-1024", "churn-ratio-65536", "churn-cpu-1024",
                "churn-cpu-65536"),
                List.copyOf(plots.keySet()));
        int servers = SampleRuns.MEASURED.size();
        int buffers = SampleComparison.PLAN.bufferSizesBytes().size();
        for (int message : SampleComparison.PLAN.messageSizesBytes()) {
            assertDrawn(servers, servers, servers * buffers, plots.get("throughput-" + message));
            assertDrawn(servers, servers, servers * buffers, plots.get("cpu-" + message));
            assertDrawn(servers, servers, servers * buffers, plots.get("churn-" + message));
            assertDrawn(servers, servers, servers * buffers, plots.get("churn-cpu-" + message));
            assertDrawn(0, 0, (servers - 1) * buffers, plots.get("ratio-" + message));
            assertDrawn(0, 0, (servers - 1) * buffers, plots.get("churn-ratio-" + message));
            assertDrawn(servers, servers, 0, plots.get("service-" + message));
        }
        for (String absent : List.of("response", "rate", "latency-figures", "memory", "many",
                "connections-figures")) {
            assertFalse(page.has(absent), absent);
        }
    }

    @Test
    void latencyHasEveryPlot() throws Exception {
        PageText page = open(SampleRuns.latency(SampleLatency.sweep()));
        Map<String, PageText> plots = page.plots();
        assertEquals(List.of("response", "rate-p99", "rate-p50"), List.copyOf(plots.keySet()));
        int servers = SampleLatency.VARIANTS.size();
        assertDrawn(2 * servers, servers, 0, plots.get("response"));
        assertDrawn(servers, servers, 0, plots.get("rate-p99"));
        assertDrawn(servers, servers, 0, plots.get("rate-p50"));
        assertFalse(page.has("throughput"));
    }

    @Test
    void connectionsHaveEveryPlot() throws Exception {
        PageText page = openOnce(CONNECTIONS);
        Map<String, PageText> plots = page.plots();
        assertEquals(List.of("resident", "heap", "active-cpu", "connects", "active"),
                List.copyOf(plots.keySet()));
        int servers = SampleConnections.VARIANTS.size();
        int counts = SampleConnections.whole().plan().counts().size();
        for (String id : List.of("resident", "active-cpu", "connects", "active")) {
            // One server fails at the greatest number.
            assertDrawn(servers, servers, servers * counts - 1, plots.get(id));
        }
        assertDrawn(servers - 1, servers - 1, (servers - 1) * counts - 1, plots.get("heap"));
    }

    @Test
    void figuresInTheTablesAreThoseOfTheComparison() throws Exception {
        ShownFigures shown = new ShownFigures(openOnce(COMPARISON).figures());
        shown.assertComparison(0, COMPARISON.comparison());
        shown.assertNothingElse();
    }

    @Test
    void figuresInTheTablesAreThoseOfTheOpenLoop() throws Exception {
        Results results = SampleRuns.latency(SampleLatency.atOneRate());
        PageText page = open(results);
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertLatency(results.latency());
        shown.assertNothingElse();
        assertFalse(page.plots().containsKey("rate-p99"), "one rate is no curve");
    }

    @Test
    void figuresInTheTablesAreThoseOfTheConnections() throws Exception {
        ShownFigures shown = new ShownFigures(openOnce(CONNECTIONS).figures());
        shown.assertConnections(CONNECTIONS.connections());
        shown.assertNothingElse();
    }

    @Test
    void everyKindOfRunHasItsPlaceOnOnePage() throws Exception {
        PageText page = open(List.of(new ReportedRun("quick", folder, COMPARISON),
                new ReportedRun("steady", folder, SampleRuns.latency(SampleLatency.sweep())),
                new ReportedRun("many", folder,
                        SampleRuns.connections(SampleConnections.whole()))));
        assertEquals(22, page.plots().size());
        assertTrue(page.says("3 runs of echo servers"));
        assertFalse(page.says("async (quick)"), "one run of a kind needs no label");
    }

    @Test
    void runsOfAKindStandSideBySide() throws Exception {
        ComparisonResults after = SampleComparison.times(1.12);
        PageText page = open(List.of(new ReportedRun("before", folder, COMPARISON),
                new ReportedRun("after", folder, SampleRuns.comparison(true, after))));
        int servers = SampleRuns.MEASURED.size();
        int buffers = SampleComparison.PLAN.bufferSizesBytes().size();
        PageText plots = page.plots().get("throughput-1024");
        assertDrawn(2 * servers, servers, 2 * servers * buffers, plots);
        assertTrue(plots.says("async (before)") && plots.says("async (after)"));
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertComparison(0, COMPARISON.comparison());
        shown.assertComparison(1, after);
        shown.assertNothingElse();
    }

    @Test
    void failedAndMissingCellsAreShownAsSuch() throws Exception {
        String evil = "</script><script>document.title='evil'</script>";
        ComparisonResults partial = SampleComparison.partial(70, evil);
        PageText page = open(SampleRuns.comparison(false, partial));
        assertTrue(page.says("This run was stopped early"));
        assertFalse(page.says("<title>evil"), "the injected script ran");
        assertTrue(page.says("selector failed: &lt;/script&gt;&lt;script&gt;document.title="));
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertComparison(0, partial);
        shown.assertNothingElse();
    }

    @Test
    void emptyRunHasAPage() throws Exception {
        ComparisonResults none = new ComparisonResults(SampleComparison.PLAN, List.of(), List.of());
        PageText page = open(SampleRuns.comparison(false, none));
        assertEquals(Map.of(), page.plots());
        assertTrue(page.says("There is nothing to compare"));
    }

    @Test
    void serverOfUnknownBufferHasFiguresButNoCurveOverBuffers() throws Exception {
        ComparisonResults target = SampleComparison.target(TARGET);
        PageText page = open(SampleRuns.results(true,
                List.of(new ServerInfo(TARGET, ServerInfo.Kind.TARGET, "running already", null)),
                target, null, null));
        assertEquals(List.of("service-1024"), List.copyOf(page.plots().keySet()));
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertComparison(0, target);
        shown.assertNothingElse();
        assertTrue(page.says("<td>unknown</td>"));
    }

    @Test
    void unknownFactsAreNotInvented() throws Exception {
        Environment none = new Environment(null, null, null, null, null, null, null, 2, null, null,
                null, null, null, null, null, null);
        PageText page = open(new Results(Results.SCHEMA_VERSION, null, COMPARISON.startedAt(),
                COMPARISON.finishedAt(), 1, true, none, COMPARISON.servers(),
                COMPARISON.comparison(), null, null));
        assertTrue(page.says("<th scope=\"row\">Commit</th><td>unknown</td>"));
        assertFalse(page.html().contains("<td>null"));
        assertFalse(page.html().contains("<td>undefined"));
    }

    @Test
    void histogramsAreLinkedFromWhereThePageStands() throws Exception {
        PageText page = open(List.of(new ReportedRun("a run", folder.resolve("a run"),
                COMPARISON)));
        assertTrue(page.html().contains(
                "href=\"a%20run/histograms/async-1024-run1.hlog\""));
    }

    @Test
    void darkModeDrawsToo() throws Exception {
        PageText page = open(COMPARISON, "--blink-settings=preferredColorScheme=0");
        PageText plot = page.plots().get("throughput-1024");
        assertDrawn(SampleRuns.MEASURED.size(), SampleRuns.MEASURED.size(),
                SampleRuns.MEASURED.size() * SampleComparison.PLAN.bufferSizesBytes().size(),
                plot);
        assertTrue(plot.html().contains("#56b4e9"), "the lighter colours");
    }

    @Test
    void phoneShowsAllOfItWithoutScrollingSideways() throws Exception {
        Path file = folder.resolve("page.html");
        ReportPage.write(file, List.of(new ReportedRun("before", folder, COMPARISON),
                new ReportedRun("after", folder, COMPARISON),
                new ReportedRun("steady", folder, SampleRuns.latency(SampleLatency.sweep())),
                new ReportedRun("many", folder,
                        SampleRuns.connections(SampleConnections.whole()))));
        Files.writeString(file, Files.readString(file).replace("</body>\n</html>",
                MEASURE + "</body>\n</html>"));
        Path phone = Files.writeString(folder.resolve("phone.html"), PHONE);
        assertTrue(load(phone).says("data-seen=\"frame 390, too wide by 0, plots 22\""));
    }

    private static void assertDrawn(int lines, int colours, int whiskers, PageText plot) {
        assertAll(
                () -> assertTrue(plot.html().contains("<svg"), "no drawing"),
                () -> assertEquals(lines, plot.lines(), "lines"),
                () -> assertEquals(colours, plot.colours(), "colours"),
                () -> assertEquals(whiskers, plot.whiskers(), "whiskers"));
    }

    private PageText openOnce(Results results) throws Exception {
        PageText page = OPENED.get(results);
        if (page == null) {
            page = open(results);
            OPENED.put(results, page);
        }
        return page;
    }

    private PageText open(Results results, String... options) throws Exception {
        return open(List.of(new ReportedRun("", folder, results)), options);
    }

    private PageText open(List<ReportedRun> runs, String... options) throws Exception {
        Path file = folder.resolve("page.html");
        ReportPage.write(file, runs);
        return load(file, options);
    }

    private PageText load(Path file, String... options) throws Exception {
        Chromium.Loaded loaded =
                chromium.open(file, Files.createTempDirectory(folder, "browser"), options);
        assertEquals(List.of(), loaded.console());
        PageText page = new PageText(loaded.dom());
        assertFalse(page.has("waiting"), "the scripts did not get to their end");
        page.plots().forEach((id, plot) -> assertFalse(plot.html().contains("NaN"), id));
        return page;
    }
}
