package io.github.nioecho.bench.messages;

import io.github.nioecho.bench.messages.Messages.Part;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;

/**
 * Reads the sizes of messages from a file: one a line, in bytes, with comments behind {@code #}; or
 * an HdrHistogram whose values are sizes, as a log ({@code .hlog}) or as a percentile distribution
 * ({@code .hgrm}).
 *
 * <p>More than {@value #MOST_PARTS} different sizes are put together by powers of two, each group as
 * its mean, so that the bytes stay the same.
 */
public final class MessagesFile {

    static final int MOST_PARTS = 16;

    private static final int SIGNIFICANT_DIGITS = 3;

    private MessagesFile() {
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, holds no sizes, or something else; the message is
     *     one line that names the file and, where there is one, the line
     */
    public static Messages read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " must be a file that can be read, is a folder");
        }
        String name = file.toString();
        TreeMap<Integer, Double> counts;
        try {
            if (name.endsWith(".hlog")) {
                counts = fromLog(file);
            } else {
                List<String> lines = Files.readAllLines(file);
                counts = name.endsWith(".hgrm") ? fromDistribution(file, lines)
                        : fromLines(file, lines);
            }
        } catch (MalformedInputException e) {
            throw new IOException(file + " must be a text of sizes, was none", e);
        } catch (FileSystemException | FileNotFoundException e) {
            throw new IOException(file + " must be a file that can be read (" + e + ")", e);
        }
        if (counts.isEmpty()) {
            throw new IOException(file + " must hold one size at least, was empty");
        }
        return mixture(counts);
    }

    private static TreeMap<Integer, Double> fromLines(Path file, List<String> lines)
            throws IOException {
        TreeMap<Integer, Double> counts = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                counts.merge(size(file, i + 1, line), 1.0, Double::sum);
            }
        }
        return counts;
    }

    /** Reads the lines of a percentile distribution: value, percentile, total count, and more. */
    private static TreeMap<Integer, Double> fromDistribution(Path file, List<String> lines)
            throws IOException {
        TreeMap<Integer, Double> counts = new TreeMap<>();
        double before = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith("Value")) {
                continue;
            }
            String[] columns = line.split("[\\s,]+");
            try {
                int size = size(file, i + 1, columns[0].replaceFirst("\\.0*$", ""));
                double total = Double.parseDouble(columns[2]);
                if (total > before) {
                    counts.merge(size, total - before, Double::sum);
                    before = total;
                }
            } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
                throw new IOException(file + ", line " + (i + 1)
                        + " must be value, percentile and total count, was " + line, e);
            }
        }
        return counts;
    }

    private static TreeMap<Integer, Double> fromLog(Path file) throws IOException {
        Histogram all = new Histogram(SIGNIFICANT_DIGITS);
        all.setAutoResize(true);
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
            while (reader.hasNext()) {
                EncodableHistogram next = reader.nextIntervalHistogram();
                if (next instanceof AbstractHistogram histogram) {
                    all.add(histogram);
                }
            }
        } catch (RuntimeException e) {
            throw new IOException(file + " must be a log of HdrHistogram, was none (" + e + ")", e);
        }
        TreeMap<Integer, Double> counts = new TreeMap<>();
        for (HistogramIterationValue value : all.recordedValues()) {
            long size = all.medianEquivalentValue(value.getValueIteratedTo());
            if (size < 1 || size > Messages.MOST_BYTES) {
                throw new IOException(file + " must hold sizes of 1 byte to "
                        + Sizes.write(Messages.MOST_BYTES) + ", has " + size);
            }
            counts.merge((int) size, (double) value.getCountAddedInThisIterationStep(),
                    Double::sum);
        }
        return counts;
    }

    private static int size(Path file, int line, String text) throws IOException {
        try {
            return Sizes.parse(text, Messages.MOST_BYTES);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ", line " + line + " " + e.getMessage(), e);
        }
    }

    private static Messages mixture(TreeMap<Integer, Double> counts) {
        TreeMap<Integer, Double> few = counts.size() <= MOST_PARTS ? counts : grouped(counts);
        double total = few.values().stream().mapToDouble(Double::doubleValue).sum();
        List<Part> parts = new ArrayList<>();
        int left = Messages.WHOLE;
        int largest = 0;
        for (Map.Entry<Integer, Double> each : few.entrySet()) {
            int share = (int) Math.max(1, Math.round(each.getValue() / total * Messages.WHOLE));
            parts.add(new Part(each.getKey(), share));
            left -= share;
            if (share > parts.get(largest).share()) {
                largest = parts.size() - 1;
            }
        }
        // What rounding leaves, or has too much, goes to where it changes least.
        Part most = parts.get(largest);
        parts.set(largest, new Part(most.sizeBytes(), most.share() + left));
        return new Messages(parts);
    }

    private static TreeMap<Integer, Double> grouped(TreeMap<Integer, Double> counts) {
        TreeMap<Integer, double[]> groups = new TreeMap<>(); // count and bytes
        counts.forEach((size, count) -> {
            double[] group = groups.computeIfAbsent(
                    Integer.highestOneBit(size), key -> new double[2]);
            group[0] += count;
            group[1] += count * size;
        });
        TreeMap<Integer, Double> means = new TreeMap<>();
        groups.values().forEach(group ->
                means.merge((int) Math.round(group[1] / group[0]), group[0], Double::sum));
        return means;
    }
}
