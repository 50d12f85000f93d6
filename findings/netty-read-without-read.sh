#!/usr/bin/env bash
# Netty 4.2.15.Final, Linux x86-64: a client that ends is read to its end, though nobody read.
#
# Guess:     with AUTO_READ off, no channelRead() without a read(), on any transport: that is how a
#            handler holds a fast client back.
# Behaviour: so it is on NIO. On epoll and io_uring, all that the client has sent is delivered, in
#            as many calls as it takes, once the client has shut its output down.
# Output:    nio: open 0, ended 0; epoll: open 0, ended 100000; io_uring: open 0, ended 100000
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
version=4.2.15.Final
for artifact in common buffer resolver transport transport-native-unix-common \
        transport-classes-epoll transport-classes-io_uring \
        transport-native-{epoll,io_uring}:jar:linux-x86_64; do
    name=${artifact%%:*}
    mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
        -Dartifact="io.netty:netty-$name:$version${artifact#"$name"}" -DoutputDirectory=lib >&2
done

cat > Probe.java <<'JAVA'
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.*;
import io.netty.channel.epoll.*;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.*;
import java.net.*;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

public class Probe {
    public static void main(String[] args) throws Exception {
        System.out.println("nio: " + bytes(NioIoHandler.newFactory(), NioServerSocketChannel.class)
                + "; epoll: " + bytes(EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
                + "; io_uring: "
                + bytes(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class));
    }

    static String bytes(IoHandlerFactory io, Class<? extends ServerChannel> type)
            throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
        AtomicInteger bytes = new AtomicInteger();
        Channel listener = new ServerBootstrap().group(group).channel(type)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        bytes.addAndGet(((ByteBuf) message).readableBytes());
                        ((ByteBuf) message).release();
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(new byte[100_000]);
            Thread.sleep(1_000);
            String open = "open " + bytes;
            client.shutdownOutput();
            Thread.sleep(1_000);
            return open + ", ended " + bytes;
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }
}
JAVA
seen=$(java -cp 'lib/*' Probe.java 2> errors.txt || cat errors.txt)
echo "$seen"
[ "$seen" = "nio: open 0, ended 0; epoll: open 0, ended 100000; io_uring: open 0, ended 100000" ]
