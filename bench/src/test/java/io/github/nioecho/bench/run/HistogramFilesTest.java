package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HistogramFilesTest {

    @TempDir
    private Path folder;

    @Test
    void intervalsAreReadBackAsTheyWere() throws IOException {
        HistogramFiles files = HistogramFiles.create(folder, "x", 3);
        List<Histogram> intervals = List.of(interval(1_000, 5), interval(2_000_000, 7));
        for (Histogram interval : intervals) {
            files.add(interval);
        }

        try (HistogramLogReader reader = new HistogramLogReader(files.log().toFile())) {
            for (Histogram interval : intervals) {
                Histogram read = (Histogram) reader.nextIntervalHistogram();
                assertEquals(interval, read);
                assertEquals(null, read.getTag());
                assertEquals(interval.getStartTimeStamp(), read.getStartTimeStamp());
                assertEquals(interval.getEndTimeStamp(), read.getEndTimeStamp());
            }
            assertEquals(null, reader.nextIntervalHistogram());
        }
    }

    /** It leaves out what begins before the log, and, where it is told of no tag, what has one. */
    @Test
    void hdrHistogramsOwnToolFindsEveryInterval() throws IOException {
        HistogramFiles files = HistogramFiles.create(folder, "x", 3);
        files.append(interval(1_000, 5)); // measured long before the log was made
        files.append(interval(2_000_000, 7));

        assertEquals(12, LogProcessor.totalCount(files.log()));
    }

    @Test
    void distributionHasAllIntervalsInMicroseconds() throws IOException {
        HistogramFiles files = HistogramFiles.create(folder, "x", 3);
        files.add(interval(1_000, 5));
        files.add(interval(2_000_000, 7));

        String text = Files.readString(folder.resolve("x-run1.hgrm"));

        assertTrue(text.contains("Total count    =           12"), text);
        assertTrue(text.lines().anyMatch(line -> line.matches(" +1\\.000 .*")), text);
        assertTrue(text.lines().anyMatch(line -> line.matches(" +200\\d\\.\\d+ +1\\.0+ .*")), text);
    }

    @Test
    void appendedIntervalsAreInTheDistributionOnceItIsWritten() throws IOException {
        HistogramFiles files = HistogramFiles.create(folder, "x", 3);
        files.append(interval(1_000, 5));
        files.append(interval(2_000, 5));
        assertFalse(Files.exists(folder.resolve("x-run1.hgrm")));

        files.writeDistribution();

        assertTrue(Files.readString(folder.resolve("x-run1.hgrm"))
                .contains("Total count    =           10"));
        assertEquals(10, files.merged().getTotalCount());
    }

    @Test
    void failedRunIsMarkedInTheNamesOfItsFiles() throws IOException {
        HistogramFiles files = HistogramFiles.create(folder, "a.b", 3);
        files.add(interval(1_000, 5));

        files.markFailed();

        assertEquals(folder.resolve("a.b-run1-FAILED.hlog"), files.log());
        assertTrue(Files.exists(files.log()));
        assertTrue(Files.exists(folder.resolve("a.b-run1-FAILED.hgrm")));
        assertFalse(Files.exists(folder.resolve("a.b-run1.hlog")));
        assertFalse(Files.exists(folder.resolve("a.b-run1.hgrm")));
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        assertEquals(
                folder.resolve("x-run1.hlog"), HistogramFiles.create(folder, "x", 3).log());
        assertEquals(
                folder.resolve("x-run2.hlog"), HistogramFiles.create(folder, "x", 3).log());
        assertEquals(
                folder.resolve("y-run1.hlog"), HistogramFiles.create(folder, "y", 3).log());
    }

    @Test
    void numberOfFilesThatWereMarkedAsFailedIsTaken() throws IOException {
        for (int run = 1; run <= 2; run++) {
            HistogramFiles files = HistogramFiles.create(folder, "x", 3);
            files.add(interval(1_000, 1));
            files.markFailed();
            assertEquals(folder.resolve("x-run" + run + "-FAILED.hlog"), files.log());
        }
    }

    private static Histogram interval(long nanos, long count) {
        Histogram interval = new Histogram(3);
        interval.recordValueWithCount(nanos, count);
        interval.setStartTimeStamp(1_790_000_000_000L + nanos / 1_000);
        interval.setEndTimeStamp(1_790_000_001_000L + nanos / 1_000);
        return interval;
    }
}
