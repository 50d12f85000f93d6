package io.github.nioecho.bench.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * An echo server that is running already, whoever started it, here or on another machine. What it
 * uses cannot be known from here.
 */
public final class TargetServer implements MeasuredServer {

    private final SocketAddress address;

    /** Names the server; does not connect. */
    public TargetServer(SocketAddress address) {
        this.address = address;
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public Optional<ServerCost> readCost() {
        return Optional.empty();
    }

    @Override
    public IOException failure(IOException seen) {
        return seen;
    }

    /** Leaves it running. */
    @Override
    public void close() {
    }
}
