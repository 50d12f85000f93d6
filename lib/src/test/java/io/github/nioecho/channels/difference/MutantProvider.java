package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/** The JDK's provider, with one fault in its channels. */
final class MutantProvider extends AsynchronousChannelProvider {

    private final AsynchronousChannelProvider jdk = AsynchronousChannelProvider.provider();
    private final Mutant mutant;

    MutantProvider(Mutant mutant) {
        this.mutant = mutant;
    }

    Mutant mutant() {
        return mutant;
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(int threads,
            ThreadFactory factory) throws IOException {
        return jdk.openAsynchronousChannelGroup(threads, factory);
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(ExecutorService executor,
            int initialSize) throws IOException {
        return jdk.openAsynchronousChannelGroup(executor, initialSize);
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
            AsynchronousChannelGroup group) throws IOException {
        return new MutantServerChannel(this, jdk.openAsynchronousServerSocketChannel(group));
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(
            AsynchronousChannelGroup group) throws IOException {
        return new MutantChannel(this, jdk.openAsynchronousSocketChannel(group));
    }
}
