package io.github.nioecho.bench.server;

import io.github.nioecho.channels.IoUringChannelProvider;
import io.github.nioecho.channels.SelectorChannelProvider;
import java.io.IOException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Optional;

/** Whose NIO.2 the library's server runs on: with each it is a server of its own. */
enum AsyncChannels implements ServerFactory {

    /** The JDK's: the I/O model that the comparison is about. */
    JDK {
        @Override
        AsynchronousChannelProvider open() {
            return AsynchronousChannelProvider.provider();
        }
    },

    /** The library's, on a selector. */
    SELECTOR {
        @Override
        AsynchronousChannelProvider open() {
            return new SelectorChannelProvider();
        }
    },

    /** The library's, on io_uring. */
    IO_URING {
        @Override
        AsynchronousChannelProvider open() {
            return new IoUringChannelProvider();
        }

        @Override
        public Optional<String> unavailable() {
            return IoUringChannelProvider.unavailable();
        }
    };

    abstract AsynchronousChannelProvider open();

    /**
     * Returns the provider.
     *
     * @throws UnsupportedOperationException if it is {@linkplain #unavailable() unavailable}
     */
    AsynchronousChannelProvider provider() {
        unavailable().ifPresent(reason -> {
            throw new UnsupportedOperationException(reason);
        });
        return open();
    }

    @Override
    public RunningServer start(ServerSpec spec) throws IOException {
        return AsyncEchoServer.on(this, spec);
    }
}
