package io.github.nioecho.bench.server;

import java.net.SocketAddress;

/** An echo server that is listening. */
public interface RunningServer extends AutoCloseable {

    /** Returns the address it listens on, with the real port. */
    SocketAddress address();

    /** Stops listening, closes every connection and ends every thread of the server. */
    @Override
    void close();
}
