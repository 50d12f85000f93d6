package io.github.nioecho.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.SizeTimes;
import io.github.nioecho.bench.run.LogProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TimeRecorderTest {

    private static final int SIZE = 100;

    @TempDir
    private Path folder;

    @Test
    void allTimesAreInTheLogsAndInTheDistributions() throws IOException {
        try (TimeRecorder times = TimeRecorder.create(folder, "x", Messages.of(SIZE))) {
            times.restart();
            for (int i = 1; i <= 1_000; i++) {
                times.echoed(SIZE, i * 2_000L, i * 1_000L);
            }
            times.unanswered(SIZE, 5_000_000);
            times.finish();

            Histogram responses = read(folder.resolve("x-response-run1.hlog"));
            Histogram services = read(folder.resolve("x-service-run1.hlog"));
            assertEquals(responses, times.responses());
            assertEquals(services, times.services());
            assertEquals(1_001, responses.getTotalCount());
            assertEquals(1_000, services.getTotalCount());
            assertEquals(1_001, LogProcessor.totalCount(times.logs().get(0)));
            assertEquals(1_000, LogProcessor.totalCount(times.logs().get(1)));
            assertEquals(1_000, times.lateness().getTotalCount());
            assertTrue(responses.valuesAreEquivalent(5_000_000, responses.getMaxValue()));
            assertTrue(services.valuesAreEquivalent(1_000_000, services.getMaxValue()));
            assertTrue(Files.readString(folder.resolve("x-response-run1.hgrm"))
                    .contains("Total count    =         1001"));
        }
    }

    @Test
    void logIsWrittenWhileTheRunGoesOn() throws IOException {
        try (TimeRecorder times = TimeRecorder.create(folder, "x", Messages.of(SIZE))) {
            times.restart();
            times.echoed(SIZE, 2_000, 1_000);
            Path log = folder.resolve("x-service-run1.hlog");
            int headerLines = Files.readAllLines(log).size();
            while (Files.readAllLines(log).size() == headerLines) {
                Thread.onSpinWait();
            }
            times.echoed(SIZE, 2_000, 1_000);
            times.finish();

            assertEquals(2, times.responses().getTotalCount());
            assertEquals(2, read(folder.resolve("x-response-run1.hlog")).getTotalCount());
        }
    }

    @Test
    void warmUpIsForgotten() throws IOException {
        try (TimeRecorder times = TimeRecorder.create(folder, "x", Messages.of(SIZE))) {
            times.echoed(SIZE, 9_000_000, 9_000_000);
            times.restart();
            times.echoed(SIZE, 2_000, 1_000);
            times.finish();

            assertEquals(1, times.responses().getTotalCount());
            assertEquals(1, times.services().getTotalCount());
            assertEquals(1, times.lateness().getTotalCount());
        }
    }

    @Test
    void timesOfAMixtureAreKeptBySizeToo() throws IOException {
        Messages mixture = Messages.parse("64:50%,64KiB:40%,7:10%");
        try (TimeRecorder times = TimeRecorder.create(folder, "x", mixture)) {
            times.echoed(64, 9_000_000, 9_000_000); // while it warms up
            times.restart();
            times.echoed(64, 2_000, 1_000);
            times.echoed(65_536, 8_000, 4_000);
            times.echoed(64, 2_000, 1_000);
            times.unanswered(65_536, 5_000_000);
            times.finish();

            List<SizeTimes> sizes = times.sizes().times();
            assertEquals(List.of(64, 65_536, 7),
                    sizes.stream().map(SizeTimes::sizeBytes).toList());
            assertEquals(List.of(2L, 2L, 0L), sizes.stream().map(SizeTimes::messages).toList());
            assertEquals(2, sizes.get(0).responseMicros().get("max"), 0.01);
            assertEquals(1, sizes.get(0).serviceMicros().get("max"), 0.01);
            assertEquals(8, sizes.get(1).responseMicros().get("p50"), 0.01);
            assertEquals(5_000, sizes.get(1).responseMicros().get("max"), 5);
            assertEquals(4, sizes.get(1).serviceMicros().get("max"), 0.01);
            assertEquals(Map.of(), sizes.get(2).responseMicros());
            assertEquals(4, times.responses().getTotalCount());
        }
    }

    @Test
    void timesOfOneSizeAreNotKeptTwice() throws IOException {
        try (TimeRecorder times = TimeRecorder.create(folder, "x", Messages.of(SIZE))) {
            times.echoed(SIZE, 2_000, 1_000);
            times.finish();

            assertEquals(List.of(), times.sizes().times());
        }
    }

    @Test
    void failedRunHasFailedFiles() throws IOException {
        try (TimeRecorder times = TimeRecorder.create(folder, "x", Messages.of(SIZE))) {
            times.finish();
            times.markFailed();

            assertEquals(folder.resolve("x-response-run1-FAILED.hlog"), times.logs().get(0));
            assertEquals(folder.resolve("x-service-run1-FAILED.hlog"), times.logs().get(1));
            try (var files = Files.list(folder)) {
                assertEquals(4, files.filter(file -> file.toString().contains("-FAILED.")
                        && Files.isRegularFile(file)).count());
            }
        }
    }

    private static Histogram read(Path log) throws IOException {
        Histogram sum = new Histogram(3);
        try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
            while (reader.hasNext()) {
                sum.add((Histogram) reader.nextIntervalHistogram());
            }
        }
        return sum;
    }
}
