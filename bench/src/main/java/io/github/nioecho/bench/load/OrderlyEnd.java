package io.github.nioecho.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Ends the connections of a load so that the next load finds the server without them: a server that
 * limits connections counts one until it has seen its end. So the client sends the end of each
 * stream and waits a moment for the server's. Where something is outstanding or goes wrong the
 * connections are closed at once: that load has failed, or was given up.
 */
final class OrderlyEnd {

    // On the way to another continent and back. A server that never ends costs no more than that.
    private static final long PATIENCE_NANOS = 500_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private OrderlyEnd() {
    }

    /** Closes the connections, where null stands for one that was never opened. */
    static void close(LoadConnection[] connections, ReadyConnections ready, ByteBuffer chunk)
            throws IOException {
        try (ready) {
            if (areIdle(connections)) {
                end(connections, ready, chunk);
            }
            for (LoadConnection connection : connections) {
                if (connection != null) {
                    connection.close();
                }
            }
        }
    }

    private static boolean areIdle(LoadConnection[] connections) {
        for (LoadConnection connection : connections) {
            if (connection == null || !connection.isConnected() || connection.isBusy()) {
                return false;
            }
        }
        return true;
    }

    private static void end(
            LoadConnection[] connections, ReadyConnections ready, ByteBuffer chunk) {
        try {
            for (LoadConnection connection : connections) {
                connection.end();
            }
            long endNanos = System.nanoTime() + PATIENCE_NANOS;
            int open = connections.length;
            while (open > 0 && !Thread.currentThread().isInterrupted()) {
                LoadConnection connection = ready.poll();
                if (connection != null) {
                    connection.advance(chunk);
                    if (connection.hasEnded()) {
                        connection.close(); // which would stay readable
                        open--;
                    }
                    continue;
                }
                long leftMillis = (endNanos - System.nanoTime()) / NANOS_PER_MILLI;
                if (leftMillis <= 0) {
                    return;
                }
                ready.await(leftMillis);
            }
        } catch (IOException expected) {
            // What was to be measured has been; whatever the server did, this is the end.
        }
    }
}
