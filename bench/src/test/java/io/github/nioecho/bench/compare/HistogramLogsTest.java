package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.PercentilePoint;
import io.github.nioecho.bench.results.Question;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HistogramLogsTest {

    private static final Cell CELL = new Cell(Question.LATENCY, "async", 1024, 65536, 1, 1);
    private static final String NAME =
            "latency-async-buffer1024-message65536-connections1-threads1-run";

    @TempDir
    Path output;

    private Path folder;
    private HistogramLogs logs;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectory(output.resolve(HistogramLogs.FOLDER));
        logs = new HistogramLogs(folder);
    }

    @Test
    void curveIsThatOfAllIntervalsTogether() throws IOException {
        write(NAME + "1.hlog", 10_000, 20_000);
        write(NAME + "2.hlog", 30_000, 40_000);
        write("latency-selector-buffer1024-message65536-connections1-threads1-run1.hlog", 90_000);
        List<PercentilePoint> curve = logs.curve(CELL);
        assertEquals(10, curve.get(0).micros(), 0.02);
        assertEquals(100, curve.get(curve.size() - 1).percentile());
        assertEquals(40, curve.get(curve.size() - 1).micros(), 0.05);
        double median = curve.stream().filter(point -> point.percentile() <= 50)
                .mapToDouble(PercentilePoint::micros).max().orElseThrow();
        assertEquals(20, median, 0.02);
        assertEquals(
                List.of("histograms/" + NAME + "1.hlog", "histograms/" + NAME + "2.hlog"),
                logs.names(CELL));
    }

    @Test
    void whatAnEarlierRunLeftIsDeleted() throws IOException {
        write(NAME + "1.hlog", 10_000);
        Files.createFile(folder.resolve(NAME + "1.hgrm"));
        Path other = folder.resolve(
                "latency-async-buffer1024-message65536-connections16-threads1-run1.hlog");
        Files.createFile(other);
        logs.delete(CELL);
        assertFalse(Files.exists(folder.resolve(NAME + "1.hlog")));
        assertFalse(Files.exists(folder.resolve(NAME + "1.hgrm")));
        assertTrue(Files.exists(other));
    }

    @Test
    void noLogIsNoCurve() throws IOException {
        assertEquals(List.of(), logs.curve(CELL));
        assertEquals(List.of(), new HistogramLogs(output.resolve("none")).names(CELL));
    }

    private void write(String name, long... nanos) throws IOException {
        try (PrintStream out = new PrintStream(folder.resolve(name).toFile())) {
            HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputLogFormatVersion();
            writer.outputLegend();
            for (long value : nanos) {
                Histogram interval = new Histogram(3);
                interval.recordValue(value);
                interval.setTag("async");
                writer.outputIntervalHistogram(interval);
            }
        }
    }
}
