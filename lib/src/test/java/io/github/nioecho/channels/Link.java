package io.github.nioecho.channels;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.TimeUnit;

/** A connection of a provider's channel and a plain socket. */
record Link(AsynchronousSocketChannel channel, Socket peer) implements AutoCloseable {

    private static final int NARROW_BYTES = 16 * 1024;

    /** Opens a connection whose channel is of a group. */
    static Link open(AsynchronousChannelGroup group) throws Exception {
        return connect(AsynchronousSocketChannel.open(group), 0);
    }

    /** Opens a connection that holds few bytes on their way. */
    static Link narrow(AsynchronousChannelGroup group) throws Exception {
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(group);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, NARROW_BYTES);
        return connect(channel, NARROW_BYTES);
    }

    private static Link connect(AsynchronousSocketChannel channel, int receiveBufferBytes)
            throws Exception {
        try (ServerSocket listener = new ServerSocket()) {
            if (receiveBufferBytes > 0) {
                listener.setReceiveBufferSize(receiveBufferBytes);
            }
            listener.bind(ProviderTest.ANY);
            channel.connect(new InetSocketAddress(
                    listener.getInetAddress(), listener.getLocalPort())).get(10, TimeUnit.SECONDS);
            return new Link(channel, listener.accept());
        }
    }

    void send(byte... bytes) throws IOException {
        peer.getOutputStream().write(bytes);
    }

    byte[] receive(int count) throws IOException {
        return peer.getInputStream().readNBytes(count);
    }

    /** Lets the peer end the connection with a reset. */
    void reset() throws IOException {
        peer.setSoLinger(true, 0);
        peer.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        peer.close();
    }
}
