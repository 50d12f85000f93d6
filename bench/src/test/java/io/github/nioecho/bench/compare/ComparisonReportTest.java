package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.report.SampleRuns;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ComparisonReportTest {

    private final String text = text();

    @Test
    void answersAreFirstAndLongSectionsLast() {
        List<String> parts = List.of("In short:", "A 1024-byte buffer costs",
                "Throughput against selector", "netty-uring was left out",
                "Throughput, messages of 1 KiB, 16 connections", "Ratios are to selector",
                "Fastest of the models: ", "more on the page)");
        int last = -1;
        for (String part : parts) {
            int place = text.indexOf(part);
            assertTrue(place > last, () -> part + " is not in its place in\n" + text);
            last = place;
        }
        assertEquals("In short:", text.strip().lines().findFirst().orElse(""));
    }

    @Test
    void fitsIntoHundredColumns() {
        text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }

    private static String text() {
        StringWriter text = new StringWriter();
        ComparisonReport.print(SampleRuns.ofEveryKind().get(0), new PrintWriter(text, true));
        return text.toString();
    }
}
