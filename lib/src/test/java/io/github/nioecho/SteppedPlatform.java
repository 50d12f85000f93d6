package io.github.nioecho;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * A provider and a factory of threads, with every call that a start makes of them counted as a
 * step. One step of them fails.
 */
final class SteppedPlatform extends AsynchronousChannelProvider {

    /** How a step fails. */
    enum Failure {
        EXCEPTION, ERROR, NO_THREAD, STARTED_THREAD;

        /** Whether a start that failed tells of this; what is no thread fails by exception. */
        boolean isSeenIn(Throwable thrown) {
            return thrown.getMessage().contains("step ")
                    || thrown.getMessage().startsWith("threadFactory must");
        }
    }

    private final AsynchronousChannelProvider provider;
    private final int failingStep;
    private final Failure failure;
    private int steps;

    /**
     * @param failingStep which one fails; 0 for none
     */
    SteppedPlatform(AsynchronousChannelProvider provider, int failingStep, Failure failure) {
        this.provider = provider;
        this.failingStep = failingStep;
        this.failure = failure;
    }

    synchronized int steps() {
        return steps;
    }

    private synchronized boolean fails() {
        steps++;
        return steps == failingStep;
    }

    private void step() throws IOException {
        if (fails()) {
            if (failure == Failure.ERROR) {
                throw new StackOverflowError("step " + failingStep);
            }
            throw new IOException("step " + failingStep);
        }
    }

    Thread newThread(Runnable task) {
        if (!fails()) {
            return new Thread(task);
        }
        switch (failure) {
            case NO_THREAD:
                return null;
            case STARTED_THREAD:
                Thread ended = new Thread(() -> { });
                ended.start();
                return ended;
            case ERROR:
                throw new StackOverflowError("step " + failingStep);
            default:
                throw new IllegalStateException("step " + failingStep);
        }
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
            int threads, ThreadFactory factory) throws IOException {
        step();
        return provider.openAsynchronousChannelGroup(threads, factory);
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
            ExecutorService executor, int initialSize) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
            AsynchronousChannelGroup group) throws IOException {
        step();
        return new Listener(provider.openAsynchronousServerSocketChannel(group));
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group)
            throws IOException {
        step();
        return provider.openAsynchronousSocketChannel(group);
    }

    private final class Listener extends ForwardingListener {

        Listener(AsynchronousServerSocketChannel listener) {
            super(listener);
        }

        @Override
        public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog)
                throws IOException {
            step();
            return super.bind(local, backlog);
        }

        @Override
        public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
                throws IOException {
            step();
            return super.setOption(name, value);
        }

        @Override
        public SocketAddress getLocalAddress() throws IOException {
            step();
            return super.getLocalAddress();
        }
    }
}
