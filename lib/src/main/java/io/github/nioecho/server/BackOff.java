package io.github.nioecho.server;

import java.time.Duration;

/**
 * The pauses after failures to take what the kernel has for a server: 10 ms, doubled with each
 * failure in a row, at most 1 s. A failed accept, for one, leaves the connection in the kernel's
 * queue, so that to accept again at once would spin. For use by one thread at a time.
 */
public final class BackOff {

    /** Made before: to pause must need no memory, the lack of which it may be for. */
    private static final Duration[] PAUSES = {
        Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(40), Duration.ofMillis(80),
        Duration.ofMillis(160), Duration.ofMillis(320), Duration.ofMillis(640),
        Duration.ofSeconds(1),
    };

    private int next;

    /** Returns how long to pause now, after one failure more. */
    public Duration pause() {
        Duration pause = PAUSES[next];
        next = Math.min(next + 1, PAUSES.length - 1);
        return pause;
    }

    /** Begins again with the shortest pause, after a success. */
    public void reset() {
        next = 0;
    }
}
