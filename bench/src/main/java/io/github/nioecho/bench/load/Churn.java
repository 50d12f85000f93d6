package io.github.nioecho.bench.load;

import io.github.nioecho.bench.messages.Messages;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A load of connections that come and go: up to n at a time, each of which connects, on TCP with
 * {@code TCP_NODELAY}, has one message echoed, sends the end of the stream, waits for the server's,
 * and closes. Then another one begins. The server sets the pace.
 *
 * <p>A connection counts once the server has ended it, too, which gives that work its share of the
 * time: otherwise a server could put it off, and run out of descriptors. The client is always the
 * first to end, and never with a reset, so every server meets an ordinary end of stream.
 *
 * <p>Who ends first keeps the connection's port for a minute (TIME_WAIT), and Linux has 28,232
 * ports for the connections of one address to one server. To a server on an IPv4 loopback address
 * the connections therefore come from 250 addresses in turn, 127.0.1.1 and those that follow:
 * enough for 117,000 connections a second, for as long as one likes. Linux keeps no more than
 * {@code net.ipv4.tcp_max_tw_buckets} in that state anyway, 262,144 at most by default, which is a
 * thousand ports of each address. Where the system has no such addresses, as macOS, and to any
 * other server, the kernel chooses; there, a connection fails once the ports have run out. To have
 * TIME_WAIT left out, the client would have to end with a reset. Unix domain sockets have neither
 * ports nor TIME_WAIT.
 *
 * <p>Every echo is compared with what was sent, byte by byte, and each connection has a message of
 * its own. A wrong byte, a connection that breaks or ends before its echo, and a server that is
 * silent for 10 s all end the load with an {@link IOException} that names the connection.
 *
 * <p>The calling thread does all the work, through one selector. Not for use by several threads at
 * once. One-shot: after an exception only {@link #close()} makes sense.
 *
 * <pre>{@code
 * try (Churn load = Churn.against(server.address(), 16, Messages.of(1024), seed)) {
 *     for (int i = 0; i < 1_000; i++) {
 *         load.roundTrip();
 *     }
 *     load.drain();
 * }
 * }</pre>
 */
public final class Churn implements Load {

    private static final int CHUNK_BYTES = 1 << 16;

    private final SocketAddress server;
    private final int atOnce;
    private final MessagePool messages;
    private final long silenceTimeoutMillis;
    private final ReadyConnections ready;
    private final SourceAddresses sources;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    // In the order in which they began.
    private final Set<LoadConnection> open = new LinkedHashSet<>();
    private int begun;
    private long completed;

    private Churn(SocketAddress server, int atOnce, Messages messages, long seed,
            long silenceTimeoutMillis) throws IOException {
        this.server = server;
        this.atOnce = atOnce;
        this.messages = new MessagePool(messages, seed);
        this.silenceTimeoutMillis = silenceTimeoutMillis;
        this.sources = SourceAddresses.inTurn(server);
        this.ready = new ReadyConnections(atOnce, silenceTimeoutMillis);
    }

    /**
     * Makes a load that has no connection yet.
     *
     * @param server where the echo server listens
     * @param connections how many may be open at a time, at least 1
     * @param messages their sizes
     * @param seed of the messages' random bytes, and of the order of their sizes
     * @return the load, for the calling thread to drive
     * @throws IOException if there is no descriptor for a selector
     */
    public static Churn against(
            SocketAddress server, int connections, Messages messages, long seed)
            throws IOException {
        return against(server, connections, messages, seed,
                LoadConnection.LONGEST_SILENCE_MILLIS);
    }

    static Churn against(SocketAddress server, int connections, Messages messages,
            long seed, long silenceTimeoutMillis) throws IOException {
        return new Churn(server, connections, messages, seed, silenceTimeoutMillis);
    }

    /**
     * Completes exactly one more connection, whichever has ended first. Those that are open go on
     * meanwhile, and for each one missing another begins.
     *
     * @throws IOException if a connection is refused or breaks, its echo is wrong, or the server is
     *     silent
     */
    @Override
    public void roundTrip() throws IOException {
        while (open.size() < atOnce) {
            begin();
        }
        awaitOneMore();
    }

    /**
     * Completes the connections that are open and begins no more.
     *
     * @throws IOException if a connection breaks, its echo is wrong, or the server is silent
     */
    @Override
    public void drain() throws IOException {
        while (!open.isEmpty()) {
            awaitOneMore();
        }
    }

    /** Returns how many connections have come, echoed and gone. */
    @Override
    public long completed() {
        return completed;
    }

    /** Closes the connections that are open, with what is outstanding on them. */
    @Override
    public void close() throws IOException {
        try (ready) {
            for (LoadConnection connection : open) {
                connection.close();
            }
        }
    }

    private void begin() throws IOException {
        LoadConnection connection = LoadConnection.begin(
                begun, server, sources.of(begun), ready, messages,
                (echoed, message, sizeBytes, startNanos) -> { });
        open.add(connection);
        begun++;
        if (connection.isConnected()) { // at once, as some kernels do over loopback
            connection.send();
        }
    }

    private void awaitOneMore() throws IOException {
        long completedBefore = completed;
        while (completed == completedBefore) {
            LoadConnection connection = ready.take();
            if (connection == null) {
                throw silence();
            }
            advance(connection);
        }
    }

    private void advance(LoadConnection connection) throws IOException {
        if (!connection.isConnected()) {
            connection.finishConnect(server);
            connection.send();
            return;
        }
        connection.advance(chunk);
        if (connection.hasEnded()) {
            connection.close();
            open.remove(connection);
            completed++;
        } else if (!connection.isBusy() && !connection.isEnding()) {
            connection.end();
        }
    }

    private IOException silence() {
        LoadConnection first = open.iterator().next();
        String waitsFor = first.isEnding() ? ": its echo came back, but not the end of the stream"
                : first.isConnected() ? "" : ": it is not connected";
        return new SocketTimeoutException("the server has been silent for " + silenceTimeoutMillis
                + " ms on " + first.progress() + waitsFor + "; " + open.size() + " of " + atOnce
                + " connections are open");
    }
}
