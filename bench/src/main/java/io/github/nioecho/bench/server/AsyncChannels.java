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

        @Override
        public boolean servesUnixSockets() {
            return false;
        }

        /**
         * The JDK's own provider has no public name. Where a JVM has been told of another one, it
         * cannot be had, and the other one must not be measured in its place.
         */
        @Override
        public Optional<String> unavailable() {
            Class<?> type = AsynchronousChannelProvider.provider().getClass();
            return type.getModule() == Object.class.getModule() ? Optional.empty()
                    : Optional.of("the channels of this JVM are not the JDK's but of "
                            + type.getName() + ": a system property or a service file is to blame");
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
    public boolean servesUnixSockets() {
        return true;
    }

    @Override
    public RunningServer start(ServerSpec spec) throws IOException {
        return AsyncEchoServer.on(this, spec);
    }

    /** Returns a factory of servers that run only where this one does. */
    ServerFactory only(ServerFactory factory) {
        return new ServerFactory() {
            @Override
            public RunningServer start(ServerSpec spec) throws IOException {
                return factory.start(spec);
            }

            @Override
            public Optional<String> unavailable() {
                return AsyncChannels.this.unavailable();
            }
        };
    }
}
