package io.github.nioecho.bench.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What every variant is told, so that only the I/O model differs.
 *
 * @param address where to listen; port 0 means any free port
 * @param bufferSizeBytes the size of each connection's buffer, in bytes; at least 1
 * @param threads server threads or event loops, at least 1; models with a thread per connection
 *     have no use for it
 */
public record ServerSpec(InetSocketAddress address, int bufferSizeBytes, int threads) {

    /** Connections that the kernel may hold for a server that has not accepted them yet. */
    public static final int BACKLOG = 1024;

    /** Checks the bounds. */
    public ServerSpec {
        if (bufferSizeBytes < 1) {
            throw new IllegalArgumentException(
                    "bufferSize must be >= 1 byte, was " + bufferSizeBytes);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be >= 1, was " + threads);
        }
    }

    /** Returns the spec of a server on any free loopback port. */
    public static ServerSpec onLoopback(int bufferSizeBytes, int threads) {
        return new ServerSpec(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                bufferSizeBytes,
                threads);
    }
}
