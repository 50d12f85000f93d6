package io.github.nioecho;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.ThreadFactory;

/**
 * The least that echoes on asynchronous channels: what this costs is the JDK's. No states, no
 * counts, no observer, no end in good order.
 */
final class BareEchoServer implements AutoCloseable {

    private static final CompletionHandler<Integer, Connection> ON_READ = new Handler() {
        @Override
        public void completed(Integer count, Connection connection) {
            if (count < 0) {
                failed(null, connection);
            } else {
                connection.buffer.flip();
                connection.channel.write(connection.buffer, connection, ON_WRITTEN);
            }
        }
    };

    private static final CompletionHandler<Integer, Connection> ON_WRITTEN = new Handler() {
        @Override
        public void completed(Integer count, Connection connection) {
            if (connection.buffer.hasRemaining()) {
                connection.channel.write(connection.buffer, connection, ON_WRITTEN);
            } else {
                connection.buffer.clear();
                connection.channel.read(connection.buffer, connection, ON_READ);
            }
        }
    };

    private final AsynchronousChannelGroup group;
    private final AsynchronousServerSocketChannel listener;

    /** Starts one that serves a single connection. */
    BareEchoServer(int bufferBytes, ThreadFactory threadFactory) throws IOException {
        group = AsynchronousChannelGroup.withFixedThreadPool(1, threadFactory);
        listener = AsynchronousServerSocketChannel.open(group)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.accept(ByteBuffer.allocateDirect(bufferBytes), new CompletionHandler<>() {
            @Override
            public void completed(AsynchronousSocketChannel channel, ByteBuffer buffer) {
                try {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                channel.read(buffer, new Connection(channel, buffer), ON_READ);
            }

            @Override
            public void failed(Throwable failure, ByteBuffer buffer) {
                throw new IllegalStateException(failure);
            }
        });
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        group.shutdownNow();
    }

    private record Connection(AsynchronousSocketChannel channel, ByteBuffer buffer) { }

    private abstract static class Handler implements CompletionHandler<Integer, Connection> {
        @Override
        public void failed(Throwable failure, Connection connection) {
            try {
                connection.channel.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
