package io.github.nioecho.bench.results;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One server with one number of connections, once: figures, or the cause of the failure. A figure
 * that was not measured is null, never zero.
 *
 * @param variant name of the server
 * @param round the round, from 1
 * @param connections open connections
 * @param connectsPerSecond rate at which they were opened and each answered a first message; null
 *     with too few connections to tell, as the two that follow
 * @param residentBytesPerConnection growth of the server process over the connections, all idle,
 *     after a collection: what is resident outside of the heap, and the live objects in it
 * @param heapAndDirectBytesPerConnection of that, the live objects and the direct buffers
 * @param activeConnections connections that echoed while CPU was measured
 * @param roundTripsPerSecond what those reached together
 * @param cpuMicrosPerRoundTrip CPU time of the server process per round trip, in microseconds
 * @param failure why there are no figures, or null
 */
public record ConnectionsRun(
        String variant,
        int round,
        int connections,
        Double connectsPerSecond,
        Double residentBytesPerConnection,
        Double heapAndDirectBytesPerConnection,
        Integer activeConnections,
        Double roundTripsPerSecond,
        Double cpuMicrosPerRoundTrip,
        @JsonInclude(JsonInclude.Include.NON_NULL) String failure) {

    /** Checks that the server has a name. */
    public ConnectionsRun {
        Required.value("variant", variant);
    }

    /** Returns the run of a server that gave no figures. */
    public static ConnectionsRun failed(
            String variant, int round, int connections, String cause) {
        return new ConnectionsRun(
                variant, round, connections, null, null, null, null, null, null, cause);
    }
}
