package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ComparisonTableTest {

    @Test
    void eachServerHasItsFigureItsRatioAndTheVerdict() {
        String table = render(Rows.plan("selector", "async", "virtual"), Rows.all(
                Rows.trips("selector", 5.77, 148_000.0, 148_210.0, 148_420.0),
                Rows.trips("async", 7.348, 134_000.0, 134_100.0, 133_900.0),
                Rows.trips("virtual", 5.77, 100_000.0, 160_000.0, 190_000.0),
                List.of(Rows.times("async", 1, 95.2, 95_200, 410_000))));
        assertEquals("""
                Throughput, messages of 1 KiB, 16 connections

                  round trips per second
                  buffer               selector                  async                virtual
                   1 KiB  148,210                134,000  0.90 slower   150,000~ 0.98 no diff

                  server CPU per round trip, us
                  buffer               selector                  async                virtual
                   1 KiB     5.77                   7.35  1.27 slower      5.77  1.00 no diff

                Latency, closed loop, messages of 1 KiB, 1 connection

                  median service time, us
                  buffer               selector                  async                virtual
                   1 KiB        -                   95.2                      -

                  99 % of the service times are within, us
                  buffer               selector                  async                virtual
                   1 KiB        -                    410                      -

                Ratios are to selector, taken within rounds; faster and slower are said where their 95 %
                interval leaves out 1.   ~ noisy: that interval reaches further than 5 %
                """, table);
    }

    @Test
    void churnHasConnectionsAndTheirCpu() {
        String table = render(Rows.plan(List.of(Question.CHURN), "selector", "async"), Rows.all(
                Rows.rounds(Rows.churn("selector"), 40.0, 20_000.0, 20_100.0, 19_900.0),
                Rows.rounds(Rows.churn("async"), 50.0, 18_000.0, 18_090.0, 17_910.0)));
        assertEquals("""
                Churn, one message for each connection, messages of 1 KiB, 16 connections

                  connections per second
                  buffer               selector                  async
                   1 KiB   20,000                 18,000  0.90 slower

                  server CPU per connection, us
                  buffer               selector                  async
                   1 KiB     40.0                   50.0  1.25 slower

                Ratios are to selector, taken within rounds; faster and slower are said where their 95 %
                interval leaves out 1.   ~ noisy: that interval reaches further than 5 %
                """, table);
    }

    @Test
    void titleOfAMixtureTakesTwoLinesIfOneIsTooShort() {
        ComparisonPlan plan = Rows.plan(
                List.of(Question.values()), Transport.UNIX, "selector", "blocking");
        ComparisonPlan mixed = new ComparisonPlan(plan.variants(), plan.baseline(),
                plan.bufferSizesBytes(),
                List.of(Messages.parse("64:50%,128:20%,1024:10%,4096:10%,64KiB:10%"),
                        Messages.parse("64:50%,1024:40%,64KiB:10%")),
                plan.questions(), plan.transport(), 16, 1, 1, 3, 40, 8, 60);
        String table = render(mixed, List.of());
        assertTrue(table.lines().allMatch(line -> line.length() <= 100), table);
        assertTrue(table.contains("Throughput, messages of 64:50%,128:20%,1024:10%,4096:10%,..,"
                + " 16 connections, Unix domain sockets\n\n"), table);
        assertTrue(table.contains("Churn, one message for each connection, messages of"
                + " 64:50%,1024:40%,64KiB:10%,\n  16 connections, Unix domain sockets\n\n"), table);
    }

    @Test
    void otherTransportIsNamedWithEachTable() {
        String table = render(
                Rows.plan(List.of(Question.values()), Transport.UNIX, "selector", "blocking"),
                Rows.trips("selector", 5.77, 148_000.0, 148_210.0, 148_420.0));
        for (String title : List.of(
                "Throughput, messages of 1 KiB, 16 connections, Unix domain sockets\n",
                "Latency, closed loop, messages of 1 KiB, 1 connection, Unix domain sockets\n",
                "Churn, one message for each connection, messages of 1 KiB, 16 connections,"
                        + " Unix domain sockets\n")) {
            assertTrue(table.contains(title), table);
        }
    }

    @Test
    void failedServerIsNamedWithItsCause() {
        String table = render(Rows.plan("selector", "async"), Rows.all(
                Rows.trips("selector", 5.0, 100.0, null, 100.0),
                Rows.trips("async", 5.0, null, null, null)));
        assertTrue(table.contains("     100                 failed\n"), table);
        assertTrue(table.contains("failed: selector, throughput, buffer 1 KiB, messages of 1 KiB,"
                + " in 1 of 3 rounds: the server died\n"), table);
        assertTrue(table.endsWith("failed: async, throughput, buffer 1 KiB, messages of 1 KiB,"
                + " in 3 of 3 rounds: the server died\n"), table);
    }

    @Test
    void figureThatNobodyHasIsLeftOut() {
        String table = render(Rows.plan("here:7", "there:7"), Rows.all(
                Rows.trips("here:7", null, 100.0, 100.0),
                Rows.trips("there:7", null, 50.0, 50.0)));
        assertTrue(table.contains("round trips per second"), table);
        assertFalse(table.contains("CPU"), table);
        assertFalse(table.contains("0.00"), table);
    }

    @Test
    void fitsIntoHundredColumns() {
        List<String> variants = List.of("selector", "blocking", "virtual", "netty-io_uring",
                "a-host-with-a-very-long-name.example.org:40213", "smart-socket");
        ComparisonPlan plan = Rows.plan(variants.toArray(String[]::new));
        List<Sample> samples = new ArrayList<>();
        for (String variant : variants) {
            samples.addAll(Rows.trips(variant, 99_999.0, 9_999_999.0, 9_000_000.0, 1_000_000.0));
        }
        String table = render(plan, samples);
        table.lines().forEach(line -> assertTrue(line.length() <= 100, line));
        assertTrue(table.contains("smart-socket"), table);
        assertTrue(table.contains("very-long-name.example.org:40213".substring(14)), table);
    }

    private static String render(ComparisonPlan plan, List<Sample> samples) {
        return ComparisonTable.render(Rows.results(plan, samples));
    }
}
