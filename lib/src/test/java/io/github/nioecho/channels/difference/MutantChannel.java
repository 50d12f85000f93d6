package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The JDK's channel, with one fault. */
final class MutantChannel extends AsynchronousSocketChannel {

    /** The end of the stream has been seen. */
    volatile boolean ended;

    private final Mutant mutant;
    private final AsynchronousSocketChannel channel;

    MutantChannel(MutantProvider provider, AsynchronousSocketChannel channel) {
        super(provider);
        mutant = provider.mutant();
        this.channel = channel;
    }

    private <V, A> CompletionHandler<V, Object> faulty(Mutant.Call call,
            CompletionHandler<V, ? super A> handler, A attachment) {
        if (handler == null) {
            return null;
        }
        CompletionHandler<V, Object> told = new CompletionHandler<>() {
            @Override
            public void completed(V result, Object none) {
                handler.completed(result, attachment);
            }

            @Override
            public void failed(Throwable failure, Object none) {
                handler.failed(failure, attachment);
            }
        };
        return new CompletionHandler<>() {
            @Override
            public void completed(V result, Object none) {
                mutant.completed(MutantChannel.this, call, result, told, null);
            }

            @Override
            public void failed(Throwable failure, Object none) {
                told.failed(mutant.failure(failure), null);
            }
        };
    }

    @Override
    public <A> void read(ByteBuffer dst, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        Mutant.Call call = new Mutant.Call(true, new ByteBuffer[] {dst});
        try {
            channel.read(dst, mutant.timeout(timeout), unit, null,
                    faulty(call, handler, attachment));
        } catch (RuntimeException e) {
            mutant.refused(e);
        }
    }

    @Override
    public Future<Integer> read(ByteBuffer dst) {
        try {
            return mutant.future(channel.read(dst));
        } catch (RuntimeException e) {
            mutant.refused(e);
            return new CompletableFuture<>();
        }
    }

    @Override
    public <A> void read(ByteBuffer[] dsts, int offset, int length, long timeout, TimeUnit unit,
            A attachment, CompletionHandler<Long, ? super A> handler) {
        channel.read(dsts, offset, length, mutant.timeout(timeout), unit, attachment, handler);
    }

    @Override
    public <A> void write(ByteBuffer src, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        Mutant.Call call = new Mutant.Call(false, new ByteBuffer[] {src});
        channel.write(src, mutant.timeout(timeout), unit, null,
                faulty(call, handler, attachment));
    }

    @Override
    public Future<Integer> write(ByteBuffer src) {
        return mutant.future(channel.write(src));
    }

    @Override
    public <A> void write(ByteBuffer[] srcs, int offset, int length, long timeout, TimeUnit unit,
            A attachment, CompletionHandler<Long, ? super A> handler) {
        channel.write(srcs, offset, length, mutant.timeout(timeout), unit, attachment, handler);
    }

    @Override
    public AsynchronousSocketChannel shutdownOutput() throws IOException {
        mutant.shutdownOutput(channel);
        return this;
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return mutant.localAddress(channel);
    }

    @Override
    public AsynchronousSocketChannel bind(SocketAddress local) throws IOException {
        channel.bind(local);
        return this;
    }

    @Override
    public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value)
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
    public AsynchronousSocketChannel shutdownInput() throws IOException {
        channel.shutdownInput();
        return this;
    }

    @Override
    public SocketAddress getRemoteAddress() throws IOException {
        return channel.getRemoteAddress();
    }

    @Override
    public <A> void connect(SocketAddress remote, A attachment,
            CompletionHandler<Void, ? super A> handler) {
        channel.connect(remote, attachment, handler);
    }

    @Override
    public Future<Void> connect(SocketAddress remote) {
        return channel.connect(remote);
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
