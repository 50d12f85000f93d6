package io.github.nioecho.bench.server;

import io.github.nioecho.bench.results.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * What every variant is told, so that only the I/O model differs.
 *
 * @param address where to listen, on TCP or a Unix domain socket; port 0 means any free port
 * @param bufferSizeBytes the size of each connection's buffer, in bytes; at least 1
 * @param threads server threads or event loops, at least 1; models with a thread per connection
 *     have no use for it
 */
public record ServerSpec(SocketAddress address, int bufferSizeBytes, int threads) {

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

    /** Returns what the address is one of. */
    Transport transport() {
        return address instanceof UnixDomainSocketAddress ? Transport.UNIX : Transport.TCP;
    }

    /** Returns the address, for those that are only asked to listen on TCP. */
    InetSocketAddress tcpAddress() {
        return (InetSocketAddress) address;
    }

    /** Returns the spec of a server on a Unix domain socket, whose file is not there yet. */
    public static ServerSpec onUnixSocket(Path path, int bufferSizeBytes, int threads) {
        return new ServerSpec(UnixDomainSocketAddress.of(path), bufferSizeBytes, threads);
    }

    /** Returns the spec of a server on any free loopback port. */
    public static ServerSpec onLoopback(int bufferSizeBytes, int threads) {
        return new ServerSpec(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                bufferSizeBytes,
                threads);
    }
}
