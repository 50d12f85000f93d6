package io.github.nioecho.bench.server;

/**
 * How long to wait after a failed accept, such as one for lack of file descriptors: doubled with
 * each failure in a row, up to a longest pause. Used by one thread.
 */
final class AcceptBackoff {

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final long firstPauseMillis;
    private final long longestPauseMillis;
    private long pauseMillis;

    /** Makes the usual one: from 10 ms to 1 s. */
    AcceptBackoff() {
        this(FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    }

    AcceptBackoff(long firstPauseMillis, long longestPauseMillis) {
        this.firstPauseMillis = firstPauseMillis;
        this.longestPauseMillis = longestPauseMillis;
        this.pauseMillis = firstPauseMillis;
    }

    /** Returns the pause after one more failure, in milliseconds. */
    long failed() {
        long pause = pauseMillis;
        pauseMillis = Math.min(2 * pause, longestPauseMillis);
        return pause;
    }

    /** Ends a row of failures. */
    void succeeded() {
        pauseMillis = firstPauseMillis;
    }
}
