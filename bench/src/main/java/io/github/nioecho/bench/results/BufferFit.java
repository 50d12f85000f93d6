package io.github.nioecho.bench.results;

/**
 * What messages take with a server.
 *
 * @param variant name of the server
 * @param time of client and server together, in a closed loop: its inverse is the throughput; null
 *     without enough figures, as the other
 * @param cpu of the server
 */
public record BufferFit(String variant, CostFit time, CostFit cpu) {
}
