package io.github.nioecho;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A connection to a server that its event loops know by its address, which no client has: see
 * {@link AcceptFence}. Nothing of it waits: that could take long, and an interrupt would close the
 * channel on its way. Not safe for use by several threads.
 */
final class AcceptProbe {

    private final SocketChannel channel;
    private final SocketAddress address;

    /** Makes one that has an address, for a server that listens there, and does not connect yet. */
    AcceptProbe(SocketAddress server) throws IOException {
        channel = server instanceof InetSocketAddress
                ? SocketChannel.open() : SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            if (server instanceof InetSocketAddress inet) {
                // Else each would keep its port for a minute (TIME_WAIT).
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.bind(new InetSocketAddress(reachable(inet).getAddress(), 0));
            } else {
                bindToNameOfItsOwn();
            }
            address = channel.getLocalAddress();
        } catch (Throwable t) {
            close();
            throw t;
        }
    }

    /** Returns what the server sees as the client's address. */
    SocketAddress address() {
        return address;
    }

    /**
     * Begins to connect. Fails where a server on a Unix domain socket has no room just now, which a
     * kernel does not wait for: another one may have more luck.
     */
    void connect(SocketAddress server) throws IOException {
        channel.connect(server instanceof InetSocketAddress inet ? reachable(inet) : server);
    }

    /** Returns whether it is connected by now. */
    boolean isConnected() throws IOException {
        return channel.finishConnect();
    }

    void close() {
        try {
            channel.close();
        } catch (IOException expected) {
            // The descriptor is gone all the same.
        }
    }

    /** A name outlives its file, which nobody needs: it is gone before there is a connection. */
    private void bindToNameOfItsOwn() throws IOException {
        Path folder = Files.createTempDirectory("nioecho");
        Path file = folder.resolve("probe");
        try {
            channel.bind(UnixDomainSocketAddress.of(file));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** Returns where to connect to: not every platform takes the wildcard address for that. */
    private static InetSocketAddress reachable(InetSocketAddress server) {
        return server.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort())
                : server;
    }
}
