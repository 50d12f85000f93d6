package io.github.nioecho.bench.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Netty's server, as its users build it: a thread that accepts, event loops that serve, pooled
 * buffers. Only the size of a read is fixed, where Netty would adapt it to what arrives; with that
 * it reads once from a channel before it writes and turns to the next one, as a selector loop does,
 * where it would read up to 16 times. With adaptive reads it is left to itself, but for the largest
 * size.
 */
final class NettyEchoServer implements RunningServer {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    // Netty's own: see AdaptiveRecvByteBufAllocator and ChannelMetadata.
    private static final int ADAPTIVE_LEAST_BYTES = 64;
    private static final int ADAPTIVE_FIRST_BYTES = 2048;
    private static final int ADAPTIVE_READS = 16;

    /** So many reads may wait to be written: as many as Netty itself would make of a channel. */
    private static final int PENDING_READS = 16;

    /** What Netty counts for a pending write besides its bytes. */
    private static final int WRITE_OVERHEAD_BYTES = 96;

    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final ChannelGroup connections =
            new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final Channel listener;
    private final InetSocketAddress address;

    private NettyEchoServer(NettyTransport transport, ServerSpec spec,
            RecvByteBufAllocator reads) throws IOException {
        acceptor = group(1, "netty-accept", transport);
        loops = group(spec.threads(), "netty-echo", transport);
        ChannelFuture bound = bootstrap(transport, spec, reads).bind(spec.tcpAddress());
        listener = bound.awaitUninterruptibly().channel();
        if (!bound.isSuccess()) {
            close();
            throw failure(bound.cause());
        }
        listener.pipeline().addLast(new FailedAccept());
        address = (InetSocketAddress) listener.localAddress();
    }

    static NettyEchoServer start(NettyTransport transport, ServerSpec spec) throws IOException {
        return new NettyEchoServer(
                transport, spec, new FixedRecvByteBufAllocator(spec.bufferSizeBytes()));
    }

    /** Starts one on the JDK's selector, whose reads adapt to what arrives. */
    static NettyEchoServer withAdaptiveReads(ServerSpec spec) throws IOException {
        int most = spec.bufferSizeBytes();
        return new NettyEchoServer(NettyTransport.NIO, spec,
                new AdaptiveRecvByteBufAllocator(Math.min(ADAPTIVE_LEAST_BYTES, most),
                        Math.min(ADAPTIVE_FIRST_BYTES, most), most)
                        .maxMessagesPerRead(ADAPTIVE_READS));
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        // First what adds connections, then until the loops have registered the last.
        await(listener.close());
        end(acceptor);
        for (EventExecutor loop : loops) {
            if (!loop.isShuttingDown()) {
                await(loop.submit(() -> { }));
            }
        }
        // Without a quiet period, loops that end would forget connections that are still open.
        await(connections.close());
        end(loops);
    }

    private static void end(EventLoopGroup group) {
        await(group.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void await(Future<?> future) {
        future.awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    }

    private static EventLoopGroup group(int threads, String name, NettyTransport transport) {
        return new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name), transport.ioHandlers());
    }

    private ServerBootstrap bootstrap(
            NettyTransport transport, ServerSpec spec, RecvByteBufAllocator reads) {
        return new ServerBootstrap()
                .group(acceptor, loops)
                .channel(transport.channelType())
                .option(ChannelOption.SO_BACKLOG, ServerSpec.BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                        waterMark(spec.bufferSizeBytes()))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        channel.pipeline().addLast(NettyEchoHandler.SHARED);
                    }
                });
    }

    private static IOException failure(Throwable cause) {
        if (cause instanceof NativeIoException refused) {
            // What the JDK's channels throw in this case.
            return (IOException) new BindException(refused.getMessage()).initCause(refused);
        }
        return cause instanceof IOException e ? e : new IOException(cause);
    }

    /** Pauses reading once a client has left twice as many reads, and goes on at as many. */
    private static WriteBufferWaterMark waterMark(int bufferSizeBytes) {
        long pending = PENDING_READS * ((long) bufferSizeBytes + WRITE_OVERHEAD_BYTES);
        return new WriteBufferWaterMark(
                (int) Math.min(pending, Integer.MAX_VALUE),
                (int) Math.min(2 * pending, Integer.MAX_VALUE));
    }

    /**
     * Takes what Netty tells of a failed accept, without a stack trace. Netty has told its listener
     * then to stop for a second, and on the JDK's selector and on epoll it does. On io_uring it
     * goes on trying, 1.8 million times a second, until a descriptor is free: no option ends that.
     */
    private static final class FailedAccept extends ChannelInboundHandlerAdapter {

        private final FailedAccepts failures = new FailedAccepts();

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.tell(cause);
        }
    }
}
