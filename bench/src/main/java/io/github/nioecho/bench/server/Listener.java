package io.github.nioecho.bench.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A listening socket and, if it is a Unix domain socket, its file. */
final class Listener implements Closeable {

    private final ServerSocketChannel channel;
    private final SocketFile file; // null with TCP
    private final SocketAddress address;

    private Listener(ServerSocketChannel channel, SocketFile file) throws IOException {
        this.channel = channel;
        this.file = file;
        this.address = channel.getLocalAddress();
    }

    /**
     * Opens a listener. When this method throws, nothing is left open, and no file.
     *
     * @throws java.net.BindException if the address is in use or cannot be had
     * @throws IOException if a socket cannot be opened
     */
    static Listener bind(SocketAddress address, int backlog) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                return new Listener(channel, SocketFile.bind(channel, unix, backlog));
            } catch (Throwable e) {
                Closing.close(channel, e);
                throw e;
            }
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            return new Listener(channel.bind(address, backlog), null);
        } catch (Throwable e) {
            Closing.close(channel, e);
            throw e;
        }
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Returns the address that it is bound to, with the real port. */
    SocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.remove();
        }
        channel.close();
    }
}
