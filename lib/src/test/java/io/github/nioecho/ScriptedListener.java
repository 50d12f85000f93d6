package io.github.nioecho;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Future;

/** A listener without a socket: the test says which channel is accepted when. */
final class ScriptedListener extends AsynchronousServerSocketChannel {

    private interface Accept {
        void end(AsynchronousSocketChannel accepted, Throwable failure);
    }

    private final Queue<Runnable> tasks;
    private Accept pending;
    private boolean closed;

    /**
     * @param tasks where the event loop's thread finds handlers to call
     */
    ScriptedListener(Queue<Runnable> tasks) {
        super(AsynchronousChannelProvider.provider());
        this.tasks = tasks;
    }

    boolean isAccepting() {
        return pending != null;
    }

    /** Completes the pending accept. */
    void accept(AsynchronousSocketChannel channel) {
        Accept accept = pending;
        pending = null;
        accept.end(channel, null);
    }

    @Override
    public <A> void accept(
            A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
        Accept accept = (accepted, failure) -> {
            if (failure == null) {
                handler.completed(accepted, attachment);
            } else {
                handler.failed(failure, attachment);
            }
        };
        if (closed) {
            tasks.add(() -> accept.end(null, new ClosedChannelException()));
        } else {
            pending = accept;
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        Accept accept = pending;
        pending = null;
        if (accept != null) {
            tasks.add(() -> accept.end(null, new AsynchronousCloseException()));
        }
    }

    @Override
    public Future<AsynchronousSocketChannel> accept() {
        throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getLocalAddress() {
        throw new UnsupportedOperationException();
    }
}
