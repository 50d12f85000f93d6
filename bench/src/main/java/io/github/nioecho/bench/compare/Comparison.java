package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.report.CellResult;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.report.Plan;
import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.report.Results;
import io.github.nioecho.bench.report.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures every cell of a plan, once, and saves after each: what has been measured survives
 * whatever comes. A cell that fails is a result too, and the others go on.
 *
 * <p>One thread calls {@link #run}; {@link #stop} may be called by another, as by a shutdown hook.
 */
final class Comparison {

    private final Plan plan;
    private final String toolVersion;
    private final long seed;
    private final Environment environment;
    private final Path output;
    private final Clock clock;
    private final Instant startedAt;

    // Guarded by this.
    private final List<CellResult> results = new ArrayList<>();
    private boolean stopped;

    Comparison(Plan plan, String toolVersion, long seed, Environment environment, Path output,
            Clock clock) {
        this.plan = plan;
        this.toolVersion = toolVersion;
        this.seed = seed;
        this.environment = environment;
        this.output = output;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /**
     * Measures the cells in the order of {@link Grid}.
     *
     * @return what was measured
     * @throws IOException if the results cannot be saved
     */
    Results run(CellRunner runner, Progress progress) throws IOException {
        CellTimes times =
                new CellTimes(plan.warmupMillis(), plan.iterations(), plan.iterationMillis());
        for (Cell cell : Grid.cells(plan, seed)) {
            progress.begin(cell);
            Instant begun = clock.instant();
            CellResult result = runner.run(cell, times);
            if (!add(result)) {
                break;
            }
            progress.end(result, Duration.between(begun, clock.instant()));
        }
        return results();
    }

    /**
     * Ends the run where it is and writes the page of what there is. A cell that is being measured
     * is not waited for, and its result no longer counts.
     *
     * @return what was measured
     * @throws IOException if the page cannot be written; the results are saved already
     */
    synchronized Results stop() throws IOException {
        stopped = true;
        Results results = results();
        ReportPage.write(output.resolve(ReportPage.FILE), results);
        return results;
    }

    private synchronized boolean add(CellResult result) throws IOException {
        if (stopped) {
            return false;
        }
        results.add(result);
        ResultsFile.write(output.resolve(ResultsFile.RESULTS), results());
        return true;
    }

    private synchronized Results results() {
        return new Results(Results.SCHEMA_VERSION, toolVersion, startedAt, clock.instant(), seed,
                results.size() == plan.cellCount(), plan, environment, results);
    }
}
