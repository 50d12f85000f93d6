package io.github.nioecho.bench.load;

import io.github.nioecho.bench.messages.Messages;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.function.LongConsumer;

/**
 * Opens many connections as fast as a server takes them, and times it. A connection is open once it
 * has echoed a first message: only then has the server accepted it and given it what it needs.
 *
 * <p>At most {@value #MOST_ON_THEIR_WAY} connections are on their way at a time. More would
 * overflow the backlog of a server whose kernel bounds it low, and what is dropped there is tried
 * again only a second later: that would time the kernel's patience and not the server.
 *
 * <p>The calling thread does all the work. One-shot.
 *
 * <pre>{@code
 * Ramp ramp = Ramp.open(server.address(), 9_000, Messages.of(1024), seed);
 * try (ClosedLoop load = ramp.load()) {
 *     System.out.println(ramp.connectsPerSecond());
 *     load.keepActive(900);
 *     load.roundTrip();
 * }
 * }</pre>
 */
public final class Ramp {

    static final int MOST_ON_THEIR_WAY = 256;

    private static final LongConsumer UNTIMED = nanos -> { };

    private final ClosedLoop load;
    private final double connectsPerSecond;

    private Ramp(ClosedLoop load, double connectsPerSecond) {
        this.load = load;
        this.connectsPerSecond = connectsPerSecond;
    }

    /**
     * Opens the connections, with {@code TCP_NODELAY}, and has each echo one message.
     *
     * @param server where the echo server listens
     * @param connections how many to open, at least 1; above 10,000 to an IPv4 loopback address
     *     they come from several loopback addresses, because one may not have enough ports
     * @param messages their sizes
     * @param seed of the messages' random bytes, and of the order of their sizes
     * @return the open connections, all idle
     * @throws IOException if a connection is refused or broken, an echo is wrong, or the server is
     *     silent for 10 s; no connection is left open
     */
    public static Ramp open(
            SocketAddress server, int connections, Messages messages, long seed)
            throws IOException {
        return open(server, connections, messages, seed,
                LoadConnection.LONGEST_SILENCE_MILLIS);
    }

    static Ramp open(
            SocketAddress server,
            int connections,
            Messages messages,
            long seed,
            long silenceTimeoutMillis)
            throws IOException {
        ClosedLoop load = new ClosedLoop(
                connections, messages, seed, UNTIMED, silenceTimeoutMillis);
        try {
            long startNanos = System.nanoTime();
            open(load, server, connections, silenceTimeoutMillis);
            return new Ramp(load, connections / ((System.nanoTime() - startNanos) / 1e9));
        } catch (Throwable e) {
            try (load) {
                throw e;
            }
        }
    }

    /** Returns the load with all connections open and idle, each having completed a round trip. */
    public ClosedLoop load() {
        return load;
    }

    /** Returns the rate from before the first connect until the last first echo was verified. */
    public double connectsPerSecond() {
        return connectsPerSecond;
    }

    private static void open(
            ClosedLoop load, SocketAddress server, int connections, long silenceTimeoutMillis)
            throws IOException {
        SourceAddresses sources = SourceAddresses.inBlocks(server, connections);
        int begun = 0;
        while (load.completed() < connections) {
            while (begun < connections && begun - load.completed() < MOST_ON_THEIR_WAY) {
                load.begin(begun, server, sources.of(begun));
                begun++;
            }
            LoadConnection connection = load.take();
            if (connection == null) {
                throw new SocketTimeoutException("the server has been silent for "
                        + silenceTimeoutMillis + " ms: " + load.completed() + " of " + connections
                        + " connections have echoed a first message"
                        + (load.completed() > 0 ? "; does the server limit connections?" : ""));
            }
            if (connection.isBusy()) {
                load.advance(connection);
            } else {
                connection.finishConnect(server);
                load.start(connection);
            }
        }
    }
}
