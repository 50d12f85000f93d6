package io.github.nioecho;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Closes the connections on which no byte has moved for the idle timeout. One sweep over all of
 * them now and then costs an echo nothing, unlike a timer for every read; and a channel whose timed
 * read ran out could not be read again (see {@code AsynchronousSocketChannelImpl.killReading}).
 *
 * <p>A sweep learns only that bytes moved since the last one, not when. It takes the later time, so
 * no connection is closed early and none later than two intervals after its timeout.
 */
final class IdleSweep implements Runnable {

    private static final long MIN_INTERVAL_NANOS = Duration.ofMillis(1).toNanos();
    private static final long MAX_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

    private final long timeoutNanos;
    private final LongSupplier nanoClock;
    private final Supplier<List<EchoConnection>> connections;

    IdleSweep(
            Duration timeout, LongSupplier nanoClock, Supplier<List<EchoConnection>> connections) {
        this.timeoutNanos = timeout.toNanos();
        this.nanoClock = nanoClock;
        this.connections = connections;
    }

    /** Returns the time between sweeps: an eighth of the timeout, between 1 ms and 500 ms. */
    long intervalNanos() {
        return Math.min(MAX_INTERVAL_NANOS, Math.max(MIN_INTERVAL_NANOS, timeoutNanos / 8));
    }

    @Override
    public void run() {
        try {
            sweep();
        } catch (Throwable expected) {
            // For want of memory, say. A periodic task that throws would never run again.
        }
    }

    private void sweep() {
        long now = nanoClock.getAsLong();
        for (EchoConnection connection : connections.get()) {
            if (connection.idleNanos(now) >= timeoutNanos) {
                connection.abort(CloseReason.IDLE_TIMEOUT);
            }
        }
    }
}
