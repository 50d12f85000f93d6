package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.report.Plan;
import io.github.nioecho.bench.run.Durations;
import io.github.nioecho.bench.run.HistogramFiles;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Compares server variants over buffer sizes, in throughput and latency, and reports.
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar compare --variants async,selector --budget 90s
 * }</pre>
 */
@Command(
        name = "compare",
        sortOptions = false,
        description = "Compares the servers over buffer sizes; prints tables, writes a report.")
public final class CompareCommand implements Callable<Integer> {

    private static final int EXIT_FAILURE = 1;
    // Latency is asked of a server that is not queued on; the option is for throughput.
    private static final int LATENCY_CONNECTIONS = 1;

    @Option(names = "--variants", split = ",", paramLabel = "NAME",
            defaultValue = "async,blocking,virtual,selector",
            description = "servers to compare (${DEFAULT-VALUE})")
    private List<String> variants;

    @Option(names = "--buffer-sizes", split = ",", paramLabel = "BYTES",
            defaultValue = "256,1024,4096,16384,65536",
            description = "sizes of each connection's buffer in the server (${DEFAULT-VALUE})")
    private List<Integer> bufferSizesBytes;

    @Option(names = "--message-sizes", split = ",", paramLabel = "BYTES",
            defaultValue = "1024,65536",
            description = "sizes of one message (${DEFAULT-VALUE})")
    private List<Integer> messageSizesBytes;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "16",
            description = "client connections for throughput (${DEFAULT-VALUE});"
                    + " latency is measured with one")
    private int connections;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
            description = "event loops; no matter to blocking and virtual (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--budget", paramLabel = "TIME", defaultValue = "5m",
            description = "time for everything, like 90s or 5m (${DEFAULT-VALUE})")
    private String budget;

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "report",
            description = "folder for results.json, index.html and histograms (${DEFAULT-VALUE})")
    private Path output;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    @Spec
    private CommandSpec command;

    /** Called by picocli, once the options are set. */
    @Override
    public Integer call() throws IOException {
        Duration time = budget();
        Plan plan = plan();
        PrintWriter err = command.commandLine().getErr();
        try {
            Path histograms = output.resolve(HistogramLogs.FOLDER).toAbsolutePath();
            HistogramFiles.requireWritable(output);
            HistogramFiles.requireWritable(histograms);
            // This is how the latency benchmark in its fork learns where to put them.
            System.setProperty(HistogramFiles.FOLDER, histograms.toString());
        } catch (IOException e) {
            err.println("--output must be a folder that can be written to, was " + output
                    + " (" + e + ")");
            return EXIT_FAILURE;
        }
        long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        try {
            return new QuickComparison(plan, time, seed, output.normalize(),
                    command.commandLine().getOut()).run();
        } catch (BudgetTooShortException e) {
            throw usage("--budget must be at least " + Durations.format(e.needed()) + " for "
                    + plan.cellCount() + " cells on this machine, was " + budget);
        }
    }

    private Plan plan() {
        for (String variant : variants) {
            try {
                ServerVariant.named(variant);
            } catch (IllegalArgumentException e) {
                throw usage("--variants: " + e.getMessage());
            }
        }
        requirePositive("--buffer-sizes", bufferSizesBytes, " byte");
        requirePositive("--message-sizes", messageSizesBytes, " byte");
        requirePositive("--connections", List.of(connections), "");
        requirePositive("--threads", List.of(threads), "");
        return new Plan(
                variants.stream().distinct().toList(),
                bufferSizesBytes.stream().distinct().sorted().toList(),
                messageSizesBytes.stream().distinct().sorted().toList(),
                connections,
                LATENCY_CONNECTIONS,
                threads,
                JmhCells.FORKS,
                CellTimes.SHORTEST.warmupMillis(),
                CellTimes.SHORTEST.iterations(),
                CellTimes.SHORTEST.iterationMillis());
    }

    private Duration budget() {
        try {
            return Durations.parse(budget);
        } catch (IllegalArgumentException e) {
            throw usage("--budget " + e.getMessage());
        }
    }

    private void requirePositive(String option, List<Integer> values, String unit) {
        for (int value : values) {
            if (value < 1) {
                throw usage(option + " must be >= 1" + unit + ", was " + value);
            }
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
