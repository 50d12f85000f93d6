package io.github.nioecho.bench.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessagesFileTest {

    @TempDir
    private Path folder;

    private Messages read(String name, String text) throws IOException {
        return MessagesFile.read(Files.writeString(folder.resolve(name), text));
    }

    private static Histogram histogram() {
        Histogram sizes = new Histogram(3);
        sizes.recordValueWithCount(64, 3);
        sizes.recordValueWithCount(1024, 1);
        return sizes;
    }

    @Test
    void linesAreCounted() throws IOException {
        assertEquals("64:75%,1024:25%",
                read("sizes", "# requests\n64\n64 # again\n\n  1024\n64\n").toString());
        assertEquals("64", read("sizes", "64\n64").toString());
        assertEquals("64:50%,64KiB:50%", read("sizes", "64KiB\r\n64\r\n").toString());
    }

    @Test
    void sharesAddUpWhereverTheyAreRounded() throws IOException {
        Messages thirds = read("sizes", "1\n2\n3\n");
        assertEquals(Messages.WHOLE, thirds.parts().stream()
                .mapToInt(Messages.Part::share).sum());
        assertEquals(thirds, Messages.parse(thirds.toString()));
    }

    @Test
    void rareSizeIsKept() throws IOException {
        Messages sizes = read("sizes", "64\n".repeat(300_000) + "1048576\n");
        assertEquals(1 << 20, sizes.largestBytes());
    }

    @Test
    void manySizesAreGroupedWithTheirBytes() throws IOException {
        Messages sizes = read("sizes", IntStream.rangeClosed(1, 1000).mapToObj(String::valueOf)
                .collect(Collectors.joining("\n")));
        assertTrue(sizes.parts().size() <= MessagesFile.MOST_PARTS, sizes::toString);
        assertEquals(500.5, sizes.meanBytes(), 1);
    }

    @Test
    void logOfAHistogramIsRead() throws IOException {
        Path file = folder.resolve("sizes.hlog");
        try (PrintStream out = new PrintStream(file.toFile())) {
            HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputLogFormatVersion();
            writer.outputIntervalHistogram(0, 1, histogram(), 1);
            writer.outputIntervalHistogram(1, 2, histogram(), 1);
        }
        assertEquals("64:75%,1024:25%", MessagesFile.read(file).toString());
    }

    @Test
    void distributionOfAHistogramIsRead() throws IOException {
        Path file = folder.resolve("sizes.hgrm");
        try (PrintStream out = new PrintStream(file.toFile())) {
            histogram().outputPercentileDistribution(out, 1.0);
        }
        assertEquals("64:75%,1024:25%", MessagesFile.read(file).toString());
    }

    @Test
    void whatIsNoHistogramIsNamed() throws IOException {
        IOException log = assertThrows(IOException.class, () -> read("x.hlog", "hello\n"));
        assertTrue(log.getMessage().contains("x.hlog must "), log::getMessage);
        IOException distribution =
                assertThrows(IOException.class, () -> read("x.hgrm", "hello\n"));
        assertTrue(distribution.getMessage().contains("x.hgrm, line 1 must "),
                distribution::getMessage);
    }
}
