package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.PercentilePoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;

/** The histograms that the latency benchmark keeps, by cell. */
final class HistogramLogs {

    /** Name of their folder in an output folder. */
    static final String FOLDER = "histograms";

    private static final String LOGS = "*.hlog";
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int STEPS_PER_HALVING = 5;
    private static final double NANOS_PER_MICRO = 1_000;

    private final Path folder;

    HistogramLogs(Path folder) {
        this.folder = folder;
    }

    /** Deletes what an earlier run has left of a cell: it would be merged with the new one. */
    void delete(Cell cell) throws IOException {
        for (Path file : files(cell, "*")) {
            Files.delete(file);
        }
    }

    /** Returns the names of a cell's logs, relative to the output folder. */
    List<String> names(Cell cell) throws IOException {
        return files(cell, LOGS).stream()
                .map(file -> FOLDER + "/" + file.getFileName())
                .toList();
    }

    /** Returns the distribution of all the iterations of a cell; empty if there is no log. */
    List<PercentilePoint> curve(Cell cell) throws IOException {
        Histogram nanos = new Histogram(SIGNIFICANT_DIGITS);
        for (Path file : files(cell, LOGS)) {
            addAll(file, nanos);
        }
        List<PercentilePoint> points = new ArrayList<>();
        if (nanos.getTotalCount() > 0) {
            for (HistogramIterationValue value : nanos.percentiles(STEPS_PER_HALVING)) {
                points.add(new PercentilePoint(value.getPercentileLevelIteratedTo(),
                        value.getValueIteratedTo() / NANOS_PER_MICRO));
            }
        }
        return points;
    }

    private static void addAll(Path file, Histogram sum) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                HistogramLogReader reader = new HistogramLogReader(in)) {
            while (reader.hasNext()) {
                EncodableHistogram interval = reader.nextIntervalHistogram();
                if (interval instanceof Histogram histogram) {
                    sum.add(histogram);
                }
            }
        }
    }

    private List<Path> files(Cell cell, String ending) throws IOException {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        String glob = "latency-" + cell.variant()
                + "-buffer" + cell.bufferSizeBytes()
                + "-message" + cell.messageSizeBytes()
                + "-connections" + cell.connections()
                + "-threads" + cell.threads() + "-run" + ending;
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }
}
