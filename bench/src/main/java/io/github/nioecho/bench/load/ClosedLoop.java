package io.github.nioecho.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * A closed-loop load: n connections, on each of them one message at a time. The next message leaves
 * when the one before it came back, so the server sets the pace; a server that stalls is asked
 * less often. The times recorded are therefore service times, never response times.
 *
 * <p>Every echo is compared with what was sent, byte by byte. A wrong byte, a broken connection and
 * a server that is silent for 10 s all end the load with an {@link IOException} that names the
 * connection, the message and the byte.
 *
 * <p>The calling thread does all the work, through one selector, and nothing is allocated per round
 * trip. Not for use by several threads at once. One-shot: after an exception only {@link #close()}
 * makes sense.
 *
 * <pre>{@code
 * try (ClosedLoop load = ClosedLoop.connect(server.address(), 16, 1024, seed, nanos -> { })) {
 *     for (int i = 0; i < 1_000; i++) {
 *         load.roundTrip();
 *     }
 *     load.drain();
 * }
 * }</pre>
 */
public final class ClosedLoop implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 16;
    private static final long SILENCE_TIMEOUT_MILLIS = 10_000;

    private final MessagePool messages;
    private final LongConsumer roundTripNanos;
    private final long silenceTimeoutMillis;
    private final LoadConnection[] connections;
    private final ReadyConnections ready;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private int idleCount;
    private long completed;

    private ClosedLoop(
            int connectionCount,
            int messageSizeBytes,
            long seed,
            LongConsumer roundTripNanos,
            long silenceTimeoutMillis)
            throws IOException {
        this.messages = new MessagePool(messageSizeBytes, seed);
        this.roundTripNanos = roundTripNanos;
        this.silenceTimeoutMillis = silenceTimeoutMillis;
        this.connections = new LoadConnection[connectionCount];
        this.ready = new ReadyConnections(connectionCount, silenceTimeoutMillis);
        this.idleCount = connectionCount;
    }

    /**
     * Connects, with {@code TCP_NODELAY}, and sends nothing yet.
     *
     * @param server where the echo server listens
     * @param connections how many connections to open, at least 1
     * @param messageSizeBytes the size of every message, at least 1
     * @param seed of the messages' random bytes
     * @param roundTripNanos is given the time of each round trip, from before its first byte was
     *     written until its last byte was verified
     * @return the load, for the calling thread to drive
     * @throws IOException if a connection is refused or takes longer than 10 s
     */
    public static ClosedLoop connect(
            InetSocketAddress server,
            int connections,
            int messageSizeBytes,
            long seed,
            LongConsumer roundTripNanos)
            throws IOException {
        return connect(
                server,
                connections,
                messageSizeBytes,
                seed,
                roundTripNanos,
                SILENCE_TIMEOUT_MILLIS);
    }

    static ClosedLoop connect(
            InetSocketAddress server,
            int connections,
            int messageSizeBytes,
            long seed,
            LongConsumer roundTripNanos,
            long silenceTimeoutMillis)
            throws IOException {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be >= 1, was " + connections);
        }
        if (messageSizeBytes < 1) {
            throw new IllegalArgumentException(
                    "messageSize must be >= 1 byte, was " + messageSizeBytes);
        }
        ClosedLoop load = new ClosedLoop(
                connections, messageSizeBytes, seed, roundTripNanos, silenceTimeoutMillis);
        try {
            for (int i = 0; i < connections; i++) {
                load.connections[i] = LoadConnection.open(
                        i, server, load.ready, load.messages, load::echoed);
            }
            return load;
        } catch (Throwable e) {
            try (load) {
                throw e;
            }
        }
    }

    /**
     * Completes exactly one more round trip, of whichever connection is first, and starts that
     * connection's next one. The first call starts one on every connection.
     *
     * @throws IOException if the echo is wrong, the connection breaks or the server is silent
     */
    public void roundTrip() throws IOException {
        startIdle(0);
        LoadConnection connection;
        do {
            connection = takeReady();
        } while (!advance(connection));
        start(connection);
    }

    /**
     * Starts a message on the first connection and returns when it has come back. The other
     * connections are kept busy meanwhile.
     *
     * @throws IOException if an echo is wrong, a connection breaks or the server is silent
     */
    public void roundTripOfFirst() throws IOException {
        await(connections[0]);
        startIdle(1);
        start(connections[0]);
        await(connections[0]);
    }

    /**
     * Completes the outstanding round trips and starts no more. A pause after this is part of no
     * round trip's time.
     *
     * @throws IOException if an echo is wrong, a connection breaks or the server is silent
     */
    public void drain() throws IOException {
        while (idleCount < connections.length) {
            advance(takeReady());
        }
    }

    /** Returns how many round trips have been completed. */
    public long completed() {
        return completed;
    }

    /** Closes the connections, with what is outstanding on them. */
    @Override
    public void close() throws IOException {
        try (ready) {
            for (LoadConnection connection : connections) {
                if (connection != null) {
                    connection.close();
                }
            }
        }
    }

    /** Starts a message on every idle connection from {@code from} on; those before it are idle. */
    private void startIdle(int from) throws IOException {
        if (idleCount == from) {
            return;
        }
        for (int i = from; i < connections.length; i++) {
            if (!connections[i].isBusy()) {
                start(connections[i]);
            }
        }
    }

    private void start(LoadConnection connection) throws IOException {
        idleCount--;
        connection.send();
    }

    private void await(LoadConnection awaited) throws IOException {
        long lastSeenNanos = System.nanoTime();
        while (awaited.isBusy()) {
            LoadConnection connection = takeReady();
            if (connection == awaited) {
                lastSeenNanos = System.nanoTime();
            } else if (System.nanoTime() - lastSeenNanos > silenceTimeoutMillis * 1_000_000) {
                throw silence(awaited);
            }
            if (advance(connection) && connection != awaited) {
                start(connection);
            }
        }
    }

    /** Moves a ready connection on; returns whether that completed its round trip. */
    private boolean advance(LoadConnection connection) throws IOException {
        long completedBefore = completed;
        connection.advance(chunk);
        return completed > completedBefore;
    }

    private void echoed(LoadConnection connection, long message, long startNanos) {
        roundTripNanos.accept(System.nanoTime() - startNanos);
        completed++;
        idleCount++;
    }

    private LoadConnection takeReady() throws IOException {
        LoadConnection connection = ready.take();
        if (connection == null) {
            for (LoadConnection busy : connections) {
                if (busy.isBusy()) {
                    throw silence(busy);
                }
            }
        }
        return connection;
    }

    private IOException silence(LoadConnection connection) {
        return new SocketTimeoutException("the server has been silent for " + silenceTimeoutMillis
                + " ms on " + connection.progress() + "; " + (connections.length - idleCount)
                + " of " + connections.length + " connections wait for their echo");
    }
}
