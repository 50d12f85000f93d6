package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.run.HistogramFiles;
import io.github.nioecho.bench.run.OutputFolder;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The histograms in the output folder: a log for each cell, in it an interval for each round. */
final class CellHistograms {

    private static final int SIGNIFICANT_DIGITS = 3;

    private final OutputFolder output;
    private final Map<Cell, HistogramFiles> files = new HashMap<>();

    CellHistograms(OutputFolder output) {
        this.output = output;
    }

    /** Returns an empty histogram of nanoseconds. */
    static Histogram newHistogram() {
        return new Histogram(SIGNIFICANT_DIGITS);
    }

    /**
     * Keeps what a cell gave in a round.
     *
     * @return the name of the log, relative to the output folder
     */
    String keep(Cell cell, Histogram nanos) throws IOException {
        HistogramFiles file = files.get(cell);
        if (file == null) {
            file = HistogramFiles.create(output.histograms(), name(cell), SIGNIFICANT_DIGITS);
            files.put(cell, file);
        }
        file.add(nanos);
        return OutputFolder.HISTOGRAMS + "/" + file.log().getFileName();
    }

    private static String name(Cell cell) {
        return "latency-" + fileName(cell.variant())
                + (cell.bufferSizeBytes() == null ? "" : "-buffer" + cell.bufferSizeBytes())
                + "-message" + cell.messages().fileName()
                + "-connections" + cell.connections()
                + (cell.threads() == null ? "" : "-threads" + cell.threads());
    }

    /** A target's name has a colon, maybe brackets. */
    private static String fileName(String variant) {
        return variant.replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
