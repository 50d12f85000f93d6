package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.LatencyBenchmark;
import io.github.nioecho.bench.ThroughputBenchmark;
import io.github.nioecho.bench.jmh.JmhOptions;
import io.github.nioecho.bench.jmh.ServerCostProfiler;
import io.github.nioecho.bench.report.CellResult;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.run.FailureCause;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures cells with the JMH benchmarks: one run of JMH, with one fork, for each. */
final class JmhCells implements CellRunner {

    /** Client JVMs per cell. */
    static final int FORKS = 1;

    private final PrintStream log;
    private final HistogramLogs histograms;

    /**
     * Makes a runner.
     *
     * @param log gets all that JMH prints
     * @param histograms where the latency benchmark keeps its histograms
     */
    JmhCells(PrintStream log, HistogramLogs histograms) {
        this.log = log;
        this.histograms = histograms;
    }

    @Override
    public CellResult run(Cell cell, CellTimes times) {
        try {
            histograms.delete(cell);
            Collection<RunResult> results = new Runner(options(cell, times),
                    OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL)).run();
            if (results.size() != 1) {
                return CellResult.failed(cell, "JMH gave " + results.size() + " results, not one");
            }
            return result(cell, results.iterator().next());
        } catch (RunnerException | CommandLineOptionException | IOException e) {
            return CellResult.failed(cell, FailureCause.of(e));
        }
    }

    private static JmhOptions options(Cell cell, CellTimes times)
            throws CommandLineOptionException {
        Class<?> benchmark = switch (cell.benchmark()) {
            case THROUGHPUT -> ThroughputBenchmark.class;
            case LATENCY -> LatencyBenchmark.class;
        };
        return new JmhOptions(
                "^" + benchmark.getName().replace(".", "\\.") + "\\.",
                "-p", "variant=" + cell.variant(),
                "-p", "bufferSize=" + cell.bufferSizeBytes(),
                "-p", "messageSize=" + cell.messageSizeBytes(),
                "-p", "connections=" + cell.connections(),
                "-p", "threads=" + cell.threads(),
                "-f", Integer.toString(FORKS),
                "-wi", "1",
                "-w", times.warmupMillis() + "ms",
                "-i", Integer.toString(times.iterations()),
                "-r", times.iterationMillis() + "ms",
                "-foe", "true");
    }

    private CellResult result(Cell cell, RunResult run) throws IOException {
        Result<?> primary = run.getPrimaryResult();
        List<Double> samples = run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> iteration.getPrimaryResult().getScore())
                .toList();
        boolean latency = cell.benchmark() == Question.LATENCY;
        return new CellResult(
                cell,
                known(primary.getScore()),
                primary.getScoreUnit(),
                samples,
                secondary(run, ServerCostProfiler.CPU),
                secondary(run, ServerCostProfiler.ALLOCATION),
                latency ? percentiles(run) : null,
                latency ? histograms.curve(cell) : null,
                latency ? histograms.names(cell) : null,
                null);
    }

    private static Map<String, Double> percentiles(RunResult run) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        for (String name : CellResult.PERCENTILES) {
            Double micros = secondary(run, name);
            if (micros != null) {
                percentiles.put(name, micros);
            }
        }
        return percentiles;
    }

    private static Double secondary(RunResult run, String label) {
        Result<?> result = run.getSecondaryResults().get(label);
        return result == null ? null : known(result.getScore());
    }

    private static Double known(double figure) {
        return Double.isFinite(figure) ? (Double) figure : null;
    }
}
