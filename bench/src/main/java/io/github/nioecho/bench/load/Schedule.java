package io.github.nioecho.bench.load;

import java.time.Duration;

/**
 * When each message of an open loop is due: at a fixed rate, the first at once. Nothing that the
 * server does changes it.
 *
 * @param rate messages per second
 * @param messages how many, at least 1
 */
public record Schedule(double rate, long messages) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Checks the bounds. */
    public Schedule {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("rate must be > 0 messages/s, was " + rate);
        }
        if (messages < 1) {
            throw new IllegalArgumentException("messages must be >= 1, was " + messages);
        }
    }

    /** Makes a schedule of a length; where not even one message fits in, it has one. */
    public static Schedule of(double rate, Duration length) {
        return new Schedule(
                rate, Math.max(1, (long) (rate * length.toNanos() / NANOS_PER_SECOND)));
    }

    /** Returns when a message is due, in nanoseconds from the start; counts from 0. */
    public long dueNanos(long message) {
        return (long) (message / rate * NANOS_PER_SECOND);
    }

    /** Returns its length: when a message after the last would be due. */
    public long lengthNanos() {
        return dueNanos(messages);
    }
}
