package io.github.nioecho.server;

import java.time.Duration;

/**
 * The pauses after failures to take what the kernel has for a server: 10 ms, doubled with each
 * failure in a row, at most 1 s. A failed accept, for one, leaves the connection in the kernel's
 * queue, so that to accept again at once would spin. For use by one thread at a time.
 */
public final class BackOff {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private Duration next = FIRST;

    /** Returns how long to pause now, after one failure more. */
    public Duration pause() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return pause;
    }

    /** Begins again with the shortest pause, after a success. */
    public void reset() {
        next = FIRST;
    }
}
