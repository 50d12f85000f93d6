package io.github.nioecho;

import io.github.nioecho.server.BackOff;
import io.github.nioecho.server.Uninterruptibly;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One channel group with its listener, its connections and its free buffers. The group has one
 * thread, unless several event loops have to share a listener.
 *
 * <p>Safe for use by several threads. The lock is held for a few instructions when a connection
 * begins or ends, never while user code or a system call runs, and never on the path of an echo.
 */
final class EventLoop {

    private static final CompletionHandler<AsynchronousSocketChannel, EventLoop> ON_ACCEPT =
            new CompletionHandler<>() {
                @Override
                public void completed(AsynchronousSocketChannel channel, EventLoop loop) {
                    loop.onAccepted(channel);
                }

                @Override
                public void failed(Throwable failure, EventLoop loop) {
                    loop.onAcceptFailed(failure);
                }
            };

    private final int bufferSizeBytes;
    private final int maxBufferSizeBytes;
    private final boolean oneThread;
    private final boolean lingering;
    private final Map<SocketOption<?>, Object> socketOptions;
    private final Faults faults;
    private final GuardedObserver observer;
    private final Admissions admissions;
    private final ScheduledExecutorService timer;
    private final AsynchronousChannelGroup group;
    private final AsynchronousServerSocketChannel listener;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private final Object lock = new Object();

    /** Guarded by lock; the larger sizes by nothing where only one thread borrows them. */
    private final BufferPool buffers;

    // All guarded by lock.
    private final Set<EchoConnection> connections = new HashSet<>();
    private final BackOff backOff = new BackOff();
    private boolean stopping;
    private boolean terminated;
    /** Whether an accept is pending, or what it accepted is not registered yet. */
    private boolean accepting;
    private long accepted;
    private long refused;
    private long reset;
    private long idle;
    private long receivedByEnded;
    private long sentByEnded;
    private long acceptFailures;

    /**
     * Makes an event loop that does nothing yet.
     *
     * @param oneThread whether the group calls all handlers on one and the same thread
     */
    EventLoop(
            Config config,
            GuardedObserver observer,
            Admissions admissions,
            ScheduledExecutorService timer,
            AsynchronousChannelGroup group,
            boolean oneThread,
            AsynchronousServerSocketChannel listener) {
        this.bufferSizeBytes = config.bufferSizeBytes();
        this.maxBufferSizeBytes = config.maxBufferSizeBytes();
        this.buffers = new BufferPool(
                bufferSizeBytes, maxBufferSizeBytes, config.directBuffers());
        this.oneThread = oneThread;
        this.lingering = LingeringEchoConnection.suits(config.provider());
        this.socketOptions = config.acceptedSocketOptions();
        this.faults = config.faults();
        this.observer = observer;
        this.admissions = admissions;
        this.timer = timer;
        this.group = group;
        this.listener = listener;
    }

    GuardedObserver observer() {
        return observer;
    }

    List<EchoConnection> connections() {
        synchronized (lock) {
            return new ArrayList<>(connections);
        }
    }

    EchoMetrics metrics() {
        synchronized (lock) {
            long open = 0;
            long resets = reset;
            long idles = idle;
            long received = receivedByEnded;
            long sent = sentByEnded;
            for (EchoConnection connection : connections) {
                // One that has a reason ends: its client may know, though its handler does not yet.
                CloseReason reason = connection.reason();
                open += reason == null ? 1 : 0;
                resets += reason == CloseReason.RESET ? 1 : 0;
                idles += reason == CloseReason.IDLE_TIMEOUT ? 1 : 0;
                received += connection.received();
                sent += connection.sent();
            }
            return new EchoMetrics(
                    accepted, refused, open, resets, idles, received, sent, acceptFailures, 0);
        }
    }

    /** Waits for the next connection. Called once; from then on each accept leads to the next. */
    void accept() {
        synchronized (lock) {
            accepting = true;
        }
        try {
            listener.accept(this, ON_ACCEPT);
        } catch (AcceptPendingException expected) {
            // A failure reported twice came here twice: an accept is waiting, and one is enough.
        } catch (Throwable t) {
            onAcceptFailed(t);
        }
    }

    /** Accepts no more, and lets each connection end in good order. */
    void stop() {
        synchronized (lock) {
            stopping = true;
        }
        try {
            listener.close();
        } catch (IOException expected) {
            // The descriptor is gone all the same.
        }
        connections().forEach(EchoConnection::stop);
        completeIfDrained();
    }

    /** Completes when the loop is stopping, accepts no more, and its last connection has ended. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    /**
     * Closes all that is still open and ends the threads as soon as their handlers return. Waits
     * before for the last accept, but not past the deadline: an accepted channel that the JDK has
     * not quite made makes {@code shutdownNow} fail half-way, and stays open for good.
     */
    void shutdownNow(long acceptDeadlineNanos) throws IOException {
        connections().forEach(connection -> connection.abort(CloseReason.SERVER_CLOSED));
        Uninterruptibly.await(() -> awaitAccept(acceptDeadlineNanos));
        group.shutdownNow();
    }

