package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.server.MeasuredServer;
import java.io.IOException;
import java.util.List;

/**
 * One fresh server, and the cells that are measured on it one after the other.
 *
 * @param subject the server
 * @param bufferSizeBytes its buffer size per connection, in bytes; null if it is not ours to choose
 * @param cells what to measure
 */
record Visit(Subject subject, Integer bufferSizeBytes, List<Cell> cells) {

    /**
     * Starts the server.
     *
     * @throws IOException if it does not start
     */
    MeasuredServer start() throws IOException {
        if (subject.isTarget()) {
            return subject.start(1, 1); // does not hear of either
        }
        return subject.start(bufferSizeBytes, cells.get(0).threads());
    }
}
