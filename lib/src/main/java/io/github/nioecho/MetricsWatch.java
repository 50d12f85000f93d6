package io.github.nioecho;

import io.github.nioecho.server.Uninterruptibly;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Waits until a server has seen enough. Looks at a counter every millisecond, and only while
 * somebody waits: to be told of each change would cost every echo.
 */
final class MetricsWatch {

    private static final long PAUSE_MILLIS = 1;

    private final Supplier<EchoMetrics> metrics;
    private final LongSupplier droppedRecordings;
    private final BooleanSupplier closed;
    private final Uninterruptibly.Wait catchUp;

    /**
     * @param metrics what to tell when the wait was in vain
     * @param droppedRecordings what of those to tell then, too
     * @param closed whether there is nothing to wait for any more
     * @param catchUp lets the server see what the kernel has for it, before the last look
     */
    MetricsWatch(
            Supplier<EchoMetrics> metrics,
            LongSupplier droppedRecordings,
            BooleanSupplier closed,
            Uninterruptibly.Wait catchUp) {
        this.metrics = metrics;
        this.droppedRecordings = droppedRecordings;
        this.closed = closed;
        this.catchUp = catchUp;
    }

    /**
     * Waits until the counter has come to a number.
     *
     * @throws TimeoutException if it does not in time; the message tells what was seen
     * @throws IllegalStateException if the server has closed before
     */
    void await(String what, long wanted, LongSupplier counter, Duration timeout)
            throws InterruptedException, TimeoutException {
        if (wanted < 1) {
            throw new IllegalArgumentException(what + " to await must be >= 1, was " + wanted);
        }
        requireTimeout(timeout);
        long beginNanos = System.nanoTime();
        boolean last = false;
        while (true) {
            // In this order: what came before the close counts.
            boolean ended = closed.getAsBoolean();
            long seen = counter.getAsLong();
            if (seen >= wanted) {
                return;
            }
            if (ended) {
                throw new IllegalStateException("awaited " + wanted + " " + what
                        + " of a server that has closed, saw " + seen + report()
                        + ": await before it closes");
            }
            if (last) {
                throw new TimeoutException("awaited " + wanted + " " + what + " for " + timeout
                        + ", saw " + seen + report() + ": await fewer, or for longer");
            }
            last = timeout.minusNanos(System.nanoTime() - beginNanos).isNegative();
            if (last) {
                catchUp.run();
            } else {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    static void requireTimeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be zero or more, was " + timeout);
        }
    }

    private String report() {
        EchoMetrics now = metrics.get();
        long dropped = droppedRecordings.getAsLong();
        return " (connections: " + now.acceptedConnections() + " accepted, "
                + now.refusedConnections() + " refused, " + now.openConnections() + " open, "
                + now.resetConnections() + " reset, " + now.idleConnections() + " idle; bytes: "
                + now.bytesReceived() + " received, " + now.bytesSent() + " sent"
                + (dropped == 0 ? "" : "; recordings: the oldest " + dropped + " dropped") + ")";
    }
}
