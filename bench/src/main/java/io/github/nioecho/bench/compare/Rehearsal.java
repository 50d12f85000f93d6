package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.run.Progress;
import io.github.nioecho.bench.run.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A round that does not count. It warms up the client, which measures all servers and must not get
 * faster from one to the next, and shows what a round takes here beside the load.
 */
final class Rehearsal {

    private Rehearsal() {
    }

    /**
     * Measures one block of everything.
     *
     * @param settleMillis the longest that a server may take to be warm
     * @return what the round took beside that block
     * @throws IOException never: nothing is written
     */
    static Duration run(ComparisonPlan grid, List<Subject> subjects, Times times,
            long settleMillis, PrintWriter out) throws IOException {
        Progress progress = new Progress(out, 1);
        progress.begin("warming up the client and " + String.join(", ", grid.variants()));
        long beganNanos = System.nanoTime();
        CellMeasurer measurer = new CellMeasurer(
                (cell, nanos) -> null, new RoundOrder(0), sample -> { });
        List<Sample> samples = new ArrayList<>();
        try (RoundServers servers = RoundServers.start(grid, subjects)) {
            WarmUp warmUp = new WarmUp(grid);
            grid.variants().forEach(name ->
                    servers.settled(name, warmUp.settle(name, servers, settleMillis)));
            for (Setting setting : Setting.of(grid)) {
                samples.addAll(
                        measurer.measure(0, setting.cells(grid.variants()), servers, times, 1));
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
        long loadMillis = samples.size() * (times.warmupMillis() + times.sliceMillis());
        Duration overhead = took.minusMillis(Math.min(loadMillis, took.toMillis()));
        // Whatever fails will be measured, and reported, with all the others.
        boolean failed = samples.stream().map(Sample::measurement).map(Measurement::failure)
                .anyMatch(failure -> failure != null);
        progress.end(failed ? "failed" : String.format(Locale.ROOT,
                "%.1f s to start, warm up and end", overhead.toMillis() / 1e3), took);
        return overhead;
    }
}
