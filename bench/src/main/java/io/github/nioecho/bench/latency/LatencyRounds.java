package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.LatencyRun;
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
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * All runs of a plan. In each round every server is measured once, in random order, so that a
 * machine that gets slower meanwhile slows down all of them. A sweep goes in the same way: in each
 * round every server gets the rate that its own search asks for next, until all searches are done.
 */
final class LatencyRounds {

    private static final long START_MILLIS = 1_000; // of a server, and its end

    private final LatencyPlan plan;
    private final List<Subject> subjects;
    private final RunFacts facts;
    private final LatencyMeasurement measurement;

    LatencyRounds(LatencyPlan plan, List<Subject> subjects, RunFacts facts,
            LatencyMeasurement measurement) {
        this.plan = plan;
        this.subjects = subjects;
        this.facts = facts;
        this.measurement = measurement;
    }

    /** Returns how many runs there will be; of a sweep, at most. */
    int runs() {
        return subjects.size()
                * (isSweep() ? new RateSearch(plan.rate()).triesLeft() : plan.rounds());
    }

    /** Returns how long a run will take. */
    Duration runTime() {
        return Duration.ofMillis(START_MILLIS + plan.warmupMillis() + plan.durationMillis());
    }

    /**
     * Measures until all is done or the run is stopped.
     *
     * @return whether all was done
     * @throws IOException if the results cannot be saved
     */
    boolean run(RunLog<MeasuredRun> log, Progress progress) throws IOException {
        return isSweep() ? sweep(log, progress) : rounds(log, progress);
    }

    /** Returns the results of what has been measured. */
    Results results(List<MeasuredRun> measured, boolean complete) {
        return facts.results(LatencySummaries.of(plan, measured), complete);
    }

    private boolean rounds(RunLog<MeasuredRun> log, Progress progress) throws IOException {
        Random random = new Random(facts.seed());
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Subject subject : shuffled(subjects, random)) {
                if (measure(subject, round, plan.rate(), log, progress) == null) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean sweep(RunLog<MeasuredRun> log, Progress progress) throws IOException {
        Random random = new Random(facts.seed());
        Map<Subject, RateSearch> searches = new LinkedHashMap<>();
        subjects.forEach(subject -> searches.put(subject, new RateSearch(plan.rate())));
        progress.atMost(runs());
        int done = 0;
        for (int round = 1; !searches.isEmpty(); round++) {
            for (Subject subject : shuffled(searches.keySet(), random)) {
                RateSearch search = searches.get(subject);
                LatencyRun run = measure(subject, round, search.rate(), log, progress);
                if (run == null) {
                    return false;
                }
                search.tried(run.held(plan.p99BoundMicros()));
                if (search.isDone()) {
                    searches.remove(subject);
                }
                done++;
                progress.atMost(done
                        + searches.values().stream().mapToInt(RateSearch::triesLeft).sum());
            }
        }
        return true;
    }

    private static List<Subject> shuffled(Collection<Subject> subjects, Random random) {
        List<Subject> shuffled = new ArrayList<>(subjects);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private boolean isSweep() {
        return plan.p99BoundMicros() != null;
    }

    /** Measures once and saves; null if the run has been stopped. */
    private LatencyRun measure(Subject subject, int round, double rate, RunLog<MeasuredRun> log,
            Progress progress) throws IOException {
        progress.begin(String.format(Locale.ROOT, "round %d  %-10s %10s", round, subject.name(),
                LatencyTable.rate(rate)), runTime());
        long beganNanos = System.nanoTime();
        MeasuredRun measured = measure(subject, round, rate);
        if (!log.add(measured)) {
            return null;
        }
        LatencyRun run = measured.run();
        Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
        if (run.failure() != null) {
            progress.failed(run.failure(), took);
        } else {
            progress.end(LatencyTable.line(run, plan.p99BoundMicros()), took);
        }
        return run;
    }

    private MeasuredRun measure(Subject subject, int round, double rate) throws IOException {
        MeasuredServer server;
        try {
            server = subject.start(
                    plan.bufferSizeBytes() == null ? 1 : plan.bufferSizeBytes(),
                    plan.threads() == null ? 1 : plan.threads());
        } catch (IOException e) {
            return new MeasuredRun(LatencyRun.failed(
                    subject.name(), round, rate, FailureCause.of(e)), null);
        }
        try (server) {
            return measurement.run(subject.name(), round, rate, server);
        }
    }
}
