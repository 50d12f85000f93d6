package io.github.nioecho.bench.compare;

/**
 * How long a server is loaded in a setting and round.
 *
 * @param warmupMillis load before the first block that is not counted, in milliseconds
 * @param sliceMillis load in each block that is, in milliseconds
 */
public record Times(long warmupMillis, long sliceMillis) {

    /** The longest slice: the machine's speed shall not change from one to the next. */
    public static final long LONGEST_SLICE_MILLIS = 40;

    /** Warm-up before a setting as a share of the measured time, where it is not given. */
    static final double WARMUP_SHARE = 0.2;

    /** The longest warm-up before a setting that is not chosen: the server is warm already. */
    public static final long LONGEST_WARMUP_MILLIS = 40;

    /** The longest that a fresh server is loaded until it is warm. */
    static final long LONGEST_SETTLE_MILLIS = 4_000;

    // Whoever measures for a blink wants no seconds of warm-up.
    private static final int SETTLE_FACTOR = 5;

    /** Returns the warm-up that goes with a measured time, in milliseconds. */
    static long usualWarmupMillis(long measureMillis) {
        return Math.min(LONGEST_WARMUP_MILLIS, Math.round(measureMillis * WARMUP_SHARE));
    }

    /**
     * Returns the longest that a fresh server is loaded until it is warm, in milliseconds.
     *
     * @param measureMillis what is measured of each server in a round and setting
     * @param settings how many there are
     */
    static long longestSettleMillis(long measureMillis, int settings) {
        return Math.min(LONGEST_SETTLE_MILLIS, SETTLE_FACTOR * measureMillis * settings);
    }

    /** Returns how many slices a measured time takes. */
    static int slices(long measureMillis) {
        return (int) Math.max(1, (measureMillis + LONGEST_SLICE_MILLIS - 1) / LONGEST_SLICE_MILLIS);
    }
}
