package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smartboot.socket.enhance.EnhanceAsynchronousChannelProvider;

/**
 * What the README says of other people's servers. Where a new version of theirs fails here, it has
 * changed for the better, and the README is to follow.
 */
@Timeout(60)
class ContendersTest {

    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int SIZE = 5_000;
    private static final int SHORT_MILLIS = 200;

    @Test
    void versionsAreThoseOfTheReadme() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String netty = Version.identify().get("netty-transport").artifactVersion();

        assertTrue(readme.contains("Netty " + netty.replace(".Final", "")), netty);
        assertTrue(readme.contains("smart-socket 1.8.4"));
    }

    @ParameterizedTest
    @EnumSource
    void nettysNativeTransportsDeliverUnaskedOnceTheClientHasEndedItsSide(NettyTransport transport)
            throws Exception {
        assumeTrue(transport.unavailable().isEmpty(), () -> transport.unavailable().orElseThrow());
        Semaphore received = new Semaphore(0);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
        try {
            Channel listener = new ServerBootstrap()
                    .group(loop)
                    .channel(transport.channelType())
                    .childOption(ChannelOption.AUTO_READ, false)
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .childHandler(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext context, Object message) {
                            ByteBuf buffer = (ByteBuf) message;
                            received.release(buffer.readableBytes());
                            buffer.release();
                        }
                    })
                    .bind(ANY_PORT).sync().channel();
            try (Socket client = connect((InetSocketAddress) listener.localAddress())) {
                client.getOutputStream().write(new byte[SIZE]);
                assertFalse(received.tryAcquire(SHORT_MILLIS, TimeUnit.MILLISECONDS));

                client.shutdownOutput();

                boolean nio = transport == NettyTransport.NIO;
                assertEquals(!nio, received.tryAcquire(
                        SIZE, nio ? SHORT_MILLIS : 20_000, TimeUnit.MILLISECONDS));
            }
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void smartSocketIgnoresTheTimeoutOfARead() throws Exception {
        try (SmartSocket server = new SmartSocket(); Socket client = connect(server.address())) {
            CompletableFuture<Integer> read = new CompletableFuture<>();
            server.accepted().read(ByteBuffer.allocate(1), SHORT_MILLIS, TimeUnit.MILLISECONDS,
                    null, completing(read));

            assertThrows(TimeoutException.class,
                    () -> read.get(4 * SHORT_MILLIS, TimeUnit.MILLISECONDS));

            client.getOutputStream().write(1);
            assertEquals(1, read.get());
        }
    }

    @Test
    void smartSocketTellsAListenerNothingOfItsClosedGroup() throws Exception {
        try (SmartSocket server = new SmartSocket()) {
            server.group.shutdownNow();
            assertTrue(server.group.awaitTermination(20, TimeUnit.SECONDS));

            assertThrows(TimeoutException.class,
                    () -> server.accept.get(SHORT_MILLIS, TimeUnit.MILLISECONDS));
            assertTrue(server.listener.isOpen());
            server.provider.openAsynchronousServerSocketChannel(server.group).close();
        }
    }

    private static Socket connect(InetSocketAddress server) throws IOException {
        return new Socket(server.getAddress(), server.getPort());
    }

    private static <T> CompletionHandler<T, Object> completing(CompletableFuture<T> future) {
        return new CompletionHandler<>() {
            @Override
            public void completed(T result, Object attachment) {
                future.complete(result);
            }

            @Override
            public void failed(Throwable failure, Object attachment) {
                future.completeExceptionally(failure);
            }
        };
    }

    /** A listener of theirs, which waits for one connection. */
    private static final class SmartSocket implements AutoCloseable {

        private final AsynchronousChannelProvider provider =
                new EnhanceAsynchronousChannelProvider(false);
        private final AsynchronousChannelGroup group =
                provider.openAsynchronousChannelGroup(1, Thread::new);
        private final AsynchronousServerSocketChannel listener =
                provider.openAsynchronousServerSocketChannel(group).bind(ANY_PORT);
        private final CompletableFuture<AsynchronousSocketChannel> accept =
                new CompletableFuture<>();

        SmartSocket() throws IOException {
            listener.accept(null, completing(accept));
        }

        InetSocketAddress address() throws IOException {
            return (InetSocketAddress) listener.getLocalAddress();
        }

        AsynchronousSocketChannel accepted() throws Exception {
            return accept.get();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            group.shutdownNow();
        }
    }
}
