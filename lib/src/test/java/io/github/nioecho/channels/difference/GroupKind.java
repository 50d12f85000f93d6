package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** The kinds of group that NIO.2 knows. */
enum GroupKind {

    /** One thread, so that handlers run one after another: their order is compared. */
    ONE_THREAD {
        @Override
        AsynchronousChannelGroup open(AsynchronousChannelProvider provider, ThreadFactory threads)
                throws IOException {
            return provider.openAsynchronousChannelGroup(1, threads);
        }
    },

    THREE_THREADS {
        @Override
        AsynchronousChannelGroup open(AsynchronousChannelProvider provider, ThreadFactory threads)
                throws IOException {
            return provider.openAsynchronousChannelGroup(3, threads);
        }
    },

    CACHED {
        @Override
        AsynchronousChannelGroup open(AsynchronousChannelProvider provider, ThreadFactory threads)
                throws IOException {
            return provider.openAsynchronousChannelGroup(
                    Executors.newCachedThreadPool(threads), -1);
        }
    },

    EXECUTOR {
        @Override
        AsynchronousChannelGroup open(AsynchronousChannelProvider provider, ThreadFactory threads)
                throws IOException {
            return provider.openAsynchronousChannelGroup(
                    Executors.newFixedThreadPool(2, threads), 0);
        }
    },

    /** The provider's own, of which there is one: it cannot be shut down. */
    DEFAULT {
        @Override
        AsynchronousChannelGroup open(AsynchronousChannelProvider provider, ThreadFactory threads) {
            return null;
        }
    };

    abstract AsynchronousChannelGroup open(
            AsynchronousChannelProvider provider, ThreadFactory threads) throws IOException;
}
