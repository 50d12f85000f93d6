package io.github.nioecho.bench.compare;

/**
 * How long a cell is loaded.
 *
 * @param warmupMillis load that is not counted, in milliseconds; {@link #FRESH_FACTOR} times as
 *     long on a server that has just been started
 * @param measureMillis load that is, in milliseconds
 */
record Times(long warmupMillis, long measureMillis) {

    /**
     * A new JVM needs longer than one that has been measured before: its compiler has not seen
     * anything yet, and what it compiles for the first cell serves the others, too.
     */
    static final int FRESH_FACTOR = 4;

    /** Warm-up as a share of the measured time, where it is not given. */
    static final double WARMUP_SHARE = 0.25;

    /** Returns the times with the usual share of warm-up. */
    static Times measuring(long measureMillis) {
        return new Times(Math.round(measureMillis * WARMUP_SHARE), measureMillis);
    }

    /** Returns how long a fresh server is loaded that is measured in a number of cells. */
    long loadMillis(int cells) {
        return (cells + FRESH_FACTOR - 1) * warmupMillis + cells * measureMillis;
    }
}
