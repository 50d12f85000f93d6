package io.github.nioecho.bench.load;

import io.github.nioecho.bench.messages.Messages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
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
 * try (ClosedLoop load = ClosedLoop.connect(
 *         server.address(), 16, Messages.of(1024), seed, nanos -> { })) {
 *     for (int i = 0; i < 1_000; i++) {
 *         load.roundTrip();
 *     }
 *     load.drain();
 * }
 * }</pre>
 */
public final class ClosedLoop implements Load {

    private static final int CHUNK_BYTES = 1 << 16;

    private final MessagePool messages;
    private final LongConsumer roundTripNanos;
    private final long silenceTimeoutMillis;
    private final LoadConnection[] connections;
    private final ReadyConnections ready;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private LoadConnection[] active; // those of the connections that carry messages
    private int idleCount; // of the active ones
    private long completed;

    /** Has no connections yet: {@link #connect} opens them all, and so may others. */
    ClosedLoop(
            int connectionCount,
            Messages messages,
            long seed,
            LongConsumer roundTripNanos,
            long silenceTimeoutMillis)
            throws IOException {
        this.messages = new MessagePool(messages, seed);
        this.roundTripNanos = roundTripNanos;
        this.silenceTimeoutMillis = silenceTimeoutMillis;
        this.ready = new ReadyConnections(connectionCount, silenceTimeoutMillis);
        this.connections = new LoadConnection[connectionCount];
        this.active = connections;
        this.idleCount = connectionCount;
    }

    /**
     * Connects, on TCP with {@code TCP_NODELAY}, and sends nothing yet.
     *
     * @param server where the echo server listens
     * @param connections how many connections to open, at least 1; above 10,000 to an IPv4 loopback
     *     address they come from several loopback addresses, as one may not have enough ports
     * @param messages their sizes
     * @param seed of the messages' random bytes, and of the order of their sizes
     * @param roundTripNanos is given the time of each round trip, from before its first byte was
     *     written until its last byte was verified
     * @return the load, for the calling thread to drive
     * @throws IOException if a connection is refused or takes longer than 10 s
     */
    public static ClosedLoop connect(
            SocketAddress server,
            int connections,
            Messages messages,
            long seed,
            LongConsumer roundTripNanos)
            throws IOException {
        return connect(
                server,
                connections,
                messages,
                seed,
                roundTripNanos,
                LoadConnection.LONGEST_SILENCE_MILLIS);
    }

    static ClosedLoop connect(
            SocketAddress server,
            int connections,
            Messages messages,
            long seed,
            LongConsumer roundTripNanos,
            long silenceTimeoutMillis)
            throws IOException {
        ClosedLoop load = new ClosedLoop(
                connections, messages, seed, roundTripNanos, silenceTimeoutMillis);
        try {
            SourceAddresses sources = SourceAddresses.inBlocks(server, connections);
            for (int i = 0; i < connections; i++) {
                load.connections[i] = LoadConnection.open(
                        i, server, sources.of(i), load.ready, load.messages, load::echoed);
            }
            return load;
        } catch (Throwable e) {
            try (load) {
                throw e;
            }
        }
    }

    /** Begins to open a connection, see {@link LoadConnection#begin}. */
    void begin(int index, SocketAddress server, InetAddress source) throws IOException {
        connections[index] =
                LoadConnection.begin(index, server, source, ready, messages, this::echoed);
    }

    /** Takes a connection that is ready; null if the server is silent. */
    LoadConnection take() throws IOException {
        return ready.take();
    }

    /**
     * Has only some of the connections carry messages from now on, evenly chosen. The others stay
     * open and idle; one of them that breaks or receives a byte still ends the load.
     *
     * @param count how many, from 1 to all
     * @throws IllegalStateException if a round trip is outstanding: {@link #drain()} first
     */
    public void keepActive(int count) {
        if (count < 1 || count > connections.length) {
            throw new IllegalArgumentException(
                    "active must be 1 to " + connections.length + ", was " + count);
        }
        if (idleCount < active.length) {
            throw new IllegalStateException(
                    (active.length - idleCount) + " round trips are outstanding");
        }
        active = new LoadConnection[count];
        for (int i = 0; i < count; i++) {
            active[i] = connections[(int) ((long) i * connections.length / count)];
        }
        idleCount = count;
    }

    /**
     * Completes exactly one more round trip, of whichever connection is first, and starts that
     * connection's next one. The first call starts one on every connection.
     *
     * @throws IOException if the echo is wrong, the connection breaks or the server is silent
     */
    @Override
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
        await(active[0]);
        startIdle(1);
        start(active[0]);
        await(active[0]);
    }

    /**
     * Completes the outstanding round trips and starts no more. A pause after this is part of no
     * round trip's time.
     *
     * @throws IOException if an echo is wrong, a connection breaks or the server is silent
     */
    @Override
    public void drain() throws IOException {
        while (idleCount < active.length) {
            advance(takeReady());
        }
    }

    /** Returns how many round trips have been completed. */
    @Override
    public long completed() {
        return completed;
    }

    /**
     * Closes the connections, with what is outstanding on them. If nothing is, the server is given
     * half a second to end them first, so that none of them counts against a limit of its any more.
     */
    @Override
    public void close() throws IOException {
        OrderlyEnd.close(connections, ready, chunk);
    }

    /** Starts a message on every idle connection from {@code from} on; those before it are idle. */
    private void startIdle(int from) throws IOException {
        if (idleCount == from) {
            return;
        }
        for (int i = from; i < active.length; i++) {
            if (!active[i].isBusy()) {
                start(active[i]);
            }
        }
    }

    void start(LoadConnection connection) throws IOException {
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
    boolean advance(LoadConnection connection) throws IOException {
        long completedBefore = completed;
        connection.advance(chunk);
        return completed > completedBefore;
    }

    private void echoed(
            LoadConnection connection, long message, int sizeBytes, long startNanos) {
        roundTripNanos.accept(System.nanoTime() - startNanos);
        completed++;
        idleCount++;
    }

    private LoadConnection takeReady() throws IOException {
        LoadConnection connection = ready.take();
        if (connection == null) {
            for (LoadConnection busy : active) {
                if (busy.isBusy()) {
                    throw silence(busy);
                }
            }
        }
        return connection;
    }

    private IOException silence(LoadConnection connection) {
        return new SocketTimeoutException("the server has been silent for " + silenceTimeoutMillis
                + " ms on " + connection.progress() + "; " + (active.length - idleCount)
                + " of " + active.length + " connections wait for their echo");
    }
}
