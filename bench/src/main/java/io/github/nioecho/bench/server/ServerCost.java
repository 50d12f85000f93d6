package io.github.nioecho.bench.server;

/**
 * What a server's process has used since it started, or between two such readings.
 *
 * @param cpuNanos CPU time of all its threads, the JVM's own among them, in nanoseconds
 * @param allocatedBytes bytes that all Java threads have allocated on the heap
 */
public record ServerCost(long cpuNanos, long allocatedBytes) {

    /** Returns what was used from {@code earlier} to this reading. */
    public ServerCost minus(ServerCost earlier) {
        return new ServerCost(
                cpuNanos - earlier.cpuNanos, allocatedBytes - earlier.allocatedBytes);
    }
}
