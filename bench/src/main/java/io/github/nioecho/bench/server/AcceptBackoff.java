package io.github.nioecho.bench.server;

/**
 * How long to wait after a failed accept, such as one for lack of file descriptors: 10 ms, doubled
 * with each failure in a row, at most 1 s. Used by one thread.
 */
final class AcceptBackoff {

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** Returns the pause after one more failure, in milliseconds. */
    long failed() {
        long pause = pauseMillis;
        pauseMillis = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        return pause;
    }

    /** Ends a row of failures. */
    void succeeded() {
        pauseMillis = FIRST_PAUSE_MILLIS;
    }
}
