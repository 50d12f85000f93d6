package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.report.CellResult;
import io.github.nioecho.bench.report.ComparisonTable;
import io.github.nioecho.bench.report.Findings;
import io.github.nioecho.bench.report.Plan;
import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.report.Results;
import io.github.nioecho.bench.report.ResultsFile;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.run.Durations;
import io.github.nioecho.bench.run.EnvironmentProbe;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** One comparison from the first line on the terminal to the page: plans, measures, reports. */
final class QuickComparison {

    private static final int EXIT_FAILURE = 1;
    // A machine may just be busy when we ask what a cell takes: that shall not fail the run.
    private static final int PATIENCE = 2;
    private static final int COLUMNS = 100;
    private static final String JMH_LOG = "jmh.log";

    private final Plan grid;
    private final Duration budget;
    private final long seed;
    private final Path output;
    private final PrintWriter out;

    /**
     * Makes a comparison.
     *
     * @param grid what to measure; its times do not matter
     * @param budget how long all of it may take
     * @param seed seed of the order of the variants
     * @param output an existing folder that can be written to
     * @param out gets what the user is told
     */
    QuickComparison(Plan grid, Duration budget, long seed, Path output, PrintWriter out) {
        this.grid = grid;
        this.budget = budget;
        this.seed = seed;
        this.output = output;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @return the exit code: 0, or 1 if a cell has failed
     * @throws BudgetTooShortException if even the shortest times take more than twice the budget
     * @throws IOException if the output cannot be written
     */
    int run() throws IOException, BudgetTooShortException {
        Environment environment = EnvironmentProbe.read();
        ResultsFile.write(output.resolve(ResultsFile.ENVIRONMENT), environment);
        try (PrintStream log = new PrintStream(
                Files.newOutputStream(output.resolve(JMH_LOG)), true, StandardCharsets.UTF_8)) {
            CellRunner cells = new JmhCells(
                    log, new HistogramLogs(output.resolve(HistogramLogs.FOLDER)));
            Plan plan = plan(cells);
            Comparison comparison = new Comparison(
                    plan, toolVersion(), seed, environment, output, Clock.systemUTC());
            Thread hook = new Thread(() -> stop(comparison), "compare-shutdown");
            Runtime.getRuntime().addShutdownHook(hook);
            Results results = comparison.run(cells, new Progress(out, plan));
            Runtime.getRuntime().removeShutdownHook(hook);
            return report(results);
        }
    }

    private Plan plan(CellRunner cells) throws BudgetTooShortException {
        out.println("Quick comparison: " + grid.cellCount() + " cells in at most "
                + Durations.format(budget) + ", seed " + seed + "; JMH's own output is in "
                + output.resolve(JMH_LOG));
        out.flush();
        long begun = System.nanoTime();
        Duration overhead = overhead(cells);
        Duration left = budget.minusNanos(System.nanoTime() - begun);
        CellTimes times = CellTimes.within(left, grid.cellCount(), overhead);
        Duration needed = times.estimate(grid.cellCount(), overhead);
        if (needed.compareTo(left.multipliedBy(PATIENCE)) > 0) {
            throw new BudgetTooShortException(budget.minus(left).plus(needed));
        }
        if (needed.compareTo(left) > 0) {
            out.println("Starting JVMs is slow here now: this will take about "
                    + Durations.format(needed) + ", even with the shortest times.");
        }
        out.printf("Each cell: %d client JVM, %.1f s of warm-up, %d x %.2f s measured;"
                + " %.1f s to start and end%n%n", grid.forks(), times.warmupMillis() / 1e3,
                times.iterations(), times.iterationMillis() / 1e3, overhead.toMillis() / 1e3);
        return grid.withTimes(times.warmupMillis(), times.iterations(), times.iterationMillis());
    }

    /** Learns from a cell for each question, which do not count, what starting one takes here. */
    private Duration overhead(CellRunner cells) {
        Duration longest = Duration.ZERO;
        for (Question question : Question.values()) {
            Cell cell = Grid.cells(grid, seed).stream()
                    .filter(each -> each.benchmark() == question).findFirst().orElseThrow();
            long begun = System.nanoTime();
            CellResult trial = cells.run(cell, CellTimes.SHORTEST);
            Duration overhead = Duration.ofNanos(System.nanoTime() - begun)
                    .minusMillis(CellTimes.SHORTEST.totalMillis());
            // One that fails says little of the others, and will be reported when it counts.
            Duration learnt = trial.hasFailed() ? CellTimes.USUAL_OVERHEAD : overhead;
            longest = learnt.compareTo(longest) > 0 ? learnt : longest;
        }
        return longest;
    }

    private int report(Results results) throws IOException {
        out.println();
        out.print(ComparisonTable.render(results));
        out.println("* best of its row. A quick look: one client JVM per figure, and a shared"
                + " machine drifts by 20 %");
        out.println("within minutes; read differences below that as none.");
        out.println();
        Findings.of(results).forEach(this::paragraph);
        Path page = output.resolve(ReportPage.FILE);
        ReportPage.write(page, results);
        out.println();
        out.println("Report: " + page + "   Figures: " + output.resolve(ResultsFile.RESULTS));
        out.flush();
        int failed = results.failures().size();
        if (failed > 0) {
            out.println(failed + " of " + results.cells().size() + " cells failed, see above");
            out.flush();
        }
        return failed == 0 ? 0 : EXIT_FAILURE;
    }

    /** Prints a sentence in lines of at most {@link #COLUMNS}. */
    private void paragraph(String sentence) {
        int column = 0;
        for (String word : sentence.split(" ")) {
            if (column > 0 && column + 1 + word.length() > COLUMNS) {
                out.println();
                column = 0;
            }
            out.print(column > 0 ? " " + word : word);
            column += column > 0 ? 1 + word.length() : word.length();
        }
        out.println();
    }

    private void stop(Comparison comparison) {
        try {
            Results results = comparison.stop();
            out.printf("%nstopped: %d of %d cells are saved in %s%n", results.cells().size(),
                    grid.cellCount(), output);
        } catch (IOException e) {
            out.println("stopped, and the page could not be written: " + e);
        }
        out.flush();
        // JMH's fork and its server would go on to the end of their cell.
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
    }

    private static String toolVersion() throws IOException {
        try (InputStream in =
                QuickComparison.class.getResourceAsStream("/io/github/nioecho/version.txt")) {
            return in == null
                    ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
