package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The JDK's listener, whose channels have one fault. */
final class MutantServerChannel extends AsynchronousServerSocketChannel {

    private final MutantProvider provider;
    private final AsynchronousServerSocketChannel channel;

    MutantServerChannel(MutantProvider provider, AsynchronousServerSocketChannel channel) {
        super(provider);
        this.provider = provider;
        this.channel = channel;
    }

    @Override
    public <A> void accept(A attachment,
            CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
        channel.accept(attachment, handler == null ? null : new CompletionHandler<>() {
            @Override
            public void completed(AsynchronousSocketChannel result, A given) {
                handler.completed(new MutantChannel(provider, result), given);
            }

            @Override
            public void failed(Throwable failure, A given) {
                handler.failed(failure, given);
            }
        });
    }

    @Override
    public Future<AsynchronousSocketChannel> accept() {
        Future<AsynchronousSocketChannel> future = channel.accept();
        return new Future<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return future.cancel(mayInterruptIfRunning);
            }

            @Override
            public boolean isCancelled() {
                return future.isCancelled();
            }

            @Override
            public boolean isDone() {
                return future.isDone();
            }

            @Override
            public AsynchronousSocketChannel get()
                    throws InterruptedException, ExecutionException {
                return new MutantChannel(provider, future.get());
            }

            @Override
            public AsynchronousSocketChannel get(long timeout, TimeUnit unit)
                    throws InterruptedException, ExecutionException, TimeoutException {
                return new MutantChannel(provider, future.get(timeout, unit));
            }
        };
    }

    @Override
    public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog)
            throws IOException {
        channel.bind(local, backlog);
        return this;
    }

    @Override
    public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
            throws IOException {
        channel.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return channel.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
