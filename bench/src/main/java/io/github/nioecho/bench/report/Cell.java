package io.github.nioecho.bench.report;

/**
 * One cell of the grid: what is measured in one go.
 *
 * @param benchmark the question asked
 * @param variant name of the server variant
 * @param bufferSizeBytes the server's buffer size per connection, in bytes
 * @param messageSizeBytes size of one message, in bytes
 * @param connections client connections, each with one message outstanding
 * @param threads server threads or event loops
 */
public record Cell(
        Question benchmark,
        String variant,
        int bufferSizeBytes,
        int messageSizeBytes,
        int connections,
        int threads) {
}
