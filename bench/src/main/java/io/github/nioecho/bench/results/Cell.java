package io.github.nioecho.bench.results;

import io.github.nioecho.bench.messages.Messages;

/**
 * One cell of the grid: what is measured in one go.
 *
 * @param benchmark the question asked
 * @param variant name of the server: a variant's, or {@code host:port} of a target
 * @param bufferSizeBytes the server's buffer size per connection, in bytes; null if not known, as a
 *     target's
 * @param messages sizes of the messages
 * @param connections client connections at a time, each with one message outstanding
 * @param threads server threads or event loops; null if not known
 */
public record Cell(
        Question benchmark,
        String variant,
        Integer bufferSizeBytes,
        Messages messages,
        int connections,
        Integer threads) {

    /** Checks that what must be there is. */
    public Cell {
        Required.value("benchmark", benchmark);
        Required.value("variant", variant);
        Required.value("messages", messages);
    }
}
