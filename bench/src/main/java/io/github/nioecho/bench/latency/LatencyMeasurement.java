package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.load.OpenLoop;
import io.github.nioecho.bench.load.OpenLoopOutcome;
import io.github.nioecho.bench.load.Schedule;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.LatencyRun;
import io.github.nioecho.bench.run.FailureCause;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.TimeDistribution;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.ServerCost;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Measures one server at one rate: a schedule to warm up, which is not counted, and then, on the
 * same connections and with nothing outstanding, the one that counts. A server that is so far
 * behind after the first that it has to be given up is not asked for the second: the times of the
 * first then tell of the overload.
 */
final class LatencyMeasurement {

    private final LatencyPlan plan;
    private final long seed;
    private final Path folder;
    private final Connector connector;

    /**
     * Makes a measurement.
     *
     * @param plan what to measure
     * @param seed of the messages
     * @param folder gets the histograms
     */
    LatencyMeasurement(LatencyPlan plan, long seed, Path folder) {
        this(plan, seed, folder, OpenLoop::connect);
    }

    /** Makes a measurement whose connections are another's. */
    LatencyMeasurement(LatencyPlan plan, long seed, Path folder, Connector connector) {
        this.plan = plan;
        this.seed = seed;
        this.folder = folder;
        this.connector = connector;
    }

    /**
     * Measures a server. If it fails, that is the result.
     *
     * @param name what to call it
     * @param round the round, from 1
     * @param rate messages per second
     * @param server a fresh server
     * @throws IOException if the histograms cannot be written
     */
    MeasuredRun run(String name, int round, double rate, MeasuredServer server)
            throws IOException {
        try (TimeRecorder times = TimeRecorder.create(
                folder, fileName(name, rate, round), plan.messages())) {
            Load load;
            try {
                load = load(rate, server, times);
            } catch (IOException seen) {
                return failed(name, round, rate, server.failure(seen), times);
            }
            times.finish();
            if (load.outcome.missedRate()) {
                times.markFailed();
            }
            return measured(name, round, load, times);
        }
    }

    private Load load(double rate, MeasuredServer server, TimeRecorder times)
            throws IOException {
        try (OpenLoop load = connector.connect(
                server.address(), plan.connections(), plan.messages(), seed)) {
            if (plan.warmupMillis() > 0) {
                OpenLoopOutcome warmUp = load.run(schedule(rate, plan.warmupMillis()), times);
                if (warmUp.unanswered() > 0) {
                    return new Load(warmUp, null);
                }
            }
            Optional<ServerCost> before = server.readCost();
            times.restart();
            OpenLoopOutcome outcome = load.run(schedule(rate, plan.durationMillis()), times);
            return new Load(outcome, server.readCost()
                    .map(after -> after.minus(before.orElseThrow()).cpuNanos())
                    .orElse(null));
        }
    }

    private static MeasuredRun measured(String name, int round, Load load, TimeRecorder times) {
        OpenLoopOutcome outcome = load.outcome;
        LatencyRun run = new LatencyRun(
                name,
                round,
                outcome.schedule().rate(),
                outcome.achievedRate(),
                outcome.missedRate(),
                outcome.unanswered(),
                TimeDistribution.percentilesMicros(times.responses()),
                TimeDistribution.percentilesMicros(times.services()),
                TimeDistribution.percentilesMicros(times.lateness()),
                TimeDistribution.curve(times.responses()),
                TimeDistribution.curve(times.services()),
                LatencySummaries.microsPerRoundTrip(load.cpuNanos, outcome.answered()),
                times.sizes().times(),
                files(times),
                null);
        return new MeasuredRun(run, new MeasuredRun.Figures(
                outcome, times.responses(), times.services(), times.lateness(),
                times.sizes(), load.cpuNanos));
    }

    private static MeasuredRun failed(
            String name, int round, double rate, IOException failure, TimeRecorder times)
            throws IOException {
        times.finish(); // what came back until then is worth a look
        times.markFailed();
        return new MeasuredRun(new LatencyRun(name, round, rate, null, false, null, null, null,
                null, null, null, null, null, files(times), FailureCause.of(failure)), null);
    }

    private static Schedule schedule(double rate, long millis) {
        return Schedule.of(rate, Duration.ofMillis(millis));
    }

    private static List<String> files(TimeRecorder times) {
        return times.logs().stream()
                .map(log -> OutputFolder.HISTOGRAMS + "/" + log.getFileName())
                .toList();
    }

    private String fileName(String name, double rate, int round) {
        return "latency-" + name.replaceAll("[^A-Za-z0-9.-]", "_")
                + "-rate" + BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString()
                + "-connections" + plan.connections()
                + (plan.bufferSizeBytes() == null ? "" : "-buffer" + plan.bufferSizeBytes())
                + "-message" + plan.messages().fileName()
                + (plan.threads() == null ? "" : "-threads" + plan.threads())
                + "-round" + round;
    }

    /** Connects a load to a server. */
    interface Connector {
        OpenLoop connect(SocketAddress server, int connections, Messages messages,
                long seed) throws IOException;
    }

    /** What the load gave, beside the times. */
    private record Load(OpenLoopOutcome outcome, Long cpuNanos) {
    }
}
