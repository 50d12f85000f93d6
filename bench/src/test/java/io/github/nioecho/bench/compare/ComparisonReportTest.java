package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.report.SampleRuns;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine.Help.Ansi;

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

    @Test
    void verdictsHaveColoursWhereTheTerminalDoes() {
        String escape = "\u001b[";
        assertFalse(text.contains(escape));
        String coloured = text(Ansi.ON);
        assertTrue(coloured.contains(escape + "32mfaster" + escape), coloured);
        assertTrue(coloured.contains(escape + "31mslower" + escape), coloured);
        assertEquals(text, coloured.replaceAll("\u001b\\[[0-9;]*m", ""), "the words are the same");
    }

    private static String text() {
        return text(Ansi.OFF);
    }

    private static String text(Ansi ansi) {
        StringWriter text = new StringWriter();
        ComparisonReport.print(SampleRuns.ofEveryKind().get(0), ansi, new PrintWriter(text, true));
        return text.toString();
    }
}
