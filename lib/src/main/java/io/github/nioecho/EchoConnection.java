package io.github.nioecho;

import io.github.nioecho.server.SocketOptions;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Echoes one connection: reads a chunk, writes until it is drained, reads again. At most one
 * operation is pending at any time; that alone gives back-pressure, one handler at a time, and the
 * right to the buffer. {@link AdaptiveEchoConnection} makes one exception, and says what it takes.
 *
 * <pre>
 *            chunk read
 *        .----------------.
 *        |                v
 *  --> READING         WRITING --- short write: write the rest
 *        |  ^             |  |
 *        |  '-------------'  | stop()
 *        |      drained      v
 * stop() |             LAST_WRITE --- short write: write the rest
 *        |                   |
 *        |                   | drained: shut down output
 *        |                   v
 *        '-------------> DRAINING --- chunk read: discard it, read again
 *   shut down output         |
 *                            v
 *  any state ------------> CLOSED
 *             end of stream, failure, abort()
 * </pre>
 *
 * <p><b>Threads.</b> The handlers run one at a time on the event loop's threads and own the buffer.
 * {@link #stop} and {@link #abort} come from other threads: they change the state, and the pending
 * operation's handler, which a closed channel fails, does the rest. A handler changes READING and
 * WRITING by compare-and-set, so that a chunk is either written whole before the output is shut
 * down or not at all.
 *
 * <p><b>Callbacks.</b> A failure may be reported twice, as the JDK does when it cannot register an
 * operation with epoll. A completion is taken to come once: to tell a second from the next
 * operation's would take an object for every operation, and the JDK has no such path (seen in
 * {@code UnixAsynchronousSocketChannelImpl} of Temurin 25.0.3: {@code finish} clears the mark of
 * the pending operation under a lock before it completes it, and only an attempt that fails leaves
 * the mark behind).
 */
class EchoConnection {

    private enum State { READING, WRITING, LAST_WRITE, DRAINING, CLOSED }

    private static final VarHandle STATE;
    private static final VarHandle REASON;
    private static final VarHandle RECEIVED;
    private static final VarHandle SENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(EchoConnection.class, "state", State.class);
            REASON = lookup.findVarHandle(EchoConnection.class, "reason", CloseReason.class);
            RECEIVED = lookup.findVarHandle(EchoConnection.class, "received", long.class);
            SENT = lookup.findVarHandle(EchoConnection.class, "sent", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final CompletionHandler<Integer, EchoConnection> ON_READ = new Handler() {
        @Override
        void run(EchoConnection connection, int count) {
            connection.onRead(count);
        }
    };

    private static final CompletionHandler<Integer, EchoConnection> ON_WRITTEN = new Handler() {
        @Override
        void run(EchoConnection connection, int count) {
            connection.onWritten(count);
        }
    };

    final EventLoop loop;
    private final AsynchronousSocketChannel channel;
    private final ConnectionInfo info;

    /** What is read into, and written out of. Null after the end. Owned by the handlers. */
    ByteBuffer buffer;

    /** What the observer sees of the buffer; made when first needed. Owned by the handlers. */
    private ByteBuffer view;

    /** What the view is of. Owned by the handlers. */
    private ByteBuffer viewed;

    /** Set by handlers and by {@link #stop} and {@link #abort} on other threads; read by all. */
    private volatile State state = State.READING;

    /** Set once, by whoever closes first, before the state is CLOSED; read when finishing. */
    private volatile CloseReason reason;

    /** Written (opaque) by the handlers only; read by the metrics and the idle sweep. */
    private long received;

    /** As {@link #received}. */
    private long sent;

    /** Owned by the idle sweep; null before the first one. */
    private IdleWatch idleWatch;

    EchoConnection(
            EventLoop loop,
            AsynchronousSocketChannel channel,
            ConnectionInfo info,
            ByteBuffer buffer) {
        this.loop = loop;
        this.channel = channel;
        this.info = info;
        this.buffer = buffer;
    }

    final ConnectionInfo info() {
        return info;
    }

    /** Bytes read from the client, those discarded while stopping included. Any thread. */
    long received() {
        return (long) RECEIVED.getOpaque(this);
    }

    /** Bytes written to the client. Any thread. */
    long sent() {
        return (long) SENT.getOpaque(this);
    }

    /** Why it ended; null while it has not. Any thread. */
    CloseReason reason() {
        return reason;
    }

    /** Returns the size of its buffers. For tests, on the event loop's own thread. */
    int heldBytes() {
        return buffer == null ? 0 : buffer.capacity();
    }

    /** Whether there are bytes that the socket has not taken yet. Any thread. */
    boolean isWriting() {
        State now = state;
        return now == State.WRITING || now == State.LAST_WRITE;
    }

    /** Returns what is known of its idleness. For the idle sweep's thread alone. */
    IdleWatch idleWatch() {
        if (idleWatch == null) {
            idleWatch = new IdleWatch(this);
        }
        return idleWatch;
    }

    /**
     * Sets socket options; a connection that is already broken is aborted. Called before others can
     * {@link #stop} it, because a channel whose output is shut down takes no options (see
     * {@code AsynchronousSocketChannelImpl.setOption}).
     */
    void configure(Map<SocketOption<?>, Object> options) {
        try {
            for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
                SocketOptions.set(channel, option.getKey(), option.getValue());
            }
        } catch (IOException e) {
            abort(reasonOf(e));
        }
    }

