package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ServerInfo;
import java.nio.file.Path;
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

    private static final String TARGET = "127.0.0.1:5000";
    private static final Results COMPARISON =
            SampleRuns.comparison(true, SampleComparison.whole());
    private static final Results STEADY = SampleRuns.latency(SampleLatency.sweep());
    private static final Results CONNECTIONS =
            SampleRuns.connections(SampleConnections.whole());
    private static final Results AT_ONE_RATE = SampleRuns.latency(SampleLatency.atOneRate());
    private static final ComparisonResults AFTER = SampleComparison.times(1.12);
    private static final ComparisonResults PARTIAL = SampleComparison.partial(70,
            "</script><script>document.title='evil'</script>");
    private static final List<TradeOff> TRADE_OFFS =
            List.of(SampleTradeOff.whole(20_000), SampleTradeOff.whole(1 << 24));
    private static final ComparisonResults OF_TARGET = SampleComparison.target(TARGET);

    /** What the tests look at. */
    private enum Page {
        COMPARED(run("", COMPARISON)),
        SWEPT(run("", STEADY)),
        AT_A_RATE(run("", AT_ONE_RATE)),
        CONNECTED(run("", CONNECTIONS)),
        DARK(run("", COMPARISON)),
        EVERY_KIND(run("quick", COMPARISON), run("steady", STEADY), run("many", CONNECTIONS)),
        TWO_OF_A_KIND(run("before", COMPARISON), run("after", SampleRuns.comparison(true, AFTER))),
        OVER_UNIX_SOCKETS(run("", SampleRuns.overUnixSockets())),
        OVER_BOTH(run("tcp", COMPARISON), run("unix", SampleRuns.overUnixSockets())),
        STOPPED_EARLY(run("", SampleRuns.comparison(false, PARTIAL))),
        EMPTY(run("", SampleRuns.comparison(false,
                new ComparisonResults(SampleComparison.PLAN, List.of(), List.of())))),
        OF_UNKNOWN_BUFFER(run("", SampleRuns.results(true,
                List.of(new ServerInfo(TARGET, ServerInfo.Kind.TARGET, "running already", null)),
                OF_TARGET, null, null))),
        OF_UNKNOWN_FACTS(run("", new Results(Results.SCHEMA_VERSION, null,
                COMPARISON.startedAt(), COMPARISON.finishedAt(), 1, true,
                new Environment(null, null, null, null, null, null, null, 2, null, null, null,
                        null, null, null, null, null, null, null),
                COMPARISON.servers(), COMPARISON.comparison(), null, null, null))),
        SEARCHED(run("", SampleRuns.buffers(SampleBuffers.whole()))),
        OF_TWO_BUFFERS(run("", SampleRuns.comparison(
                true, SampleComparison.ofBuffers(1024, 65536)))),
        TRADED_OFF(run("", COMPARISON)),
        ON_PHONE(run("a run", COMPARISON), run("another", COMPARISON), run("steady", STEADY),
                run("many", CONNECTIONS));

        private final List<ReportedRun> runs;

        Page(ReportedRun... runs) {
            this.runs = List.of(runs);
        }

        private static ReportedRun run(String label, Results results) {
            return new ReportedRun(label, Path.of(label), results);
        }

        private Summary summary() {
            Summary summary = Summary.of(runs);
            return this != TRADED_OFF ? summary : new Summary(summary.overviews(),
                    summary.remarks(), summary.warnings(), summary.sections(), TRADE_OFFS);
        }

        private String style() {
            return switch (this) {
                case DARK -> "width: 1280px; color-scheme: dark";
                case ON_PHONE -> "width: 390px";
                default -> "width: 1280px";
            };
        }
    }

    private static Frames.Opened opened;

    @BeforeAll
    static void openPages(@TempDir Path folder) throws Exception {
        Optional<Chromium> chromium = Chromium.installed();
        assumeTrue(chromium.isPresent(),
                "chromium is not installed, so no page is opened (apt-get install chromium)");
        Frames frames = new Frames(folder);
        for (Page page : Page.values()) {
            frames.add(page.name(), page.style(),
                    ReportPage.render(Path.of(ReportPage.FILE), page.runs, page.summary()));
        }
        opened = frames.open(chromium.get());
    }

    @Test
    void consoleStaysEmpty() {
        assertEquals(List.of(), opened.console());
    }

    @Test
    void transportIsSaid() {
        PageText tcp = page(Page.COMPARED);
        assertTrue(tcp.says("<dt data-transport=\"tcp\">Loopback</dt>"));
        assertFalse(tcp.says("<dt data-transport=\"unix\">"));
        assertFalse(tcp.says("on Unix domain sockets"));
        PageText unix = page(Page.OVER_UNIX_SOCKETS);
        assertTrue(unix.says("<dt data-transport=\"unix\">Unix domain sockets</dt>"));
        assertFalse(unix.says("<dt data-transport=\"tcp\">"));
        assertTrue(unix.says("16 connections on Unix domain sockets</span>"));
        assertTrue(unix.says("1 connection on Unix domain sockets</span>"));
        PageText both = page(Page.OVER_BOTH);
        assertTrue(both.says("<dt data-transport=\"tcp\">"));
        assertTrue(both.says("<dt data-transport=\"unix\">"));
        assertTrue(both.says("16 connections on TCP or Unix domain sockets</span>"));
        for (PageText page : List.of(tcp, unix, both)) {
            assertTrue(page.says("<th scope=\"row\">Transport</th>"));
        }
    }

    @Test
    void comparisonHasEveryPlotWithIntervals() {
        PageText page = page(Page.COMPARED);
        Map<String, PageText> plots = page.plots();
        assertEquals(List.of("throughput-1024", "throughput-65536", "ratio-1024", "ratio-65536",
                "cpu-1024", "cpu-65536", "tradeoff-1024", "tradeoff-65536", "service-1024",
                "service-65536", "churn-1024", "churn-65536", "churn-ratio-1024",
                "churn-ratio-65536", "churn-cpu-1024", "churn-cpu-65536"),
                List.copyOf(plots.keySet()));
        int servers = SampleRuns.MEASURED.size();
        int buffers = SampleComparison.PLAN.bufferSizesBytes().size();
        for (Messages message : SampleComparison.PLAN.messages()) {
            // Of one cell the rounds differ so much that there is no interval.
            assertDrawn(
                    servers, servers, servers * buffers - 1, plots.get("throughput-" + message));
            assertDrawn(servers, servers, servers * buffers, plots.get("cpu-" + message));
            assertDrawn(
                    servers, servers, servers * buffers - 1, plots.get("tradeoff-" + message));
            assertDrawn(servers, servers, servers * buffers - 1, plots.get("churn-" + message));
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
    void tradeOffHasItsMarks() {
        PageText page = page(Page.COMPARED);
        assertTrue(page.says("over the <span data-fill=\"memory-words\">buffer of a connection"));
        assertFalse(page.says("data-if=\"bound\""));
        assertFalse(page.says("data-if=\"predicted\""));
        assertFalse(page.says("data-if=\"adaptive\""));
        assertFalse(page.says("data-if=\"waiting\""));
        assertTrue(page.says("<h3>Fitted costs</h3>"));
        PageText bends = page.plots().get("tradeoff-1024");
        // One word for all that have theirs at 1 KiB, and one for the virtual threads.
        assertEquals(2, bends.html().split(">knee</text>", -1).length - 1);
        assertTrue(bends.says(">buffer of a connection</text>"));
        assertFalse(bends.says(">bound "));
        int servers = SampleRuns.MEASURED.size();
        assertEquals(servers, bends.rings());
        PageText straight = page.plots().get("tradeoff-65536");
        assertFalse(straight.says(">knee</text>"));
        assertEquals(servers, straight.rings());
    }

    @Test
    void tradeOffHasWhatWasPredictedAndTheBound() {
        PageText page = page(Page.TRADED_OFF);
        String messages = TRADE_OFFS.get(0).messages();
        PageText near = page.plots().get("tradeoff-" + messages);
        // A dotted line for each server, and the bound.
        assertDrawn(5, 5, 3 * 4, near);
        assertTrue(near.says(">bound 19.5 KiB</text>"));
        assertTrue(near.says(">memory of a connection</text>"));
        PageText far = page.plots().get("tradeoff-" + messages + "-2");
        assertDrawn(4, 4, 3 * 4, far);
        assertTrue(far.says("; the bound of 16 MiB is out of the picture"));
        assertTrue(page.says("data-if=\"bound\""));
        assertTrue(page.says("data-if=\"predicted\""));
        for (TradeOff.Curve curve : TRADE_OFFS.get(0).curves()) {
            assertTrue(page.says("<li>" + curve.variant() + ": "
                    + curve.sentence().replace(" us", " µs") + "</li>"), curve::sentence);
        }
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertComparison(0, COMPARISON.comparison());
        shown.assertTradeOffs(TRADE_OFFS);
        shown.assertNothingElse();
    }

    @Test
    void searchForSizesHasItsTradeOff() {
        PageText page = page(Page.SEARCHED);
        String id = "tradeoff-" + SampleBuffers.PLAN.messages();
        assertEquals(List.of(id), List.copyOf(page.plots().keySet()));
        // Two servers and the bound; of the third nothing is known.
        assertDrawn(3, 3, 2 * 3, page.plots().get(id));
        assertTrue(page.plots().get(id).says(">bound 32.8 KiB</text>"));
        assertTrue(page.says("<h3>Fitted costs</h3>"));
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertBuffers(SampleBuffers.whole());
        shown.assertTradeOffs(Page.SEARCHED.summary().tradeOffs());
        shown.assertNothingElse();
    }

    @Test
    void twoBufferSizesAreNoTradeOff() {
        PageText page = page(Page.OF_TWO_BUFFERS);
        assertTrue(page.has("throughput"));
        assertFalse(page.has("tradeoff"));
        assertFalse(page.says("Trade-off"));
    }

    @Test
    void answersComeFirstAndTheRestIsFolded() {
        String page = page(Page.COMPARED).html().replace("&nbsp;", " ").replace('\u00a0', ' ');
        Overview overview = Summary.of(COMPARISON).overviews().get(0);
        int last = page.indexOf("<h2>In short</h2>");
        for (Overview.Answer answer : overview.answers()) {
            int place = page.indexOf("<dt>" + answer.about() + "</dt><dd><strong>"
                    + answer.answer() + "</strong>" + answer.figure() + "</dd>");
            assertTrue(place > last, answer::text);
            last = place;
        }
        int table = page.indexOf("<caption>" + overview.table().title() + "</caption>");
        int warnings = page.indexOf("class=\"notice\"");
        int details = page.indexOf("<details><summary>All findings");
        assertTrue(last < table && table < warnings && warnings < details, "in another order");
        assertTrue(details < page.indexOf("Fastest of the models"), "not folded");
        assertFalse(page.contains("<details open"));
    }

    @Test
    void verdictsAreToldByWordsAndSignsAndColours() {
        PageText page = page(Page.COMPARED);
        Map<String, String> looks = Map.of("faster", "better", "slower", "worse",
                "no difference", "level");
        Map<String, String> signs = Map.of("faster", "\u25b2", "slower", "\u25bc",
                "no difference", "=");
        RatioTable table = Summary.of(COMPARISON).overviews().get(0).table();
        for (RatioTable.Row row : table.rows()) {
            for (RatioTable.Entry entry : row.entries()) {
                String verdict = entry.verdict();
                assertTrue(page.says(!looks.containsKey(verdict)
                        ? "<td class=\"none\"><span class=\"verdict\">" + verdict + "</span></td>"
                        : "<td class=\"" + looks.get(verdict) + "\"><b>" + entry.ratio() + "</b>"
                                + " <small>" + entry.interval() + "</small> <span class=\""
                                + "verdict\"><span aria-hidden=\"true\">" + signs.get(verdict)
                                + "</span> " + verdict + "</span></td>"),
                        () -> row.server() + ": " + entry);
            }
        }
    }

    @Test
    void whatIsNoComparisonIsNotFolded() {
        String page = page(Page.SWEPT).html();
        assertFalse(page.contains("All findings"));
        assertFalse(page.contains("class=\"answers\""));
        assertTrue(page.indexOf("class=\"notice\"") < page.indexOf("<li>Highest rate held"));
    }

    @Test
    void latencyHasEveryPlot() {
        PageText page = page(Page.SWEPT);
        Map<String, PageText> plots = page.plots();
        assertEquals(List.of("response", "rate-p99", "rate-p50"), List.copyOf(plots.keySet()));
        int servers = SampleLatency.VARIANTS.size();
        assertDrawn(2 * servers, servers, 0, plots.get("response"));
        assertDrawn(servers, servers, 0, plots.get("rate-p99"));
        assertDrawn(servers, servers, 0, plots.get("rate-p50"));
        assertFalse(page.has("throughput"));
    }

    @Test
    void connectionsHaveEveryPlot() {
        PageText page = page(Page.CONNECTED);
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
    void figuresInTheTablesAreThoseOfTheComparison() {
        ShownFigures shown = new ShownFigures(page(Page.COMPARED).figures());
        shown.assertComparison(0, COMPARISON.comparison());
        shown.assertTradeOffs(Page.COMPARED.summary().tradeOffs());
        shown.assertNothingElse();
    }

    @Test
    void figuresInTheTablesAreThoseOfTheOpenLoop() {
        PageText page = page(Page.AT_A_RATE);
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertLatency(AT_ONE_RATE.latency());
        shown.assertNothingElse();
        assertFalse(page.plots().containsKey("rate-p99"), "one rate is no curve");
    }

    @Test
    void figuresInTheTablesAreThoseOfTheConnections() {
        ShownFigures shown = new ShownFigures(page(Page.CONNECTED).figures());
        shown.assertConnections(CONNECTIONS.connections());
        shown.assertNothingElse();
    }

    @Test
    void everyKindOfRunHasItsPlaceOnOnePage() {
        PageText page = page(Page.EVERY_KIND);
        assertEquals(24, page.plots().size());
        assertTrue(page.says("3 runs of echo servers"));
        assertFalse(page.says("async (quick)"), "one run of a kind needs no label");
    }

    @Test
    void runsOfAKindStandSideBySide() {
        PageText page = page(Page.TWO_OF_A_KIND);
        int servers = SampleRuns.MEASURED.size();
        int buffers = SampleComparison.PLAN.bufferSizesBytes().size();
        PageText plots = page.plots().get("throughput-1024");
        assertDrawn(2 * servers, servers, 2 * (servers * buffers - 1), plots);
        assertTrue(plots.says("async (before)") && plots.says("async (after)"));
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertComparison(0, COMPARISON.comparison());
        shown.assertComparison(1, AFTER);
        shown.assertTradeOffs(Page.TWO_OF_A_KIND.summary().tradeOffs());
        shown.assertNothingElse();
    }

    @Test
    void failedAndMissingCellsAreShownAsSuch() {
        PageText page = page(Page.STOPPED_EARLY);
        assertTrue(page.says("This run was stopped early"));
        assertFalse(page.says("<title>evil"), "the injected script ran");
        assertTrue(page.says("selector failed: &lt;/script&gt;&lt;script&gt;document.title="));
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertComparison(0, PARTIAL);
        shown.assertTradeOffs(Page.STOPPED_EARLY.summary().tradeOffs());
        shown.assertNothingElse();
    }

    @Test
    void emptyRunHasAPage() {
        PageText page = page(Page.EMPTY);
        assertEquals(Map.of(), page.plots());
        assertTrue(page.says("There is nothing to compare"));
    }

    @Test
    void serverOfUnknownBufferHasFiguresButNoCurveOverBuffers() {
        PageText page = page(Page.OF_UNKNOWN_BUFFER);
        assertEquals(List.of("service-1024"), List.copyOf(page.plots().keySet()));
        ShownFigures shown = new ShownFigures(page.figures());
        shown.assertComparison(0, OF_TARGET);
        shown.assertNothingElse();
        assertTrue(page.says("<td>unknown</td>"));
    }

    @Test
    void unknownFactsAreNotInvented() {
        PageText page = page(Page.OF_UNKNOWN_FACTS);
        assertTrue(page.says("<th scope=\"row\">Commit</th><td>unknown</td>"));
        assertTrue(page.says("<th scope=\"row\">A bare system call</th><td>unknown</td>"));
        assertFalse(page.html().contains("<td>null"));
        assertFalse(page.html().contains("<td>undefined"));
    }

    @Test
    void costsOfTheMachineAreInTheEnvironment() {
        PageText page = page(Page.COMPARED);
        for (String row : List.of(
                "Hyperthreads of one core</th><td>none",
                "Processors set apart</th><td>client on processor 0, servers on processor 1",
                "A bare system call</th><td>1.08 µs",
                "Waking a thread on another core</th><td>6.34 µs",
                "Round trip of a byte over loopback</th><td>21.7 µs",
                "Time taken by a hypervisor</th><td>1.2 %")) {
            assertTrue(page.says("<th scope=\"row\">" + row + "</td>"), row);
        }
    }

    @Test
    void histogramsAreLinkedFromWhereThePageStands() {
        assertTrue(page(Page.ON_PHONE).html().contains(
                "href=\"a%20run/histograms/async-1024-run1.hlog\""));
    }

    @Test
    void darkModeDrawsToo() {
        PageText plot = page(Page.DARK).plots().get("throughput-1024");
        assertDrawn(SampleRuns.MEASURED.size(), SampleRuns.MEASURED.size(),
                SampleRuns.MEASURED.size() * SampleComparison.PLAN.bufferSizesBytes().size() - 1,
                plot);
        assertTrue(plot.html().contains("#56b4e9"), "the lighter colours");
    }

    @Test
    void phoneShowsAllOfItWithoutScrollingSideways() {
        Map<String, PageText> plots = page(Page.ON_PHONE).plots();
        assertEquals(26, plots.size());
        plots.forEach((id, plot) -> assertTrue(plot.html().contains("<svg"), id));
        Frames.Seen seen = opened.pages().get(Page.ON_PHONE.name());
        assertEquals(390, seen.widthPixels());
        assertEquals(0, seen.excessPixels());
    }

    private static void assertDrawn(int lines, int colours, int whiskers, PageText plot) {
        assertAll(
                () -> assertTrue(plot.html().contains("<svg"), "no drawing"),
                () -> assertEquals(lines, plot.lines(), "lines"),
                () -> assertEquals(colours, plot.colours(), "colours"),
                () -> assertEquals(whiskers, plot.whiskers(), "whiskers"));
    }

    private static PageText page(Page page) {
        Frames.Seen seen = opened.pages().get(page.name());
        assertNotNull(seen, "the scripts did not get to their end");
        PageText text = new PageText(seen.html());
        text.plots().forEach((id, plot) -> assertFalse(plot.html().contains("NaN"), id));
        return text;
    }
}
