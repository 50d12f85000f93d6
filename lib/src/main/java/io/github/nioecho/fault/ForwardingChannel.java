package io.github.nioecho.fault;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Stands before another channel. What a server has no use for is not supported, so that no byte
 * passes by the faults.
 */
abstract class ForwardingChannel extends AsynchronousSocketChannel {

    final AsynchronousSocketChannel next;

    ForwardingChannel(AsynchronousSocketChannel next) {
        super(next.provider());
        this.next = next;
    }

    @Override
    public boolean isOpen() {
        return next.isOpen();
    }

    @Override
    public final SocketAddress getLocalAddress() throws IOException {
        return next.getLocalAddress();
    }

    @Override
    public final SocketAddress getRemoteAddress() throws IOException {
        return next.getRemoteAddress();
    }

    @Override
    public final <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value)
            throws IOException {
        next.setOption(name, value);
        return this;
    }

    @Override
    public final <T> T getOption(SocketOption<T> name) throws IOException {
        return next.getOption(name);
    }

    @Override
    public final Set<SocketOption<?>> supportedOptions() {
        return next.supportedOptions();
    }

    @Override
    public final AsynchronousSocketChannel shutdownInput() throws IOException {
        next.shutdownInput();
        return this;
    }

    @Override
    public final AsynchronousSocketChannel bind(SocketAddress local) {
        throw notByAServer();
    }

    @Override
    public final <A> void connect(
            SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
        throw notByAServer();
    }

    @Override
    public final Future<Void> connect(SocketAddress remote) {
        throw notByAServer();
    }

    @Override
    public final Future<Integer> read(ByteBuffer dst) {
        throw notByAServer();
    }

    @Override
    public final <A> void read(
            ByteBuffer[] dsts, int offset, int length, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Long, ? super A> handler) {
        throw notByAServer();
    }

    @Override
    public final Future<Integer> write(ByteBuffer src) {
        throw notByAServer();
    }

    @Override
    public final <A> void write(
            ByteBuffer[] srcs, int offset, int length, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Long, ? super A> handler) {
        throw notByAServer();
    }

    private static UnsupportedOperationException notByAServer() {
        return new UnsupportedOperationException("an echo server has no use for it");
    }
}
