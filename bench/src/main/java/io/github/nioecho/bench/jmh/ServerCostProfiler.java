package io.github.nioecho.bench.jmh;

import io.github.nioecho.bench.server.ServerCost;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Reports what one round trip costs the server: CPU time of its process, and bytes allocated on its
 * heap. Both are divided by all the round trips between the two readings, not by JMH's operations:
 * JMH leaves some out, and one operation of the latency benchmark may cover many round trips.
 */
public final class ServerCostProfiler implements InternalProfiler {

    /** Label of the server's CPU time per round trip, in {@code us/op}. */
    public static final String CPU = "server.cpu";

    /** Label of the bytes that the server allocates per round trip, in {@code B/op}. */
    public static final String ALLOCATION = "server.alloc";

    @Override
    public String getDescription() {
        return "CPU time and allocation of the echo server per round trip";
    }

    @Override
    public void beforeIteration(
            BenchmarkParams benchmarkParams, IterationParams iterationParams) {
        IterationFigures.clear();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmarkParams,
            IterationParams iterationParams,
            IterationResult result) {
        ServerCost cost = IterationFigures.serverCost();
        double roundTrips = IterationFigures.roundTrips();
        if (cost == null || roundTrips == 0) {
            return List.of();
        }
        return List.of(
                new ScalarResult(
                        CPU, cost.cpuNanos() / 1e3 / roundTrips, "us/op", AggregationPolicy.AVG),
                new ScalarResult(
                        ALLOCATION,
                        cost.allocatedBytes() / roundTrips,
                        "B/op",
                        AggregationPolicy.AVG));
    }
}
