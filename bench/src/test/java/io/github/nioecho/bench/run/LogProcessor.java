package io.github.nioecho.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.HistogramLogProcessor;

/** HdrHistogram's own tool for its logs, as its users call it: with no more than the files. */
public final class LogProcessor {

    private static final Pattern TOTAL = Pattern.compile("Total count +=\\s*(\\d+)");

    private LogProcessor() {
    }

    /** Returns how many values it finds in a log; what it writes goes beside the log. */
    public static long totalCount(Path log) throws IOException {
        Path output = log.resolveSibling(log.getFileName() + ".processed");
        // Its run() is all that its thread does.
        new HistogramLogProcessor(new String[] {"-i", log.toString(), "-o", output.toString()})
                .run();
        String distribution =
                Files.readString(output.resolveSibling(output.getFileName() + ".hgrm"));
        Matcher total = TOTAL.matcher(distribution);
        if (!total.find()) {
            throw new AssertionError("no total: " + distribution);
        }
        return Long.parseLong(total.group(1));
    }
}
