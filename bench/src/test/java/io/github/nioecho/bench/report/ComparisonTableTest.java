package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ComparisonTableTest {

    private static final Plan PLAN = new Plan(
            List.of("async", "selector", "virtual"), List.of(256, 1024), List.of(1024),
            16, 1, 1, 1, 1000, 3, 500);

    @Test
    void bestFigureOfEachRowIsMarked() {
        String table = ComparisonTable.render(SampleResults.results(PLAN, true, List.of(
                throughput("async", 256, 41_200.4, 22.14),
                throughput("selector", 256, 39_000, 19.05),
                throughput("virtual", 256, 40_000, 30),
                throughput("async", 1024, 134_000, 7.348),
                throughput("selector", 1024, 148_210, 5.77),
                throughput("virtual", 1024, 100_000, 11.1),
                latency("async", 1024, 95.2, 410),
                latency("selector", 1024, 99, 380.6))));
        assertEquals("""
                Throughput, messages of 1 KiB, 16 connections: round trips per second, server CPU per round trip
                                         async             selector              virtual
                    buffer    trips/s   CPU us     trips/s   CPU us     trips/s   CPU us
                     256 B     41,200*    22.1      39,000     19.1*     40,000     30.0
                     1 KiB    134,000     7.35     148,210*    5.77*    100,000     11.1

                Latency, messages of 1 KiB, 1 connection: service time of a round trip, closed loop
                                         async             selector              virtual
                    buffer     p50 us   p99 us      p50 us   p99 us      p50 us   p99 us
                     256 B          -        -           -        -           -        -
                     1 KiB       95.2*     410        99.0      381*          -        -

                """, table);
    }

    @Test
    void failedCellIsNamedWithItsCause() {
        String table = ComparisonTable.render(SampleResults.results(PLAN, true, List.of(
                CellResult.failed(cell(Question.THROUGHPUT, "async", 1024), "the server died"),
                throughput("selector", 1024, 148_210, 5.77))));
        assertTrue(table.contains("""
                     1 KiB     failed              148,210     5.77           -        -
                """), table);
        assertTrue(table.endsWith(
                "failed: throughput, async, buffer 1 KiB, messages of 1 KiB: the server died\n"),
                table);
    }

    @Test
    void fitsIntoHundredColumns() {
        List<String> variants = List.of("async", "blocking", "virtual", "selector",
                "netty-nio", "netty-epoll", "netty-io_uring", "smart-socket", "async-n-loops");
        Plan plan = new Plan(variants, List.of(256), List.of(1024), 16, 1, 1, 1, 1000, 3, 500);
        List<CellResult> cells = new ArrayList<>();
        variants.forEach(variant -> cells.add(throughput(variant, 256, 9_999_999, 99_999)));
        String table = ComparisonTable.render(SampleResults.results(plan, true, cells));
        table.lines().forEach(line -> assertTrue(line.length() <= 100, line));
        variants.forEach(variant -> assertTrue(table.contains(variant), variant));
    }

    private static CellResult throughput(
            String variant, int buffer, double roundTrips, double cpuMicros) {
        return new CellResult(cell(Question.THROUGHPUT, variant, buffer), roundTrips, "ops/s",
                List.of(), cpuMicros, null, null, null, null, null);
    }

    private static CellResult latency(String variant, int buffer, double p50, double p99) {
        return new CellResult(cell(Question.LATENCY, variant, buffer), p50, "us/op",
                List.of(), null, null, Map.of("p50", p50, "p99", p99), null, null, null);
    }

    private static Cell cell(Question question, String variant, int buffer) {
        return new Cell(question, variant, buffer, 1024, 16, 1);
    }
}
