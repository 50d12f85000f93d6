package io.github.nioecho.bench.server;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.util.Optional;

/** How Netty asks the kernel: each is a server of its own. */
enum NettyTransport implements ServerFactory {

    /** The JDK's selector. */
    NIO {
        @Override
        IoHandlerFactory ioHandlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> channelType() {
            return NioServerSocketChannel.class;
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }
    },

    /** Netty's own binding of Linux's epoll. */
    EPOLL {
        @Override
        IoHandlerFactory ioHandlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> channelType() {
            return EpollServerSocketChannel.class;
        }

        @Override
        public Optional<String> unavailable() {
            return reason("epoll", Epoll.unavailabilityCause());
        }
    },

    /** Netty's own binding of Linux's io_uring. */
    IO_URING {
        @Override
        IoHandlerFactory ioHandlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> channelType() {
            return IoUringServerSocketChannel.class;
        }

        @Override
        public Optional<String> unavailable() {
            return reason("io_uring", IoUring.unavailabilityCause());
        }
    };

    abstract IoHandlerFactory ioHandlers();

    abstract Class<? extends ServerChannel> channelType();

    @Override
    public abstract Optional<String> unavailable();

    @Override
    public RunningServer start(ServerSpec spec) throws IOException {
        return NettyEchoServer.start(this, spec);
    }

    /** Returns what Netty says, down to the first cause, in one line. */
    private static Optional<String> reason(String feature, Throwable failure) {
        if (failure == null) {
            return Optional.empty();
        }
        String os = System.getProperty("os.name");
        if (!os.equals("Linux")) {
            return Optional.of(feature + " needs Linux, this is " + os);
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        // The message of an exception about a file may be the file alone.
        String said = cause instanceof IOException ? cause.toString() : cause.getMessage();
        return Optional.of(("Netty's " + feature + " does not run here: " + said)
                .lines().findFirst().orElseThrow());
    }
}
