package io.github.nioecho.bench.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * Writes back each buffer as it is, and sends what a round of reads has brought in one go. All
 * state is Netty's, so one handler serves every connection.
 */
@Sharable
final class NettyEchoHandler extends ChannelInboundHandlerAdapter {

    static final NettyEchoHandler SHARED = new NettyEchoHandler();

    private NettyEchoHandler() {
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object buffer) {
        context.write(buffer, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    /**
     * A client that does not read is not read from either. Netty's epoll and io_uring go on once
     * such a client has ended its side: what the kernel holds of it, no more than one receive
     * buffer, is then read all the same and waits to be written.
     */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // The client has ended its side: close once all that is due to it is written.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The client reset the connection.
        context.close();
    }
}
