package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Question;
import java.util.List;

/**
 * What a comparison set out to measure: every variant with every buffer size and message size, in
 * throughput and in latency.
 *
 * @param variants names of the server variants, in the order of the tables' columns
 * @param bufferSizesBytes the servers' buffer sizes per connection, in bytes
 * @param messageSizesBytes sizes of one message, in bytes
 * @param connections client connections for throughput, each with one message outstanding
 * @param latencyConnections the same for latency; more than one measure the client's queue as well
 * @param threads server threads or event loops
 * @param forks client JVMs per cell
 * @param warmupMillis warm-up in each fork, in milliseconds
 * @param iterations measured iterations in each fork
 * @param iterationMillis length of one measured iteration, in milliseconds
 */
public record Plan(
        List<String> variants,
        List<Integer> bufferSizesBytes,
        List<Integer> messageSizesBytes,
        int connections,
        int latencyConnections,
        int threads,
        int forks,
        long warmupMillis,
        int iterations,
        long iterationMillis) {

    /** Copies the lists. */
    public Plan {
        variants = List.copyOf(variants);
        bufferSizesBytes = List.copyOf(bufferSizesBytes);
        messageSizesBytes = List.copyOf(messageSizesBytes);
    }

    /** Returns how many cells the plan has. */
    public int cellCount() {
        return Question.values().length
                * variants.size() * bufferSizesBytes.size() * messageSizesBytes.size();
    }

    /** Returns how many connections a question is asked with. */
    public int connections(Question question) {
        return switch (question) {
            case THROUGHPUT -> connections;
            case LATENCY -> latencyConnections;
        };
    }

    /** Returns the same grid, measured for other times. */
    public Plan withTimes(long warmupMillis, int iterations, long iterationMillis) {
        return new Plan(variants, bufferSizesBytes, messageSizesBytes, connections,
                latencyConnections, threads, forks, warmupMillis, iterations, iterationMillis);
    }
}
