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
 * A few visits that do not count. They warm up the client, which measures all servers and must not
 * get faster from one to the next, and show what a visit takes here beside the load.
 */
final class Rehearsal {

    // Enough for the client's compiler: it has met every kind of cell as often.
    private static final int VISITS = 4;
    private static final long LONGEST_MEASURE_MILLIS = 150;
    // What starting and ending a server usually takes, where none could be started.
    private static final Duration USUAL_OVERHEAD = Duration.ofMillis(600);

    private Rehearsal() {
    }

    /**
     * Visits.
     *
     * @param measureMillis the chosen time of a measurement; null if it is left to the budget
     * @return what a visit usually took beside the load
     * @throws IOException never: nothing is written
     */
    static Duration run(
            ComparisonPlan grid, List<Subject> subjects, Long measureMillis, PrintWriter out)
            throws IOException {
        Times times = Times.measuring(measureMillis == null
                ? LONGEST_MEASURE_MILLIS : Math.min(measureMillis, LONGEST_MEASURE_MILLIS));
        CellMeasurer measurer = new CellMeasurer((cell, nanos) -> null, sample -> { });
        Progress progress = new Progress(out, VISITS);
        List<Duration> overheads = new ArrayList<>();
        for (int i = 0; i < VISITS; i++) {
            Subject subject = subjects.get(i % subjects.size());
            List<Integer> buffers = grid.bufferSizesBytes();
            Integer buffer = buffers.get(i % buffers.size());
            Visit visit = new Visit(
                    subject, buffer, RoundOrder.cells(grid, subject.name(), buffer));
            progress.begin("warming up the client with " + subject.name());
            long beganNanos = System.nanoTime();
            List<Sample> samples = measurer.measure(0, visit, times);
            Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
            Duration overhead = took.minusMillis(times.loadMillis(visit.cells()));
            if (samples.stream().map(Sample::measurement).map(Measurement::failure)
                    .allMatch(failure -> failure == null)) {
                overheads.add(overhead);
                progress.end(String.format(Locale.ROOT, "%.2f s to start and end",
                        overhead.toMillis() / 1e3), took);
            } else {
                // It will be measured, and reported, with all the others.
                progress.end("failed", took);
            }
        }
        // The median: the first visit also loads the client's own classes.
        return overheads.isEmpty()
                ? USUAL_OVERHEAD
                : overheads.stream().sorted().toList().get(overheads.size() / 2);
    }
}
