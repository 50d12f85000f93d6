package io.github.nioecho;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Closes the connections on which no byte has moved for the idle timeout. One sweep over all of
 * them now and then costs an echo nothing, unlike a timer for every read; and a channel whose timed
 * read ran out could not be read again (see {@code AsynchronousSocketChannelImpl.killReading}).
 *
 * <p>A client that reads slowly takes bytes from kernels' buffers long before there is room for the
 * server to write more. So where the server sees none move the sweep asks the kernel; and because
 * even that learns of it in large steps, as the client's system makes room, whoever has bytes to
 * take may be idle for longer.
 *
 * <p>A sweep learns only that bytes moved since the last one, not when. It takes the later time, so
 * no connection is closed early and none later than two intervals after its timeout.
 */
final class IdleSweep implements Runnable {

    /** With the usual receive buffer a client's kernel may make room for 128 KB at a time. */
    static final int SLOW_READER_TIMEOUTS = 4;

    private static final long MIN_INTERVAL_NANOS = Duration.ofMillis(1).toNanos();
    private static final long MAX_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

    private final long timeoutNanos;
    private final LongSupplier nanoClock;
    private final Supplier<List<EchoConnection>> connections;
    private final SendQueues sendQueues;

    IdleSweep(
            Duration timeout,
            LongSupplier nanoClock,
            Supplier<List<EchoConnection>> connections,
            SendQueues sendQueues) {
        this.timeoutNanos = timeout.toNanos();
        this.nanoClock = nanoClock;
        this.connections = connections;
        this.sendQueues = sendQueues;
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
        List<EchoConnection> all = connections.get();
        lookUnseen(all, now);
        for (EchoConnection connection : all) {
            IdleWatch watch = connection.idleWatch();
            long patience = watch.hasBytesToTake() ? SLOW_READER_TIMEOUTS : 1;
            if (watch.idleNanos(now) / patience >= timeoutNanos) {
                connection.abort(CloseReason.IDLE_TIMEOUT);
            }
        }
    }

    /** Of a connection for which the kernel holds nothing it is not asked again. */
    private void lookUnseen(List<EchoConnection> all, long now) {
        Map<ConnectionInfo, IdleWatch> quiet = new HashMap<>();
        for (EchoConnection connection : all) {
            IdleWatch watch = connection.idleWatch();
            if (watch.idleNanos(now) > 0 && watch.mayMoveUnseen()) {
                quiet.put(connection.info(), watch);
            }
        }
        if (!quiet.isEmpty()) {
            Map<ConnectionInfo, Long> bytes = sendQueues.of(quiet.keySet());
            quiet.forEach((info, watch) ->
                    watch.lookAtQueue(bytes.getOrDefault(info, 0L), now));
        }
    }
}
