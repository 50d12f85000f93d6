package io.github.nioecho.bench.run;

import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.ConnectionsResults;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.MachineCosts;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ServerInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * What the results of a run say besides its measurements, whatever command it is of.
 *
 * @param toolVersion the version that measures; null if the build did not write it
 * @param environment where the load runs
 * @param seed of everything random: the order of the servers, the messages
 * @param startedAt when the run began
 * @param servers what is measured, and what is left out
 * @param steal of the hypervisor, since the run began
 */
public record RunFacts(
        String toolVersion,
        Environment environment,
        long seed,
        Instant startedAt,
        List<ServerInfo> servers,
        StealTime steal) {

    /** Copies the list. */
    public RunFacts {
        servers = List.copyOf(servers);
    }

    /**
     * Collects the facts of a run that begins now, and measures the machine for half a second.
     * Call it before this JVM is bound to some of the processors: it would know no others.
     *
     * @throws IOException if the build is broken
     */
    public static RunFacts collect(List<ServerInfo> servers, long seed) throws IOException {
        StealTime steal = StealTime.sinceNow();
        Instant startedAt = Instant.now();
        return new RunFacts(ToolVersion.read(),
                EnvironmentProbe.read().withMachine(MachineProbe.measure()), seed, startedAt,
                servers, steal);
    }

    /** Returns these facts of a run whose client and servers have the processors that words say. */
    public RunFacts withPinning(String words) {
        return new RunFacts(
                toolVersion, environment.withPinning(words), seed, startedAt, servers, steal);
    }

    /** Makes results of what has been compared until now. */
    public Results results(ComparisonResults comparison, boolean complete) {
        return results(complete, comparison, null, null, null);
    }

    /** Makes results of the response times until now. */
    public Results results(LatencyResults latency, boolean complete) {
        return results(complete, null, latency, null, null);
    }

    /** Makes results of the numbers of connections until now. */
    public Results results(ConnectionsResults connections, boolean complete) {
        return results(complete, null, null, connections, null);
    }

    /** Makes results of the buffer sizes until now. */
    public Results results(BufferResults buffers, boolean complete) {
        return results(complete, null, null, null, buffers);
    }

    private Results results(boolean complete, ComparisonResults comparison,
            LatencyResults latency, ConnectionsResults connections, BufferResults buffers) {
        MachineCosts costs = environment.machine().withStealShare(steal.share());
        return new Results(Results.SCHEMA_VERSION, toolVersion, startedAt, Instant.now(), seed,
                complete, environment.withMachine(costs), servers, comparison, latency,
                connections, buffers);
    }
}
