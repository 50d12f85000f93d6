package io.github.nioecho.channels;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** A provider whose channels are written once, on the {@link Engine} of the concrete one. */
abstract class LoopProvider extends AsynchronousChannelProvider {

    /** Guarded by itself. */
    private static final Map<Class<?>, LoopGroup> DEFAULT_GROUPS = new HashMap<>();

    /** Opens what one loop moves bytes and waits with. */
    abstract Engine openEngine() throws IOException;

    /**
     * Returns the one default group of all providers of this class, made when first needed, as the
     * system properties of {@link AsynchronousChannelGroup} say.
     */
    private LoopGroup defaultGroup() throws IOException {
        synchronized (DEFAULT_GROUPS) {
            LoopGroup group = DEFAULT_GROUPS.get(getClass());
            if (group == null) {
                ThreadFactory factory = DefaultThreads.factory();
                group = LoopGroup.open(
                        this, Executors.newCachedThreadPool(factory), 1, DefaultThreads::daemon);
                DEFAULT_GROUPS.put(getClass(), group);
            }
            return group;
        }
    }

    @Override
    public final AsynchronousChannelGroup openAsynchronousChannelGroup(
            int nThreads, ThreadFactory factory) throws IOException {
        if (nThreads <= 0) {
            throw new IllegalArgumentException("nThreads must be >= 1, was " + nThreads);
        }
        return LoopGroup.open(this, null, nThreads, Objects.requireNonNull(factory, "factory"));
    }

    @Override
    public final AsynchronousChannelGroup openAsynchronousChannelGroup(
            ExecutorService executor, int initialSize) throws IOException {
        Objects.requireNonNull(executor, "executor");
        return LoopGroup.open(this, executor, 1, DefaultThreads::daemon);
    }

    @Override
    public final AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
            AsynchronousChannelGroup group) throws IOException {
        return LoopServerSocketChannel.open(this, own(group));
    }

    @Override
    public final AsynchronousSocketChannel openAsynchronousSocketChannel(
            AsynchronousChannelGroup group) throws IOException {
        return LoopSocketChannel.open(this, own(group));
    }

    private LoopGroup own(AsynchronousChannelGroup group) throws IOException {
        if (group == null) {
            return defaultGroup();
        }
        if (group instanceof LoopGroup own && group.provider().getClass() == getClass()) {
            return own;
        }
        throw new IllegalChannelGroupException();
    }
}
