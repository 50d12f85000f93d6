package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.load.Load;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.server.MeasuredServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads a fresh server until it is warm: until its CPU time per round trip, or the time where that
 * is not known, no longer falls. The load is that of the settings to come: every question and
 * message size, with the smallest and the largest buffers.
 *
 * <p>What counts are windows, in each of which every load has its turn. The server is warm when the
 * last windows cost no less than those before them, but for {@link #TOLERANCE}.
 */
public final class WarmUp {

    /** What the cost of the last windows may be below that of those before: 0.02 is 2 %. */
    static final double TOLERANCE = 0.02;

    /** Windows on either side of the comparison. */
    static final int WINDOWS = 3;

    private static final long LOAD_MILLIS = 40;

    private final List<Setting> settings;

    /** Warms up for a plan. */
    public WarmUp(ComparisonPlan plan) {
        List<Integer> buffers = plan.bufferSizesBytes();
        List<Integer> outermost = Stream.of(buffers.get(0), buffers.get(buffers.size() - 1))
                .distinct().toList();
        // To ask for latency is to load with fewer connections: nothing new where both are asked.
        boolean loaded = plan.questions().contains(Question.THROUGHPUT);
        this.settings = Setting.of(plan).stream()
                .filter(setting -> outermost.contains(setting.bufferSizeBytes()))
                .filter(setting -> !loaded || setting.question() != Question.LATENCY)
                .toList();
    }

    /**
     * Loads a server.
     *
     * @param longestMillis the bound, in milliseconds of load
     * @return whether it is warm
     */
    public boolean settle(String name, RoundServers servers, long longestMillis) {
        long loadMillis = Math.max(1, Math.min(LOAD_MILLIS, longestMillis / settings.size()));
        List<Double> costs = new ArrayList<>();
        try {
            for (long spent = 0; spent < longestMillis; spent += settings.size() * loadMillis) {
                double cost = 0;
                for (Setting setting : settings) {
                    cost += Math.log(cost(name, setting, servers, loadMillis));
                }
                costs.add(cost / settings.size());
                if (isSettled(costs)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // It will be measured, and whatever it is reported.
            servers.failed(name, e);
        }
        return false;
    }

    /** Returns whether windows' costs, which are logarithms, no longer fall. */
    static boolean isSettled(List<Double> costs) {
        int count = costs.size();
        return count >= 2 * WINDOWS
                && median(costs.subList(count - WINDOWS, count))
                        > median(costs.subList(count - 2 * WINDOWS, count - WINDOWS)) - TOLERANCE;
    }

    /** Returns what a round trip costs, in nanoseconds: of CPU, or of time if that is not known. */
    private static double cost(String name, Setting setting, RoundServers servers, long millis)
            throws IOException {
        MeasuredServer server = servers.server(name);
        // One at a time: a server may have a limit.
        try (Load load = Loads.connect(setting, servers.address(name, setting), nanos -> { })) {
            Optional<Long> cpuBefore = server.readCpuNanos();
            long startNanos = System.nanoTime();
            Loads.run(load, millis);
            long tookNanos = System.nanoTime() - startNanos;
            Optional<Long> cpuAfter = server.readCpuNanos();
            double nanos = cpuBefore.isPresent() && cpuAfter.orElseThrow() > cpuBefore.get()
                    ? cpuAfter.get() - cpuBefore.get() : tookNanos;
            return nanos / load.completed();
        }
    }

    private static double median(List<Double> values) {
        return Statistics.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
