package io.github.nioecho.stress;

import java.util.SplittableRandom;

/** What a client does to the server. The weights are shares of all clients, in per mille. */
enum Behaviour {

    /** Sends and reads at the same time, ends its sending side, reads to the end. */
    HALF_CLOSE(500),

    /** Sends a message, reads it back, sends the next one, and closes after the last. */
    PING_PONG(250),

    /** Resets the connection when it has read so much, with data in both directions. */
    RESET(120),

    /** As {@link #HALF_CLOSE}, with a small receive buffer and pauses between reads. */
    SLOW_READER(40),

    /** Reads nothing until its writes have stalled, and then everything. */
    LATE_READER(30),

    /** Reads nothing at all, until the server ends the idle connection. */
    NEVER_READER(20),

    /** Sends a little, reads it back and says no more, until the server ends the connection. */
    SILENT(40),

    /** As {@link #HALF_CLOSE}, as fast as it can, and for as long as takes seconds: see the soak. */
    STREAM(0);

    private static final int TOTAL = 1000;

    private final int weight;

    Behaviour(int weight) {
        this.weight = weight;
    }

    static Behaviour choose(SplittableRandom random) {
        int rest = random.nextInt(TOTAL);
        for (Behaviour behaviour : values()) {
            rest -= behaviour.weight;
            if (rest < 0) {
                return behaviour;
            }
        }
        throw new AssertionError("the weights do not add up to " + TOTAL);
    }

    /** Whether the server's idle timeout ends the connection. */
    boolean waitsForIdleTimeout() {
        return this == NEVER_READER || this == SILENT;
    }
}
