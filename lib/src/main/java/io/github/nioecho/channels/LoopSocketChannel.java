package io.github.nioecho.channels;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A connection: what {@link AsynchronousSocketChannel} promises, on a {@link StreamSocket}. */
final class LoopSocketChannel extends AsynchronousSocketChannel implements LoopGroup.LoopChannel {

    private final LoopGroup group;
    private final Loop loop;
    private final StreamSocket socket;
    private final TransferSlot reading;
    private final TransferSlot writing;

    private final Object stateLock = new Object();

    /** Set when a connect begins; one that fails closes the channel. Guarded by the state's lock. */
    private ConnectSlot connecting;

    /** Where it is bound to; null if nowhere. Written under the state's lock. */
    private volatile SocketAddress local;

    /** The other side; null before there is one. Written by the loop. */
    private volatile SocketAddress remote;

    /** Set once by whoever closes it. */
    private volatile boolean closed;
    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;

    private LoopSocketChannel(
            LoopProvider provider, LoopGroup group, Loop loop, StreamSocket socket) {
        super(provider);
        this.group = group;
        this.loop = loop;
        this.socket = socket;
        this.reading = new TransferSlot(loop, this, socket, true);
        this.writing = new TransferSlot(loop, this, socket, false);
    }

    /** Opens one that is not connected. */
    static LoopSocketChannel open(LoopProvider provider, LoopGroup group) throws IOException {
        Loop loop = group.nextLoop();
        LoopSocketChannel channel =
                new LoopSocketChannel(provider, group, loop, loop.engine().openStream());
        channel.join();
        return channel;
    }

    /** Makes the channel of an accepted connection. On the loop's thread of its listener. */
    static LoopSocketChannel accepted(
            LoopProvider provider, LoopGroup group, Loop loop, StreamSocket socket)
            throws IOException {
        LoopSocketChannel channel = new LoopSocketChannel(provider, group, loop, socket);
        channel.remote = socket.remoteAddress();
        channel.join();
        return channel;
    }