    /**
     * Waits for the threads, but not past the deadline, and releases what they left. An interrupt
     * does not shorten that: a stop must be as thorough whoever interrupts the server's threads.
     */
    void awaitTermination(long deadlineNanos) {
        Uninterruptibly.await(() -> group.awaitTermination(
                deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
        synchronized (lock) {
            terminated = true;
        }
        connections().forEach(EchoConnection::finish);
        synchronized (lock) {
            accepting = false;
            buffers.clear();
        }
        completeIfDrained();
    }

    /** Gives back the place of a connection that is about to close its channel. */
    void leaving() {
        admissions.release();
    }

    /**
     * Forgets an ended connection, if it is the first call for it.
     *
     * @param unused its buffers, on which no operation is pending; null where there is none
     */
    void finished(EchoConnection connection, ByteBuffer... unused) {
        CloseReason reason = connection.reason();
        synchronized (lock) {
            if (!connections.remove(connection)) {
                return;
            }
            receivedByEnded += connection.received();
            sentByEnded += connection.sent();
            reset += reason == CloseReason.RESET ? 1 : 0;
            idle += reason == CloseReason.IDLE_TIMEOUT ? 1 : 0;
            for (ByteBuffer buffer : unused) {
                if (buffer != null && !terminated) {
                    buffers.push(buffer);
                }
            }
        }
        observer.closed(connection.info(), reason, connection.received(), connection.sent());
        completeIfDrained();
    }

    /**
     * Lends a connection a larger buffer, on a handler's thread.
     *
     * @return an empty buffer of at least that size or the largest; null if there is no memory
     */
    ByteBuffer borrow(int bytes) {
        ByteBuffer free = oneThread ? buffers.poll(bytes) : pollLocked(bytes);
        try {
            return free == null ? buffers.allocate(bytes) : free;
        } catch (OutOfMemoryError expected) {
            // The connection makes do with the buffer that it has.
            return null;
        }
    }

    /** Takes a larger buffer back, on a handler's thread. */
    void giveBack(ByteBuffer unused) {
        if (oneThread) {
            buffers.push(unused);
        } else {
            synchronized (lock) {
                buffers.push(unused);
            }
        }
    }

    private void onAccepted(AsynchronousSocketChannel channel) {
        try {
            admit(channel);
        } catch (Throwable t) {
            closeQuietly(channel);
            onAcceptFailed(t);
            return;
        }
        synchronized (lock) {
            backOff.reset();
        }
        // Until then, a stop waits: the connection before is registered, and this fails at once.
        accept();
    }

    private void onAcceptFailed(Throwable failure) {
        Duration pause;
        synchronized (lock) {
            accepting = false;
            lock.notifyAll();
            pause = stopping ? null : backOff.pause();
            acceptFailures += stopping ? 0 : 1;
        }
        if (pause == null) {
            completeIfDrained();
            return;
        }
        try {
            observer.acceptFailed(failure, pause);
        } finally {
            // Whatever comes of telling: without descriptors not even a class can be loaded.
            acceptAfter(pause);
        }
    }

    private void acceptAfter(Duration pause) {
        try {
            timer.schedule(this::accept, pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException expected) {
            // The server has closed meanwhile.
        }
    }

    private void admit(AsynchronousSocketChannel channel) throws IOException {
        SocketAddress client = channel.getRemoteAddress();
        if (admissions.isProbe(client, this)) {
            closeQuietly(channel);
            return;
        }
        ConnectionInfo info = new ConnectionInfo(
                admissions.nextId(),
                client,
                channel.getLocalAddress());
        AsynchronousSocketChannel served = faults.apply(channel, info.id(), timer);
        if (served != null && admissions.tryAdmit()) {
            EchoConnection connection = register(served, info, served != channel);
            observer.opened(info);
            connection.start();
        } else {
            synchronized (lock) {
                refused++;
            }
            closeQuietly(channel);
            observer.refused(info);
        }
    }

    /** Registers first and looks at {@code stopping} then: a stop sees one or is seen. */
    private EchoConnection register(
            AsynchronousSocketChannel channel, ConnectionInfo info, boolean faulty) {
        EchoConnection connection = null;
        boolean late;
        try {
            connection = connection(channel, info, faulty);
            connection.configure(socketOptions);
            synchronized (lock) {
                connections.add(connection);
                accepted++;
                late = stopping;
            }
        } catch (Throwable t) {
            // One that has ended already has left its place.
            if (connection == null || connection.reason() == null) {
                admissions.release();
            }
            throw t;
        }
        if (late) {
            connection.stop();
        }
        return connection;
    }

    private EchoConnection connection(
            AsynchronousSocketChannel channel, ConnectionInfo info, boolean faulty) {
        ByteBuffer buffer = takeBuffer();
        if (maxBufferSizeBytes == bufferSizeBytes) {
            return new EchoConnection(this, channel, info, buffer);
        }
        return lingering && !faulty
                ? new LingeringEchoConnection(this, channel, info, buffer, maxBufferSizeBytes)
                : new AdaptiveEchoConnection(this, channel, info, buffer, maxBufferSizeBytes,
                        oneThread && !faulty);
    }

    private ByteBuffer takeBuffer() {
        ByteBuffer free = pollLocked(bufferSizeBytes);
        return free == null ? buffers.allocate(bufferSizeBytes) : free;
    }

    private ByteBuffer pollLocked(int bytes) {
        synchronized (lock) {
            return buffers.poll(bytes);
        }
    }

    private void awaitAccept(long deadlineNanos) throws InterruptedException {
        synchronized (lock) {
            long leftNanos = deadlineNanos - System.nanoTime();
            while (accepting && leftNanos > 0) {
                TimeUnit.NANOSECONDS.timedWait(lock, leftNanos);
                leftNanos = deadlineNanos - System.nanoTime();
            }
        }
    }

    private void completeIfDrained() {
        boolean done;
        synchronized (lock) {
            done = stopping && !accepting && connections.isEmpty();
        }
        if (done) {
            drained.complete(null);
        }
    }

    private static void closeQuietly(AsynchronousSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException expected) {
            // The descriptor is gone all the same, and there is nobody left to tell.
        }
    }
}
