package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * Everything one run of a command measured, as {@code results.json} holds it. Immutable. Exactly
 * one of the four last components is there: that of the command.
 *
 * @param schemaVersion version of this layout, {@link #SCHEMA_VERSION} when written now
 * @param toolVersion version of nioecho that measured
 * @param startedAt when the run began
 * @param finishedAt when the last measurement so far ended
 * @param seed seed of everything random: the order of the servers, the messages
 * @param complete whether all that was planned was run; what failed counts as run
 * @param environment where the load ran
 * @param servers what was measured, in the order of the tables' columns, and what was left out
 * @param comparison what {@code compare} measured
 * @param latency what {@code latency} measured
 * @param connections what {@code connections} measured
 * @param buffers what {@code buffers} measured
 */
public record Results(
        int schemaVersion,
        String toolVersion,
        Instant startedAt,
        Instant finishedAt,
        long seed,
        boolean complete,
        Environment environment,
        List<ServerInfo> servers,
        @JsonInclude(JsonInclude.Include.NON_NULL) ComparisonResults comparison,
        @JsonInclude(JsonInclude.Include.NON_NULL) LatencyResults latency,
        @JsonInclude(JsonInclude.Include.NON_NULL) ConnectionsResults connections,
        @JsonInclude(JsonInclude.Include.NON_NULL) BufferResults buffers) {

    /** The layout written by this version. */
    public static final int SCHEMA_VERSION = 4;

    /** Copies the list, and checks that what must be there is. */
    public Results {
        Required.value("startedAt", startedAt);
        Required.value("finishedAt", finishedAt);
        Required.value("environment", environment);
        servers = Required.list("servers", servers);
    }
}