    private void join() {
        try {
            group.add(this);
        } catch (ShutdownChannelGroupException e) {
            closed = true;
            socket.discard();
            throw e;
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closeSoon();
    }

    @Override
    public void closeSoon() {
        synchronized (stateLock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // Captures nothing else: to link a call that has a class for it takes that class, and a
        // program that has run out of descriptors cannot load one.
        loop.perform(this::closeSocket);
    }

    private void closeSocket() {
        socket.close(() -> group.remove(this));
        ConnectSlot begun;
        synchronized (stateLock) {
            begun = connecting;
        }
        if (begun != null) {
            begun.closed();
        }
    }

    @Override
    public AsynchronousSocketChannel bind(SocketAddress address) throws IOException {
        synchronized (stateLock) {
            checkOpen();
            if (connecting != null && remote == null) {
                throw new ConnectionPendingException();
            }
            if (getLocalAddress() != null) {
                throw new AlreadyBoundException();
            }
            socket.bind(address == null ? new InetSocketAddress(0) : checked(address));
            local = socket.localAddress();
        }
        return this;
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        checkOpen();
        if (local == null && remote != null) {
            local = socket.localAddress();
        }
        return local;
    }

    @Override
    public SocketAddress getRemoteAddress() throws IOException {
        checkOpen();
        return remote;
    }

    @Override
    public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value)
            throws IOException {
        checkOption(this, name);
        socket.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        checkOption(this, name);
        return socket.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return socket.supportedOptions();
    }

    @Override
    public AsynchronousSocketChannel shutdownInput() throws IOException {
        checkConnected();
        // Before a read that it ends is told of, whose handler may read again.
        inputShutdown = true;
        socket.shutdownInput();
        return this;
    }

    @Override
    public AsynchronousSocketChannel shutdownOutput() throws IOException {
        checkConnected();
        outputShutdown = true;
        socket.shutdownOutput();
        return this;
    }

    @Override
    public Future<Void> connect(SocketAddress address) {
        return typed(begin(address, null, null));
    }

    @Override
    public <A> void connect(
            SocketAddress address, A attachment, CompletionHandler<Void, ? super A> handler) {
        begin(address, attachment, Objects.requireNonNull(handler, "handler"));
    }

    @Override
    public Future<Integer> read(ByteBuffer dst) {
        return typed(transfer(true, Buffers.writable(dst), null, 0, null, null));
    }

    @Override
    public <A> void read(
            ByteBuffer dst,
            long timeout,
            TimeUnit unit,
            A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        Objects.requireNonNull(handler, "handler");
        transfer(true, Buffers.writable(dst), null, nanos(timeout, unit), attachment, handler);
    }

    @Override
    public <A> void read(
            ByteBuffer[] dsts,
            int offset,
            int length,
            long timeout,
            TimeUnit unit,
            A attachment,
            CompletionHandler<Long, ? super A> handler) {
        Objects.requireNonNull(handler, "handler");
        ByteBuffer[] buffers = Buffers.part(dsts, offset, length);
        for (ByteBuffer buffer : buffers) {
            Buffers.writable(buffer);
        }
        transfer(true, null, buffers, nanos(timeout, unit), attachment, handler);
    }

    @Override
    public Future<Integer> write(ByteBuffer src) {
        return typed(transfer(false, Objects.requireNonNull(src, "src"), null, 0, null, null));
    }

    @Override
    public <A> void write(
            ByteBuffer src,
            long timeout,
            TimeUnit unit,
            A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(src, "src");
        transfer(false, src, null, nanos(timeout, unit), attachment, handler);
    }

    @Override
    public <A> void write(
            ByteBuffer[] srcs,
            int offset,
            int length,
            long timeout,
            TimeUnit unit,
            A attachment,
            CompletionHandler<Long, ? super A> handler) {
        Objects.requireNonNull(handler, "handler");
        transfer(false, null, Buffers.part(srcs, offset, length), nanos(timeout, unit),
                attachment, handler);
    }

    /** Notes that there is a connection. On the loop's thread. */
    void connected(SocketAddress address) throws IOException {
        local = socket.localAddress();
        remote = address;
    }

    /** Has all transfers fail: the connection that is being made is nobody's. */
    void breakUp() {
        reading.breakUp();
        writing.breakUp();
    }

    @Override
    public String toString() {
        String state = closed ? "closed"
                : remote == null ? "unconnected"
                : "connected" + (inputShutdown ? " ishut" : "") + (outputShutdown ? " oshut" : "");
        return getClass().getName() + "[" + state
                + (closed || local == null ? "" : " local=" + local)
                + (closed || remote == null ? "" : " remote=" + remote) + "]";
    }

    private Future<?> begin(
            SocketAddress address,
            Object attachment,
            CompletionHandler<?, ?> handler) {
        if (closed) {
            return complete(handler, attachment, null, new ClosedChannelException());
        }
        SocketAddress checked = checked(address);
        Operation operation;
        synchronized (stateLock) {
            if (remote != null) {
                throw new AlreadyConnectedException();
            }
            if (connecting != null) {
                throw new ConnectionPendingException();
            }
            if (local != null && isUnix(local) != isUnix(checked)) {
                throw new UnsupportedAddressTypeException();
            }
            connecting = new ConnectSlot(loop, this, socket, checked);
            operation = handler == null
                    ? connecting.claim() : connecting.claim(handler, attachment);
        }
        connecting.start(operation);
        return operation.future;
    }

    private Future<?> transfer(
            boolean input,
            ByteBuffer buffer,
            ByteBuffer[] buffers,
            long timeoutNanos,
            Object attachment,
            CompletionHandler<?, ?> handler) {
        if (closed) {
            return complete(handler, attachment, null, new ClosedChannelException());
        }
        if (remote == null) {
            throw new NotYetConnectedException();
        }
        TransferSlot slot = input ? reading : writing;
        if (slot.isBroken()) {
            throw slot.failure();
        }
        if (slot.isPending()) {
            throw pending(input);
        }
        if (input ? inputShutdown : outputShutdown) {
            return input
                    ? complete(handler, attachment, count(-1, buffers), null)
                    : complete(handler, attachment, null, new ClosedChannelException());
        }
        if (buffers == null ? !buffer.hasRemaining() : Buffers.areEmpty(buffers)) {
            return complete(handler, attachment, count(0, buffers), null);
        }
        Operation operation = handler == null ? slot.claim() : slot.claim(handler, attachment);
        if (operation == null) {
            throw pending(input);
        }
        operation.buffer = buffer;
        operation.buffers = buffers;
        if (timeoutNanos > 0) {
            operation.timed = true;
            operation.deadlineNanos = Deadlines.after(timeoutNanos);
        }
        slot.start(operation);
        return operation.future;
    }

    /** Delivers a result that needs no system call. */
    private Future<?> complete(
            CompletionHandler<?, ?> handler, Object attachment, Object value, Throwable failure) {
        if (handler == null) {
            return failure == null
                    ? CompletableFuture.completedFuture(value)
                    : CompletableFuture.failedFuture(failure);
        }
        loop.deliverFromAnywhere(handler, attachment, value, failure);
        return null;
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private void checkConnected() throws ClosedChannelException {
        checkOpen();
        if (remote == null) {
            throw new NotYetConnectedException();
        }
    }

    /** Checks that a channel has an option, and is open. */
    static void checkOption(NetworkChannel channel, SocketOption<?> name)
            throws ClosedChannelException {
        Objects.requireNonNull(name, "name");
        if (!channel.supportedOptions().contains(name)) {
            throw new UnsupportedOperationException(name + " is not supported");
        }
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /** Returns the address if it is one that a socket can have. */
    static SocketAddress checked(SocketAddress address) {
        Objects.requireNonNull(address, "address");
        if (address instanceof InetSocketAddress inet) {
            if (inet.isUnresolved()) {
                throw new UnresolvedAddressException();
            }
        } else if (!(address instanceof UnixDomainSocketAddress)) {
            throw new UnsupportedAddressTypeException();
        }
        return address;
    }

    private static boolean isUnix(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress;
    }

    private static long nanos(long timeout, TimeUnit unit) {
        return Objects.requireNonNull(unit, "unit").toNanos(timeout);
    }

    private static Object count(int count, ByteBuffer[] buffers) {
        return buffers == null ? (Object) count : (Object) (long) count;
    }

    private static IllegalStateException pending(boolean input) {
        return input ? new ReadPendingException() : new WritePendingException();
    }

    @SuppressWarnings("unchecked")
    private static <V> Future<V> typed(Future<?> future) {
        return (Future<V>) future;
    }
}
