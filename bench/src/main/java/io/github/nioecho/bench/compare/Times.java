package io.github.nioecho.bench.compare;

/**
 * How long a cell is loaded.
 *
 * @param warmupMillis load that is not counted, in milliseconds
 * @param measureMillis load that is, in milliseconds
 */
record Times(long warmupMillis, long measureMillis) {

    /** Warm-up as a share of the measured time, where it is not given. */
    static final double WARMUP_SHARE = 0.2;

    /**
     * What a server needs more that has just been started: its compiler competes with it for the
     * processors. Without, a library with much code of its own, as NIO.2 is, looks up to twice as
     * expensive in its first cell as in the next ones; after this, neither throughput nor CPU per
     * round trip change any more.
     */
    static final long FRESH_MILLIS = 1000;

    // Whoever measures for a blink wants no second of warm-up.
    private static final int FRESH_FACTOR = 5;

    /** Returns the times with the usual share of warm-up. */
    static Times measuring(long measureMillis) {
        return new Times(Math.round(measureMillis * WARMUP_SHARE), measureMillis);
    }

    /** Returns the warm-up of a server that has just been started, in milliseconds. */
    long freshWarmupMillis() {
        return warmupMillis + Math.min(FRESH_MILLIS, FRESH_FACTOR * measureMillis);
    }

    /** Returns how long a fresh server is loaded that is measured in a number of cells. */
    long loadMillis(int cells) {
        return freshWarmupMillis() + (cells - 1) * warmupMillis + cells * measureMillis;
    }
}
