package io.github.nioecho.bench.results;

import java.util.List;

/**
 * What {@code connections} measured.
 *
 * @param plan what was to be measured
 * @param runs every server with every number of connections, in the order measured
 */
public record ConnectionsResults(ConnectionsPlan plan, List<ConnectionsRun> runs) {

    /** Copies the list. */
    public ConnectionsResults {
        Required.value("plan", plan);
        runs = Required.list("runs", runs);
    }
}
