package io.github.nioecho.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/**
 * A Unix domain socket that looks like any other, to the extent of {@link TestClient}. A read has
 * no timeout: the test's own ends it.
 */
final class UnixSocket extends Socket {

    private final SocketChannel channel;

    UnixSocket() throws IOException {
        super((SocketImpl) null);
        this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    }

    @Override
    public void connect(SocketAddress address, int timeoutMillis) throws IOException {
        channel.connect(address);
    }

    @Override
    public InputStream getInputStream() {
        return Channels.newInputStream(channel);
    }

    @Override
    public OutputStream getOutputStream() {
        return Channels.newOutputStream(channel);
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void setSendBufferSize(int bytes) {
        try {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void setSoTimeout(int timeoutMillis) {
        // Has none.
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // Is always so.
    }

    /** Not what makes the peer see a reset here: that are bytes left unread. */
    @Override
    public void setSoLinger(boolean on, int seconds) {
        // See above.
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
