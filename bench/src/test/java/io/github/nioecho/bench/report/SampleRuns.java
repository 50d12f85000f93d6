package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.ConnectionsResults;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.MachineCosts;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.results.Transport;
import java.time.Instant;
import java.util.List;

/** Invented runs for tests. The figures have the shape of real ones and mean nothing. */
public final class SampleRuns {

    /** Servers of all kinds, one of them left out. */
    static final List<ServerInfo> SERVERS = List.of(
            model("async", "NIO.2 completion handlers"),
            model("blocking", "a platform thread per connection"),
            model("virtual", "a virtual thread per connection"),
            model("selector", "selector loops"),
            new ServerInfo("netty-nio", ServerInfo.Kind.CONTENDER, "Netty on selectors", null),
            new ServerInfo("netty-uring", ServerInfo.Kind.CONTENDER, "Netty on io_uring",
                    "io_uring is not permitted here"),
            new ServerInfo("async-heap", ServerInfo.Kind.SETTING, "heap buffers", null));

    /** Names of the servers that were measured. */
    static final List<String> MEASURED = SERVERS.stream()
            .filter(server -> server.leftOut() == null)
            .map(ServerInfo::name)
            .toList();

    private SampleRuns() {
    }

    /** Returns a run of every command. */
    public static List<Results> ofEveryKind() {
        return List.of(comparison(true, SampleComparison.whole()), latency(SampleLatency.sweep()),
                connections(SampleConnections.whole()), buffers(SampleBuffers.whole()));
    }

    /** Returns a comparison over Unix domain sockets. */
    public static Results overUnixSockets() {
        return comparison(true, SampleComparison.over(Transport.UNIX));
    }

    /** Returns what {@code compare} writes. */
    static Results comparison(boolean complete, ComparisonResults comparison) {
        return results(complete, SERVERS, comparison, null, null);
    }

    /** Returns what {@code latency} writes. */
    static Results latency(LatencyResults latency) {
        return results(true, SERVERS, null, latency, null);
    }

    /** Returns what {@code connections} writes. */
    static Results connections(ConnectionsResults connections) {
        return results(true, SERVERS, null, null, connections);
    }

    /** Returns what {@code buffers} writes. */
    static Results buffers(BufferResults buffers) {
        Results none = results(true, SERVERS, null, null, null);
        return new Results(none.schemaVersion(), none.toolVersion(), none.startedAt(),
                none.finishedAt(), none.seed(), none.complete(), none.environment(),
                none.servers(), null, null, null, buffers);
    }

    /** Returns results with what is there of the three. */
    static Results results(boolean complete, List<ServerInfo> servers,
            ComparisonResults comparison, LatencyResults latency, ConnectionsResults connections) {
        return new Results(
                Results.SCHEMA_VERSION, "0.0-sample",
                Instant.parse("2026-01-02T03:04:05Z"), Instant.parse("2026-01-02T03:09:01.5Z"),
                4711, complete, environment(), servers, comparison, latency, connections, null);
    }

    static Environment environment() {
        return new Environment("25.0.1+8-LTS", "Sample Vendor", "OpenJDK 64-Bit Server VM",
                List.of("-XX:+UseSerialGC"), "Linux", "6.1.0-sample", "amd64", 2,
                "Sample CPU 9000", 8L << 30, 4096, List.of(4096L, 131072L, 6291456L),
                List.of(4096L, 16384L, 4194304L), 20000L, null, null,
                new MachineCosts(1080.4, 6340.0, 21730.0, false, 0.0123),
                "client on processor 0, servers on processor 1");
    }

    private static ServerInfo model(String name, String description) {
        return new ServerInfo(name, ServerInfo.Kind.MODEL, description, null);
    }
}
