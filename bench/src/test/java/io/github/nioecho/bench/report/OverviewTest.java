package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OverviewTest {

    private static final Messages SMALL = Messages.of(1024);
    private static final Messages LARGE = Messages.of(65536);
    private static final Interval NONE = null;

    private final List<CellSummary> cells = new ArrayList<>();
    private List<String> variants = List.of("async", "blocking", "virtual", "selector");
    private List<Integer> buffers = List.of(1024, 65536);
    private List<Messages> messages = List.of(SMALL, LARGE);
    private List<Question> questions = Question.usual();
    private Transport transport = Transport.TCP;
    private String baseline = "selector";
    private int rounds = 5;

    @Test
    void threeAnswersStandFirstAndATableBelow() {
        everything();
        assertEquals("""
                In short:
                Small messages (1 KiB)    selector; next is virtual with 0.97 (0.95 to 0.98) times \
                its throughput
                Large messages (64 KiB)   no difference shown between virtual and selector: \
                0.98 (0.93 to 1.02); no
                                          ratio for blocking
                A 1024-byte buffer costs  a factor of 20.0 (19.6 to 20.4) against 64 KiB (selector, \
                64 KiB messages)

                Throughput against selector
                          1 KiB messages, 1 KiB buffers         64 KiB messages, 64 KiB buffers
                async     0.85  0.82 to 0.88    slower          0.90  0.87 to 0.93    slower
                blocking  0.50  0.48 to 0.52    slower          failed
                virtual   0.97  0.95 to 0.98    slower          0.98  0.93 to 1.02    no difference
                selector                        baseline                              baseline
                """.replace("failed\n", "                      failed\n"), text());
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        variants = List.of("async", "a-host-with-a-very-long-name.example.org:40213", "selector");
        messages = Messages.ofEach(16, 1024, 65536);
        for (Messages message : messages) {
            cell("selector", 1024, message, 1000, NONE);
            cell(variants.get(1), 1024, message, 1100, new Interval(0.951, 1.052));
            cell("async", 1024, message, 1100, new Interval(0.951, 1.052));
        }
        buffers = List.of(1024);
        overview().lines().forEach(line -> assertTrue(line.length() <= 100, line));
        assertTrue(text().contains("\n.." + variants.get(1).substring(28) + "  1.00  "), text());
        assertTrue(text().contains("\n" + " ".repeat(22) + "64 KiB messages, 1 KiB buffers\n"),
                text());
    }

    @Test
    void leaderThatIsNotTheBaselineHasItsRatio() {
        cell("selector", 1024, SMALL, 1000, NONE);
        cell("async", 1024, SMALL, 1120, new Interval(1.08, 1.16));
        cell("virtual", 1024, SMALL, 1000, new Interval(0.98, 1.02));
        assertEquals("async with 1.12 (1.08 to 1.16) times the throughput of selector;"
                + " no ratio for blocking", answer(0));
    }

    @Test
    void tieOfSeveralHasTheReachOfTheirRatios() {
        cell("selector", 1024, SMALL, 1000, NONE);
        cell("async", 1024, SMALL, 1000, new Interval(0.95, 1.03));
        cell("virtual", 1024, SMALL, 1000, new Interval(0.99, 1.05));
        cell("blocking", 1024, SMALL, 500, new Interval(0.48, 0.52));
        assertEquals("no difference shown between async, virtual and selector (0.95 to 1.05)",
                answer(0));
    }

    @Test
    void tieOfAllDoesNotNameThemAll() {
        cell("selector", 1024, SMALL, 1000, NONE);
        cell("async", 1024, SMALL, 1000, new Interval(0.95, 1.03));
        cell("virtual", 1024, SMALL, 1000, new Interval(0.98, 1.05));
        cell("blocking", 1024, SMALL, 1000, new Interval(0.98, 1.02));
        assertEquals("no difference shown between the 4 models (0.95 to 1.05 times selector)", answer(0));
    }

    @Test
    void fasterServersMayTieToo() {
        cell("selector", 1024, SMALL, 1000, NONE);
        cell("async", 1024, SMALL, 1100, new Interval(1.05, 1.15));
        cell("virtual", 1024, SMALL, 1200, new Interval(1.14, 1.26));
        variants = List.of("async", "virtual", "selector");
        assertEquals("no difference shown between async and virtual (1.05 to 1.26 times selector)",
                answer(0));
    }

    @Test
    void shortTimesLeadWhereThroughputWasNotAsked() {
        questions = List.of(Question.LATENCY);
        variants = List.of("async", "virtual", "selector");
        latency("selector", NONE);
        latency("async", new Interval(1.1, 1.2));
        latency("virtual", new Interval(0.8, 0.9));
        assertEquals("virtual with 0.85 (0.80 to 0.90) times the median service time of selector",
                answer(0));
        assertEquals("not known: throughput was not measured", answer(2));
        assertEquals("Median service time against selector", overview().table().title());
        assertEquals("faster", overview().table().rows().get(1).entries().get(0).verdict());
    }

    @Test
    void failureOfTheBaselineLeavesNoAnswer() {
        failed("selector", 1024, SMALL);
        cell("async", 1024, SMALL, 1000, NONE);
        assertEquals("not known: selector, which others are compared with, failed", answer(0));
        assertEquals("not known: selector, which others are compared with, was not measured",
                answer(1));
    }

    @Test
    void oneRoundLeavesNoAnswer() {
        rounds = 1;
        cells.add(new CellSummary(new Cell(Question.THROUGHPUT, "selector", 1024, SMALL, 16, 1),
                1, null, 1000.0, null, null, false, true, null, null, null, null, null, null, null,
                null));
        cells.add(new CellSummary(new Cell(Question.THROUGHPUT, "async", 1024, SMALL, 16, 1), 1,
                null, 900.0, null, null, false, true,
                new Ratio(0.9, null, 1, Ratio.Verdict.NO_DIFFERENCE), null, null, null, null, null,
                null, null));
        assertEquals("not known: one round gives no interval", answer(0));
        assertEquals("not known: too few figures for an interval", answer(2));
        assertEquals(new RatioTable.Entry("0.90", "", "no interval"),
                overview().table().rows().get(0).entries().get(0));
    }

    @Test
    void oneServerAloneHasItsFigure() {
        variants = List.of("async");
        baseline = "async";
        cell("async", 1024, SMALL, 134_000, NONE);
        assertEquals("async alone was measured: 134,000 (132,660 to 135,340) round trips/s",
                answer(0));
        assertEquals("not known: async was not measured", answer(1));
        assertNull(overview().table());
    }

    @Test
    void oneMessageSizeIsNeitherSmallNorLarge() {
        messages = List.of(SMALL);
        everything();
        assertEquals(List.of("Messages of 1 KiB", "Other messages", "A 1024-byte buffer costs"),
                overview().answers().stream().map(Overview.Answer::about).toList());
        assertEquals("not measured", answer(1));
        assertEquals("nothing shown: no size is better (selector, 1 KiB messages)", answer(2));
    }

    @Test
    void mixtureHasAnAnswerAndAColumnOfItsOwn() {
        Messages mixture = Messages.parse("64:50%,1024:40%,64KiB:10%");
        variants = List.of("async", "selector");
        messages = List.of(SMALL, LARGE, mixture);
        everything();
        assertEquals("""
                In short:
                Small messages (1 KiB)                 selector; next is async with 0.85 (0.82 to \
                0.88) times its
                                                       throughput
                Large messages (64 KiB)                selector; next is async with 0.90 (0.87 to \
                0.93) times its
                                                       throughput
                Messages of 64:50%,1024:40%,64KiB:10%  selector; next is async with 0.90 (0.87 to \
                0.93) times its
                                                       throughput
                A 1024-byte buffer costs               a factor of 20.0 (19.6 to 20.4) against \
                64 KiB (selector,
                                                       64:50%,1024:40%,64KiB:10% messages)

                Throughput against selector
                          1 KiB messages, 1 KiB buffers         64 KiB messages, 64 KiB buffers
                async     0.85  0.82 to 0.88    slower          0.90  0.87 to 0.93    slower
                selector                        baseline                              baseline
                          64:50%,1024:40%,64KiB:10% messages
                          64 KiB buffers
                async     0.90  0.87 to 0.93    slower
                selector                        baseline
                """, text());
    }

    @Test
    void mixtureAloneIsWhatTheBufferCostIsOf() {
        messages = List.of(Messages.parse("64:50%,1024:40%,64KiB:10%"));
        everything();
        assertEquals(List.of("Messages of 64:50%,1024:40%,64KiB:10%", "Other messages",
                "A 1024-byte buffer costs"),
                overview().answers().stream().map(Overview.Answer::about).toList());
        assertEquals("not measured", answer(1));
        assertTrue(answer(2).endsWith("(selector, 64:50%,1024:40%,64KiB:10% messages)"), answer(2));
    }

    @Test
    void mixtureOfManySizesFitsTheTerminalToo() {
        Messages many = Messages.parse(
                "16777213:50%,16777214:10%,16777215:10%,16777216:10%,64:20%");
        messages = List.of(SMALL, many, Messages.parse("64:10%,16777212:90%"));
        everything();
        overview().lines().forEach(line -> assertTrue(line.length() <= 100, line));
        assertTrue(text().contains("Messages of 16777213:50%,16777214:10%,.."), text());
        assertTrue(text().contains(
                "1 KiB messages                        16777213:50%,.. messages\n"),
                text());
    }

    @Test
    void unknownBuffersHaveNoCost() {
        variants = List.of("127.0.0.1:7", "127.0.0.1:8");
        baseline = "127.0.0.1:7";
        buffers = Collections.singletonList(null);
        cells.add(summary("127.0.0.1:7", null, SMALL, 1000, NONE));
        cells.add(summary("127.0.0.1:8", null, SMALL, 1000, new Interval(1.1, 1.2)));
        assertEquals("127.0.0.1:8 with 1.15 (1.10 to 1.20) times the throughput of 127.0.0.1:7",
                answer(0));
        assertEquals("not known: a running server does not tell its buffer size", answer(2));
        assertEquals(new RatioTable.Column("1 KiB messages", ""),
                overview().table().columns().get(0));
    }

    @Test
    void costNeedsABufferOf1024BytesAndAnother() {
        buffers = List.of(256, 4096);
        everything();
        assertEquals("not known: no buffer of 1 KiB was measured", answer(2));
        buffers = List.of(1024);
        assertEquals("not known: no other size was measured", answer(2));
    }

    @Test
    void smallCostIsAPercentage() {
        cell("selector", 1024, LARGE, 800, NONE);
        cell("selector", 65536, LARGE, 1000, NONE);
        assertEquals("20 % (18 to 22 %) of the throughput of 64 KiB (selector, 64 KiB messages)",
                answer(2));
    }

    @Test
    void bestSizeCostsNothing() {
        cell("selector", 1024, LARGE, 1000, NONE);
        cell("selector", 65536, LARGE, 900, NONE);
        assertEquals("nothing shown: no size is better (selector, 64 KiB messages)", answer(2));
    }

    @Test
    void costThatIsNotShownHasItsFigure() {
        cell("selector", 1024, LARGE, 990, NONE);
        cell("selector", 65536, LARGE, 1000, NONE);
        assertEquals("nothing shown: 0.99 (0.97 to 1.01) of 64 KiB (selector, 64 KiB messages)",
                answer(2));
    }

    @Test
    void costIsThatOfTheLeader() {
        everything();
        cells.removeIf(cell -> cell.cell().variant().equals("selector")
                && cell.cell().bufferSizeBytes() == 1024);
        assertEquals("a factor of 10.0 (9.80 to 10.2) against 64 KiB (virtual, 64 KiB messages)",
                answer(2));
    }

    @Test
    void serversAreRankedAtTheSmallestBufferThatHoldsAMessage() {
        buffers = List.of(256, 4096, 16384);
        everything();
        assertEquals(List.of(new RatioTable.Column("1 KiB messages", "4 KiB buffers"),
                new RatioTable.Column("64 KiB messages", "16 KiB buffers")),
                overview().table().columns());
    }

    @Test
    void otherServersStandInTheTableAfterTheModelsAndInNoAnswer() {
        variants = List.of("netty-nio", "async", "selector");
        everything();
        cell("netty-nio", 1024, SMALL, 2000, new Interval(1.9, 2.1));
        assertEquals(List.of("async", "selector", "netty-nio"),
                overview().table().rows().stream().map(RatioTable.Row::server).toList());
        assertEquals("selector; next is async with 0.85 (0.82 to 0.88) times its throughput",
                answer(0));
    }

    @Test
    void modelIsChosenFromAllServersWhereThereIsOnlyOne() {
        variants = List.of("netty-nio", "selector");
        everything();
        cell("netty-nio", 1024, SMALL, 2000, new Interval(1.9, 2.1));
        assertEquals("netty-nio with 2.00 (1.90 to 2.10) times the throughput of selector",
                answer(0));
    }

    @Test
    void transportIsNamedUnlessItIsTheUsualOne() {
        transport = Transport.UNIX;
        everything();
        assertEquals("Throughput against selector, over Unix domain sockets",
                overview().table().title());
    }

    @Test
    void stopIsSaidBeforeTheAnswers() {
        assertEquals("In short, as far as it got before it was stopped:",
                Overview.of("", SampleRuns.comparison(false, SampleComparison.whole())).get(0)
                        .lines().get(0));
        assertEquals("after, as far as it got before it was stopped",
                Overview.of("after", SampleRuns.comparison(false, SampleComparison.whole()))
                        .get(0).title());
    }

    @Test
    void nothingMeasuredHasNoOverview() {
        assertEquals(List.of(), overviews());
        failed("selector", 1024, SMALL);
        assertEquals(List.of(), overviews());
    }

    /** Adds cells in which the selector leads for small messages, and ties for large ones. */
    private void everything() {
        for (int buffer : List.of(256, 1024, 4096, 16384, 65536)) {
            for (Messages message : messages) {
                boolean small = message.equals(SMALL);
                double scale = small ? 1 : buffer == 65536 ? 0.1 : 0.005;
                cell("selector", buffer, message, 100_000 * scale, NONE);
                cell("async", buffer, message, 90_000 * scale,
                        small ? new Interval(0.82, 0.88) : new Interval(0.87, 0.93));
                cell("virtual", buffer, message, 97_000 * (small || buffer == 65536 ? scale : 0.01),
                        small ? new Interval(0.954, 0.984) : new Interval(0.93, 1.02));
                if (small) {
                    cell("blocking", buffer, message, 50_000, new Interval(0.48, 0.52));
                } else {
                    failed("blocking", buffer, message);
                }
            }
        }
    }

    private void cell(String variant, int buffer, Messages message, double score, Interval ratio) {
        cells.add(summary(variant, buffer, message, score, ratio));
    }

    private static CellSummary summary(
            String variant, Integer buffer, Messages message, double score, Interval ratio) {
        return new CellSummary(new Cell(Question.THROUGHPUT, variant, buffer, message, 16, 1), 5,
                null, score, new Interval(score * 0.99, score * 1.01), 0.01, false, true,
                ratio(ratio, true), null, null, null, null, null, null, null);
    }

    private void latency(String variant, Interval ratio) {
        cells.add(new CellSummary(new Cell(Question.LATENCY, variant, 1024, SMALL, 1, 1), 5, null,
                100.0, null, 0.01, false, true, ratio(ratio, false), null, null, null, null, null, null,
                null));
    }

    private void failed(String variant, int buffer, Messages message) {
        cells.add(new CellSummary(new Cell(Question.THROUGHPUT, variant, buffer, message, 16, 1), 0,
                List.of("it broke"), null, null, null, false, true, null, null, null, null, null, null,
                null, null));
    }

    private static Ratio ratio(Interval interval, boolean moreIsBetter) {
        return interval == null ? null : new Ratio(
                (interval.low() + interval.high()) / 2, interval, 5,
                interval.low() <= 1 && interval.high() >= 1 ? Ratio.Verdict.NO_DIFFERENCE
                        : interval.low() > 1 == moreIsBetter ? Ratio.Verdict.FASTER
                        : Ratio.Verdict.SLOWER);
    }

    private String answer(int nth) {
        return overview().answers().get(nth).text();
    }

    private String text() {
        return String.join("\n", overview().lines()) + "\n";
    }

    private Overview overview() {
        return overviews().get(0);
    }

    private List<Overview> overviews() {
        ComparisonPlan plan = new ComparisonPlan(variants, baseline, buffers, messages, questions,
                transport, 16, 1, 1, rounds, 40, 8, 60);
        return Overview.of("", SampleRuns.comparison(
                true, new ComparisonResults(plan, List.of(), cells)));
    }
}
