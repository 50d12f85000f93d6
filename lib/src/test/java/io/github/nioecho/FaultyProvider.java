package io.github.nioecho;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's provider, but accepting fails where a test says so. */
final class FaultyProvider extends AsynchronousChannelProvider {

    /** How an accept goes wrong. */
    enum Fault { THROWN, FAILED, FAILED_TWICE }

    private record Planned(Fault fault, Throwable failure) {
    }

    private final AsynchronousChannelProvider provider = AsynchronousChannelProvider.provider();
    private final Queue<Planned> planned = new ConcurrentLinkedQueue<>();

    /** How often the server has asked for the next connection. */
    final AtomicInteger accepts = new AtomicInteger();

    /** The groups opened so far. */
    final List<AsynchronousChannelGroup> groups = new CopyOnWriteArrayList<>();

    /** Lets an accept fail that begins after this call and after those planned before. */
    void plan(Fault fault, Throwable failure) {
        planned.add(new Planned(fault, failure));
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
            int threads, ThreadFactory factory) throws IOException {
        AsynchronousChannelGroup group = provider.openAsynchronousChannelGroup(threads, factory);
        groups.add(group);
        return group;
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
            ExecutorService executor, int initialSize) throws IOException {
        return provider.openAsynchronousChannelGroup(executor, initialSize);
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
            AsynchronousChannelGroup group) throws IOException {
        return new Listener(provider.openAsynchronousServerSocketChannel(group));
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group)
            throws IOException {
        return provider.openAsynchronousSocketChannel(group);
    }

    private final class Listener extends ForwardingListener {

        Listener(AsynchronousServerSocketChannel listener) {
            super(listener);
        }

        @Override
        public <A> void accept(
                A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
            accepts.incrementAndGet();
            Planned now = planned.poll();
            if (now == null) {
                listener.accept(attachment, handler);
            } else if (now.fault == Fault.THROWN) {
                throw EchoObserverTest.sneaky(now.failure);
            } else {
                handler.failed(now.failure, attachment);
                if (now.fault == Fault.FAILED_TWICE) {
                    handler.failed(now.failure, attachment);
                }
            }
        }
    }
}
