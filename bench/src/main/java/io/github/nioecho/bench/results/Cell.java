package io.github.nioecho.bench.results;

/**
 * One cell of the grid: what is measured in one go.
 *
 * @param benchmark the question asked
 * @param variant name of the server: a variant's, or {@code host:port} of a target
 * @param bufferSizeBytes the server's buffer size per connection, in bytes; null if not known, as a
 *     target's
 * @param messageSizeBytes size of one message, in bytes
 * @param connections client connections at a time, each with one message outstanding
 * @param threads server threads or event loops; null if not known
 */
public record Cell(
        Question benchmark,
        String variant,
        Integer bufferSizeBytes,
        int messageSizeBytes,
        int connections,
        Integer threads) {

    /** Checks that what must be there is. */
    public Cell {
        Required.value("benchmark", benchmark);
        Required.value("variant", variant);
    }
}
