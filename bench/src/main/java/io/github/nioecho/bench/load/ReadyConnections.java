package io.github.nioecho.bench.load;

import io.github.nioecho.bench.server.OpenFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * Hands out one ready connection at a time. The selector reports several at once; those not taken
 * yet wait here, so that a caller can stop after any of them.
 */
final class ReadyConnections implements AutoCloseable {

    /**
     * How long to look before sleeping. A server that writes to a sleeping client pays for waking it,
     * on a virtual machine as much as for the echo. So one that is a little slower lets the client
     * sleep, which makes it slower still: without this, one server has two speeds, from run to run.
     */
    private static final long SPIN_NANOS = 50_000;

    private final Selector selector;
    private final long timeoutMillis;
    private final Consumer<SelectionKey> onReady =
            key -> add((LoadConnection) key.attachment());
    private final LoadConnection[] ready; // not taken yet: from next up to count
    private int next;
    private int count;

    ReadyConnections(int connections, long timeoutMillis) throws IOException {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be >= 1, was " + connections);
        }
        this.ready = new LoadConnection[connections];
        this.timeoutMillis = timeoutMillis;
        OpenFiles.prepare();
        this.selector = newSelector();
    }

    private static Selector newSelector() throws IOException {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw OpenFiles.clientFailure("cannot wait for connections", e);
        }
    }

    SelectionKey register(SocketChannel channel, LoadConnection connection) throws IOException {
        return channel.register(selector, SelectionKey.OP_READ, connection);
    }

    /**
     * Takes a ready connection, waiting for one if necessary.
     *
     * @return the connection, or null if none has become ready in time
     * @throws InterruptedIOException if this thread is interrupted; the flag stays set
     */
    LoadConnection take() throws IOException {
        if (next == count) {
            await();
        }
        return next == count ? null : ready[next++];
    }

    /** Takes a connection that is ready now, or null; does not wait. */
    LoadConnection poll() throws IOException {
        if (next == count) {
            next = 0;
            count = 0;
            selector.selectNow(onReady);
        }
        return next == count ? null : ready[next++];
    }

    /** Waits until a connection is ready, but at most this long; none may be waiting here. */
    void await(long millis) throws IOException {
        next = 0;
        count = 0;
        selector.select(onReady, millis);
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }

    private void await() throws IOException {
        next = 0;
        count = 0;
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < SPIN_NANOS) {
            if (selector.selectNow(onReady) > 0) {
                return;
            }
        }
        long leftMillis = timeoutMillis;
        // A selector may return early with nothing.
        while (leftMillis > 0 && selector.select(onReady, leftMillis) == 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for an echo");
            }
            leftMillis = timeoutMillis - (System.nanoTime() - startNanos) / 1_000_000;
        }
    }

    private void add(LoadConnection connection) {
        ready[count++] = connection;
    }
}