    /** Begins to echo. Called once, on an event loop thread, when the connection is registered. */
    void start() {
        try {
            read();
        } catch (Throwable t) {
            fail();
        }
    }

    /**
     * Ends in good order: writes what was read, shuts down the output, and discards input until the
     * client ends too; to close with unread input would send a reset (RFC 2525, 2.17), which can
     * destroy echoes that the client has not read yet. Any thread.
     */
    void stop() {
        while (true) {
            State current = state;
            if (current == State.READING) {
                if (STATE.compareAndSet(this, State.READING, State.DRAINING)) {
                    shutDownOutput();
                    return;
                }
            } else if (current != State.WRITING
                    || STATE.compareAndSet(this, State.WRITING, State.LAST_WRITE)) {
                return;
            }
        }
    }

    /**
     * Closes the channel at once. The pending operation's handler then finishes the connection. Any
     * thread; no effect on a connection that is closed.
     */
    void abort(CloseReason why) {
        if (REASON.compareAndSet(this, null, why)) {
            state = State.CLOSED;
            // Before the client can see it.
            loop.leaving();
            try {
                channel.close();
            } catch (IOException expected) {
                // The descriptor is gone all the same, and there is nobody left to tell.
            }
        }
    }

    /**
     * Releases everything, once. On a handler's thread with no operation pending, or when the event
     * loop has ended.
     */
    void finish() {
        ByteBuffer unused = buffer;
        buffer = null;
        release(unused);
    }

    /** Has the event loop forget this connection, and take back what it held. */
    final void release(ByteBuffer... unused) {
        view = null;
        viewed = null;
        loop.finished(this, unused);
    }

    void onRead(int count) {
        if (count < 0) {
            closeAtEndOfStream();
        } else {
            countReceived(count);
            echo(0);
        }
    }

    final void closeAtEndOfStream() {
        close(isReading() ? CloseReason.END_OF_STREAM : CloseReason.SERVER_CLOSED);
    }

    final void countReceived(int count) {
        RECEIVED.setOpaque(this, received + count);
    }

    /** Writes what was read into the buffer from a position on, unless the connection ends. */
    final void echo(int from) {
        if (isReading()) {
            buffer.flip().position(from);
            if (begin(buffer)) {
                write(buffer);
                return;
            }
        }
        if (state == State.DRAINING) {
            readAgain();
        } else {
            finish();
        }
    }

    final boolean isReading() {
        return state == State.READING;
    }

    /** Shows a chunk to the observer; returns whether it is to be written, and so the state. */
    final boolean begin(ByteBuffer chunk) {
        if (loop.observer().isPresent()) {
            loop.observer().received(info, view(chunk));
        }
        return STATE.compareAndSet(this, State.READING, State.WRITING);
    }

    void onWritten(int count) {
        countSent(count);
        if (buffer.hasRemaining()) {
            write(buffer);
        } else {
            onDrained();
        }
    }

    final void countSent(int count) {
        SENT.setOpaque(this, sent + count);
    }

    final void onDrained() {
        endWrite();
        if (state == State.CLOSED) {
            finish();
        } else {
            readAgain();
        }
    }

    final void endWrite() {
        if (!STATE.compareAndSet(this, State.WRITING, State.READING)
                && STATE.compareAndSet(this, State.LAST_WRITE, State.DRAINING)) {
            shutDownOutput();
        }
    }

    /** Reads into the buffer, whose bytes have been written or are not wanted any more. */
    void readAgain() {
        buffer.clear();
        read();
    }

    private void shutDownOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            abort(reasonOf(e));
        }
    }

    void onFailed(Throwable failure) {
        close(reasonOf(failure));
    }

    final void read() {
        channel.read(buffer, this, ON_READ);
    }

    final void read(long timeoutMillis) {
        channel.read(buffer, timeoutMillis, TimeUnit.MILLISECONDS, this, ON_READ);
    }

    final void write(ByteBuffer chunk) {
        channel.write(chunk, this, ON_WRITTEN);
    }

    private ByteBuffer view(ByteBuffer chunk) {
        if (viewed != chunk) {
            viewed = chunk;
            view = chunk.asReadOnlyBuffer();
        }
        return view.limit(chunk.limit()).position(chunk.position());
    }

    private void close(CloseReason why) {
        abort(why);
        finish();
    }

    /** A channel that this connection has not closed was closed with its group. */
    private static CloseReason reasonOf(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return CloseReason.SERVER_CLOSED;
        }
        return failure instanceof IOException ? CloseReason.RESET : CloseReason.INTERNAL_ERROR;
    }

    /** After the unforeseen an operation may be pending: the buffer is left to the collector. */
    void fail() {
        buffer = null;
        close(CloseReason.INTERNAL_ERROR);
    }

    private abstract static class Handler implements CompletionHandler<Integer, EchoConnection> {

        abstract void run(EchoConnection connection, int count);

        @Override
        public final void completed(Integer count, EchoConnection connection) {
            try {
                run(connection, count);
            } catch (Throwable t) {
                connection.fail();
            }
        }

        @Override
        public final void failed(Throwable failure, EchoConnection connection) {
            try {
                connection.onFailed(failure);
            } catch (Throwable t) {
                connection.fail();
            }
        }
    }
}
