package io.github.nioecho.bench.jmh;

import io.github.nioecho.bench.server.ServerCost;
import org.HdrHistogram.Histogram;

/**
 * What one iteration has measured besides JMH's own score: the benchmarks' states put it in at the
 * end of the iteration, the profilers take it out after that. It is static because JMH creates both
 * sides and gives neither a reference to the other; one JVM runs one benchmark at a time.
 */
public final class IterationFigures {

    // All guarded by the class.
    private static long roundTrips;
    private static ServerCost serverCost;
    private static Histogram roundTripNanos;

    private IterationFigures() {
    }

    /** Forgets the iteration before. */
    static synchronized void clear() {
        roundTrips = 0;
        serverCost = null;
        roundTripNanos = null;
    }

    /** Adds round trips that one client thread has completed. */
    public static synchronized void addRoundTrips(long count) {
        roundTrips += count;
    }

    /** Adds the times of one client thread's round trips. */
    public static synchronized void addTimes(Histogram nanos) {
        if (roundTripNanos == null) {
            roundTripNanos = nanos;
        } else {
            roundTripNanos.add(nanos);
        }
    }

    static synchronized void setServerCost(ServerCost cost) {
        serverCost = cost;
    }

    static synchronized long roundTrips() {
        return roundTrips;
    }

    /** Returns what the server has used during the iteration; null if no server was measured. */
    static synchronized ServerCost serverCost() {
        return serverCost;
    }

    /** Returns the times of all client threads' round trips; null if none were recorded. */
    static synchronized Histogram roundTripNanos() {
        return roundTripNanos;
    }
}
