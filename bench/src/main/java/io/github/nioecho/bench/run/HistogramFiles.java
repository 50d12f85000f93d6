package io.github.nioecho.bench.run;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The raw histograms of one run of one benchmark: {@code <name>-run<n>.hlog} with an interval for
 * each iteration or round, in nanoseconds, and {@code <name>-run<n>.hgrm} with the percentile
 * distribution of all of them, in microseconds. The number is the first free one from 1, so nothing
 * that was measured before is overwritten, and forks are kept apart.
 *
 * <p>As HdrHistogram's own tools expect it without being told more, a log starts when its first
 * interval does, and has no tags: it is one series, which the name tells.
 */
public final class HistogramFiles {

    /** System property with the folder to write to. */
    public static final String FOLDER = "nioecho.histograms";

    private static final double NANOS_PER_MICRO = 1_000.0;

    private static final String FAILED = "-FAILED";

    private final Histogram merged;
    private Path log;
    private Path distribution;
    private boolean started;

    private HistogramFiles(Path log, Path distribution, Histogram merged) {
        this.log = log;
        this.distribution = distribution;
        this.merged = merged;
    }

    /** Returns the folder to write to: by default, {@code histograms} beside our jar or classes. */
    public static Path folder() {
        String chosen = System.getProperty(FOLDER);
        if (chosen != null) {
            return Path.of(chosen).toAbsolutePath();
        }
        try {
            return Path.of(HistogramFiles.class.getProtectionDomain()
                            .getCodeSource().getLocation().toURI())
                    .resolveSibling("histograms");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Creates an empty log.
     *
     * @param folder created if necessary
     * @param name of what is measured
     * @param significantDigits of the histograms to come
     */
    public static HistogramFiles create(Path folder, String name, int significantDigits)
            throws IOException {
        Files.createDirectories(folder);
        for (int run = 1; ; run++) {
            String runName = name + "-run" + run;
            Path log = folder.resolve(runName + ".hlog");
            if (Files.exists(failed(log))) {
                continue; // an earlier run's
            }
            try (OutputStream output =
                    Files.newOutputStream(log, StandardOpenOption.CREATE_NEW)) {
                HistogramLogWriter writer = new HistogramLogWriter(output);
                writer.outputComment("[nioecho " + name + "; values in ns, Interval_Max in us]");
                writer.outputLogFormatVersion();
                return new HistogramFiles(
                        log, folder.resolve(runName + ".hgrm"), new Histogram(significantDigits));
            } catch (FileAlreadyExistsException expected) {
                // Another fork's: try the next number.
            }
        }
    }

    /** Returns the {@code .hlog} file. */
    public Path log() {
        return log;
    }

    /** Returns all intervals so far as one: not a copy. */
    public Histogram merged() {
        return merged;
    }

    /** Adds an interval, with the times of its start and end and without a tag, to both files. */
    public void add(Histogram interval) throws IOException {
        append(interval);
        writeDistribution();
    }

    /** Adds an interval to the log; the other file is left for {@link #writeDistribution()}. */
    public void append(Histogram interval) throws IOException {
        try (OutputStream output = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            HistogramLogWriter writer = new HistogramLogWriter(output);
            if (!started) {
                // Now: HistogramLogProcessor leaves out what begins before this time.
                writer.outputStartTime(interval.getStartTimeStamp());
                writer.outputLegend();
                started = true;
            }
            writer.outputIntervalHistogram(
                    interval.getStartTimeStamp() / 1e3,
                    interval.getEndTimeStamp() / 1e3,
                    interval,
                    NANOS_PER_MICRO);
        }
        merged.add(interval);
    }

    /** Writes the distribution of all intervals. */
    public void writeDistribution() throws IOException {
        try (PrintStream output = new PrintStream(
                Files.newOutputStream(distribution), false, StandardCharsets.UTF_8)) {
            merged.outputPercentileDistribution(output, NANOS_PER_MICRO);
            if (output.checkError()) {
                throw new IOException("could not write " + distribution);
            }
        }
    }

    /** Puts {@code FAILED} into the names of the files: what they hold is not what was asked. */
    public void markFailed() throws IOException {
        log = rename(log);
        if (Files.exists(distribution)) {
            distribution = rename(distribution);
        }
    }

    private static Path rename(Path file) throws IOException {
        return Files.move(file, failed(file));
    }

    private static Path failed(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(name.substring(0, dot) + FAILED + name.substring(dot));
    }
}
