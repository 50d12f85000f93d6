package io.github.nioecho.bench.server;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * The JDK's provider, whose groups are all made as the one that channels get when they are opened
 * without a group ({@code sun.nio.ch.ThreadPool.createDefault}): a cached pool that runs every
 * completion handler, and a thread per processor that waits for events. Unlike the real default
 * group, these can be shut down.
 */
final class DefaultGroupProvider extends AsynchronousChannelProvider {

    /** Has {@code sun.nio.ch.ThreadPool.wrap} take the number of processors for a cached pool. */
    private static final int AS_BY_DEFAULT = -1;

    private final AsynchronousChannelProvider jdk;

    DefaultGroupProvider(AsynchronousChannelProvider jdk) {
        this.jdk = jdk;
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
            int threads, ThreadFactory factory) throws IOException {
        ExecutorService pool = Executors.newCachedThreadPool(factory);
        try {
            return jdk.openAsynchronousChannelGroup(pool, AS_BY_DEFAULT);
        } catch (Throwable e) {
            pool.shutdown();
            throw e;
        }
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
            ExecutorService executor, int initialSize) throws IOException {
        return jdk.openAsynchronousChannelGroup(executor, initialSize);
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
            AsynchronousChannelGroup group) throws IOException {
        return jdk.openAsynchronousServerSocketChannel(group);
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group)
            throws IOException {
        return jdk.openAsynchronousSocketChannel(group);
    }
}
