package io.github.nioecho.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.LatencySummary;
import io.github.nioecho.bench.results.SizeTimes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyTableTest {

    private static final Map<String, Double> MICROS = Map.of("p50", 12.34, "p90", 123.4,
            "p99", 1_234.0, "p99.9", 123_400.0, "p99.99", 999_999.0, "max", 10_000_000.0);

    @ParameterizedTest
    @CsvSource({
        "0, 0.00us", "9.994, 9.99us", "9.996, 10.0us", "99.96, 100us", "999.4, 999us",
        "999.6, 1.00ms", "12345, 12.3ms", "999499, 999ms", "999600, 1.00s", "12345678, 12.3s"
    })
    void timesHaveThreeDigitsAndAUnit(double micros, String text) {
        assertEquals(text, LatencyTable.time(micros));
    }

    @Test
    void rowHasEveryFigureInAtMostHundredColumns() {
        String table = LatencyTable.render(results(
                new LatencySummary("smart-socket", 200_000, 3, 0, 0, 200_000.0, MICROS, MICROS,
                        MICROS, null, null, 12.3, null)));

        assertTrue(table.lines().allMatch(line -> line.length() <= 100), table);
        assertEquals("smart-socket  200,000  200,000 12.3us  123us 1.23ms  123ms  1.00s  10.0s"
                + " 12.3us 1.23ms 1.23ms   12.3", table.lines().toList().get(2));
    }

    @Test
    void sizesOfAMixtureStandBelowInTheSameColumns() {
        List<String> lines = LatencyTable.render(results(
                new LatencySummary("async", 5_000, 3, 0, 0, 5_000.0, MICROS, MICROS, MICROS, null,
                        null, 12.3, List.of(
                                new SizeTimes(64, 1, MICROS, MICROS),
                                new SizeTimes(65_536, 999_999, MICROS, MICROS),
                                new SizeTimes(16_777_215, 1_234_567_890, MICROS, Map.of()))),
                new LatencySummary("selector", 5_000, 3, 0, 0, 5_000.0, MICROS, MICROS, MICROS,
                        null, null, 12.3, List.of()))).lines().toList();

        assertEquals(List.of(
                "async           5,000    5,000 12.3us  123us 1.23ms  123ms  1.00s  10.0s"
                        + " 12.3us 1.23ms 1.23ms   12.3",
                "  64 B               1 message 12.3us  123us 1.23ms  123ms  1.00s  10.0s"
                        + " 12.3us 1.23ms",
                "  64 KiB      999,999 messages 12.3us  123us 1.23ms  123ms  1.00s  10.0s"
                        + " 12.3us 1.23ms",
                "  16777215 B     1,234,567,890 12.3us  123us 1.23ms  123ms  1.00s  10.0s"
                        + "      -      -",
                "selector        5,000    5,000 12.3us  123us 1.23ms  123ms  1.00s  10.0s"
                        + " 12.3us 1.23ms 1.23ms   12.3"), lines.subList(2, 7));
        assertEquals(7, lines.size());
    }

    @Test
    void titleOfAMixtureTakesTwoLinesIfOneIsTooShort() {
        assertEquals("Messages of 1 KiB on 8 connections, buffers of 1 KiB;"
                + " late: how late they were sent", LatencyTable.title(plan()));
        assertEquals("Messages of 64:50%,1024:40%,64KiB:10% on 8 connections, buffers of 1 KiB;\n"
                + "late: how late they were sent",
                LatencyTable.title(plan(Messages.parse("64:50%,1024:40%,64KiB:10%"))));
    }

    @Test
    void whatWasNotMeasuredIsADash() {
        String table = LatencyTable.render(results(
                new LatencySummary("localhost:7", 100, 1, 0, 0, 100.0, MICROS, MICROS, MICROS, null,
                        null, null, null),
                new LatencySummary("async", 100, 2, 0, 2, null, null, null, null, null, null,
                        null, null)));

        assertTrue(table.lines().toList().get(2).endsWith("1.23ms      -"), table);
        assertTrue(table.lines().toList().get(3).matches(
                "async +100 +-( +-){9} +-  FAILED 2 of 2"), table);
    }

    @Test
    void missedRateIsMarked() {
        assertTrue(LatencyTable.render(results(
                new LatencySummary("async", 100, 1, 1, 0, 90.0, MICROS, MICROS, MICROS, null, null,
                        1.0, null))).stripTrailing().endsWith("  MISSED"));
        assertTrue(LatencyTable.render(results(
                new LatencySummary("async", 100, 3, 1, 1, 90.0, MICROS, MICROS, MICROS, null, null,
                        1.0, null))).stripTrailing().endsWith("  MISSED 1 of 3  FAILED 1 of 3"));
    }

    @Test
    void heldRatesAreListed() {
        LatencyPlan plan = plan();
        LatencyResults results = new LatencyResults(plan, List.of(), List.of(), List.of(
                new LatencyResults.HeldRate("async", 113_000.0),
                new LatencyResults.HeldRate("virtual", null)));

        assertEquals("async         113,000/s\nvirtual       none, not even 100/s\n",
                LatencyTable.renderHeld(results).replaceAll(" +(?=113)", "         "));
    }

    private static LatencyResults results(LatencySummary... summaries) {
        return new LatencyResults(plan(), List.of(), List.of(summaries), List.of());
    }

    private static LatencyPlan plan() {
        return plan(Messages.of(1024));
    }

    private static LatencyPlan plan(Messages messages) {
        return new LatencyPlan(
                List.of("async"), 100, 8, 1024, messages, 1, 1, 0, 1_000, null);
    }
}
