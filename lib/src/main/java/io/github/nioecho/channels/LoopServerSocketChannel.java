package io.github.nioecho.channels;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A listener: what {@link AsynchronousServerSocketChannel} promises, on a {@link ListenerSocket}. */
final class LoopServerSocketChannel extends AsynchronousServerSocketChannel
        implements LoopGroup.LoopChannel {

    private static final int DEFAULT_BACKLOG = 50;

    /** How long {@link #close} waits for a loop whose handler does not return. */
    private static final long CLOSE_SECONDS = 1;

    private final LoopProvider provider;
    private final LoopGroup group;
    private final Loop loop;
    private final ListenerSocket socket;
    private final AcceptSlot accepting;
    private final CountDownLatch released = new CountDownLatch(1);

    private final Object stateLock = new Object();

    /** Where it is bound to; null if nowhere. Written under the state's lock. */
    private volatile SocketAddress local;

    /** Set once by whoever closes it. */
    private volatile boolean closed;

    private LoopServerSocketChannel(
            LoopProvider provider, LoopGroup group, Loop loop) throws IOException {
        super(provider);
        this.provider = provider;
        this.group = group;
        this.loop = loop;
        this.socket = loop.engine().openListener();
        this.accepting = new AcceptSlot(loop, this, socket);
    }

    static LoopServerSocketChannel open(LoopProvider provider, LoopGroup group)
            throws IOException {
        LoopServerSocketChannel channel =
                new LoopServerSocketChannel(provider, group, group.nextLoop());
        try {
            group.add(channel);
        } catch (ShutdownChannelGroupException e) {
            channel.socket.discard();
            throw e;
        }
        return channel;
    }

    /** Makes a channel of an accepted connection. On the loop's thread. */
    LoopSocketChannel adopt(Loop served, StreamSocket accepted) throws IOException {
        return LoopSocketChannel.accepted(provider, group, served, accepted);
    }

    /** Returns the loop that the next accepted connection belongs to. */
    Loop nextLoop() {
        return group.nextLoop();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    /**
     * Closes the channel; its address is free when this returns, unless a handler keeps the loop's
     * thread for too long: to wait for that could be to wait for each other.
     */
    @Override
    public void close() {
        closeSoon();
        if (!loop.isCurrent()) {
            try {
                released.await(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void closeSoon() {
        synchronized (stateLock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        loop.perform(() -> {
            accepting.closeKept();
            socket.close(() -> {
                group.remove(this);
                released.countDown();
            });
        });
    }

    @Override
    public AsynchronousServerSocketChannel bind(SocketAddress address, int backlog)
            throws IOException {
        SocketAddress checked =
                address == null ? new InetSocketAddress(0) : LoopSocketChannel.checked(address);
        synchronized (stateLock) {
            checkOpen();
            if (local != null) {
                throw new AlreadyBoundException();
            }
            socket.bind(checked, backlog < 1 ? DEFAULT_BACKLOG : backlog);
            local = socket.localAddress();
        }
        return this;
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        checkOpen();
        return local;
    }

    @Override
    public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
            throws IOException {
        LoopSocketChannel.checkOption(this, name);
        socket.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        LoopSocketChannel.checkOption(this, name);
        return socket.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return socket.supportedOptions();
    }

    @Override
    public Future<AsynchronousSocketChannel> accept() {
        @SuppressWarnings("unchecked")
        Future<AsynchronousSocketChannel> future =
                (Future<AsynchronousSocketChannel>) (Future<?>) begin(null, null);
        return future;
    }

    @Override
    public <A> void accept(
            A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
        begin(attachment, Objects.requireNonNull(handler, "handler"));
    }

    @Override
    public String toString() {
        return getClass().getName() + "["
                + (closed ? "closed" : local == null ? "unbound" : local) + "]";
    }

    private Future<Object> begin(Object attachment, CompletionHandler<?, ?> handler) {
        if (closed) {
            Throwable failure = new ClosedChannelException();
            if (handler == null) {
                return CompletableFuture.failedFuture(failure);
            }
            loop.deliverFromAnywhere(handler, attachment, null, failure);
            return null;
        }
        if (local == null) {
            throw new NotYetBoundException();
        }
        Operation operation =
                handler == null ? accepting.claim() : accepting.claim(handler, attachment);
        if (operation == null) {
            throw new AcceptPendingException();
        }
        accepting.start(operation);
        return operation.future;
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
