package io.github.nioecho.bench.connections;

import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.results.ConnectionsPlan;
import io.github.nioecho.bench.results.ConnectionsResults;
import io.github.nioecho.bench.results.ConnectionsRun;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.run.FailureCause;
import io.github.nioecho.bench.run.Progress;
import io.github.nioecho.bench.run.RunFacts;
import io.github.nioecho.bench.run.RunLog;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.server.MeasuredServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Measures every server with every number of connections in each round. The servers of one number
 * follow each other, in random order, so that a row of the table compares what was measured within
 * seconds. Each gets a fresh server: what thousands of connections left behind in one would be part
 * of the next figure. A run that fails is a result too, and the others go on.
 */
final class ConnectionsRounds {

    // The start of a JVM, the settling of its memory and its end, as a first guess.
    private static final Duration OVERHEAD = Duration.ofMillis(1_500);

    private final ConnectionsPlan plan;
    private final List<Subject> subjects;
    private final RunFacts facts;

    /**
     * Makes the rounds of a plan.
     *
     * @param plan what to measure
     * @param subjects the servers of the plan
     * @param facts what is to be told of the run; its seed is that of the servers' order and of the
     *     messages
     */
    ConnectionsRounds(ConnectionsPlan plan, List<Subject> subjects, RunFacts facts) {
        this.plan = plan;
        this.subjects = subjects;
        this.facts = facts;
    }

    /** Returns how many runs there are. */
    int runs() {
        return plan.rounds() * plan.counts().size() * subjects.size();
    }

    /** Returns how long they take, roughly. */
    Duration estimate() {
        return OVERHEAD.plusMillis(ConnectionsMeasurement.warmupMillis(plan))
                .plusMillis(plan.measureMillis())
                .multipliedBy(runs());
    }

    /** Measures, until all is done or the log has been stopped. */
    void run(RunLog<ConnectionsRun> log, Progress progress) throws IOException {
        Random order = new Random(facts.seed());
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int count : plan.counts()) {
                List<Subject> shuffled = new ArrayList<>(subjects);
                Collections.shuffle(shuffled, order);
                for (Subject subject : shuffled) {
                    progress.begin((plan.rounds() > 1 ? "round " + round + "  " : "")
                            + String.format(Locale.ROOT, "%,6d connections  %-8s",
                                    count, subject.name()));
                    long beganNanos = System.nanoTime();
                    ConnectionsRun run = measure(subject, round, count);
                    if (!log.add(run)) {
                        return;
                    }
                    report(run, progress, Duration.ofNanos(System.nanoTime() - beganNanos));
                }
            }
        }
    }

    /** Makes results of the runs so far. */
    Results results(List<ConnectionsRun> runs, boolean complete) {
        return facts.results(new ConnectionsResults(plan, runs), complete);
    }

    private ConnectionsRun measure(Subject subject, int round, int count) {
        // What a target has for a buffer and for threads is not ours.
        int bufferSizeBytes = subject.isTarget() ? 1 : plan.bufferSizeBytes();
        int threads = subject.isTarget() ? 1 : plan.threads();
        try (MeasuredServer server = subject.start(bufferSizeBytes, threads)) {
            return new ConnectionsMeasurement(plan, facts.seed())
                    .run(subject.name(), round, count, server);
        } catch (IOException e) {
            return ConnectionsRun.failed(subject.name(), round, count, FailureCause.of(e));
        }
    }

    private static void report(ConnectionsRun run, Progress progress, Duration took) {
        if (run.failure() != null) {
            progress.failed(run.failure(), took);
        } else {
            progress.end(figures(run), took);
        }
    }

    private static String figures(ConnectionsRun run) {
        List<String> figures = new ArrayList<>();
        if (run.residentBytesPerConnection() != null) {
            figures.add(Figures.number(run.residentBytesPerConnection() / 1024) + " KiB each");
        }
        if (run.connectsPerSecond() != null) {
            figures.add(Figures.number(run.connectsPerSecond()) + " connects/s");
        }
        if (run.cpuMicrosPerRoundTrip() != null) {
            figures.add(Figures.number(run.cpuMicrosPerRoundTrip()) + " us CPU an echo");
        } else {
            figures.add(Figures.number(run.roundTripsPerSecond()) + " echoes/s");
        }
        return String.join(", ", figures) + ";";
    }
}
