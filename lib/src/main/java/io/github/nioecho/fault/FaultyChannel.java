package io.github.nioecho.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ReadPendingException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A channel that passes on what it is asked, and leaves its subclasses to do so late, in part or
 * not at all. Channels of several faults stand one before the other.
 *
 * <p>An operation that is held back is passed on later: when its time has come, when the channel is
 * closed, which makes it fail, or when the output is shut down. So handlers run where the socket's
 * own would, and one operation at a time remains one; a {@linkplain DelayedChannel delay} before
 * this channel adds a write beside a read. The methods for subclasses are called by whoever begins
 * an operation and by handlers, those for reads and those for writes each never by two threads at
 * once.
 */
abstract class FaultyChannel extends ForwardingChannel {

    private static final ByteBuffer NO_SPACE = ByteBuffer.allocate(0);

    private final AsynchronousSocketChannel socket;
    private final ScheduledExecutorService timer;

    /** Set by whoever holds an operation; emptied by whoever passes it on, and so once only. */
    private final AtomicReference<Held> held = new AtomicReference<>();

    /** Set by the server when it stops; read by the faults. */
    private volatile boolean ending;

    /** Owned by reads. */
    private long received;

    /** Set by writes; read by all. */
    private volatile long sent;

    FaultyChannel(AsynchronousSocketChannel next, ScheduledExecutorService timer) {
        super(next);
        this.socket = next instanceof FaultyChannel faulty ? faulty.socket : next;
        this.timer = timer;
    }

    /** A read has begun. */
    void onRead(Operation<?> read) {
        read.proceed();
    }

    /** A write has begun; a chunk's first has a buffer whose position is 0. */
    void onWrite(Operation<?> write) {
        write.proceed();
    }

    /** A read has succeeded; a count of -1 is the end of the stream. */
    void onReadDone(Operation<?> read, int count) {
        read.succeed(count);
    }

    /** A write has succeeded, and {@link #sent} includes it. */
    void onWritten(int count) {
    }

    /** An operation has failed: returns what the server is to see of it. */
    Throwable onFailed(Throwable failure) {
        return failure;
    }

    /** Does something when all that was written here has gone to the socket. */
    void whenSent(Runnable action) {
        if (next instanceof FaultyChannel faulty) {
            faulty.whenSent(action);
        } else {
            action.run();
        }
    }

    /** How many bytes may be read before those that were read first have come back. */
    long readableAhead() {
        return next instanceof FaultyChannel faulty ? faulty.readableAhead() : Long.MAX_VALUE;
    }

    /** The server has stopped, and writes no more. */
    void endOutput() throws IOException {
        next.shutdownOutput();
    }

    /** Bytes read so far. For reads. */
    final long received() {
        return received;
    }

    /** Bytes written so far. */
    final long sent() {
        return sent;
    }

    /** Whether the server has stopped, and only waits for the client to end. */
    final boolean isEnding() {
        return ending;
    }

    final ScheduledExecutorService timer() {
        return timer;
    }

    /** What was accepted, before all faults. */
    final AsynchronousSocketChannel socket() {
        return socket;
    }

    @Override
    public final <A> void read(
            ByteBuffer dst, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        onRead(new Operation<>(true, dst, timeout, unit, attachment, handler));
    }

    @Override
    public final <A> void write(
            ByteBuffer src, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        onWrite(new Operation<>(false, src, timeout, unit, attachment, handler));
    }

    @Override
    public final AsynchronousSocketChannel shutdownOutput() throws IOException {
        ending = true;
        try {
            endOutput();
        } finally {
            release();
        }
        return this;
    }

    @Override
    public void close() throws IOException {
        try {
            next.close();
        } finally {
            release();
        }
    }

    private void hold(Held operation) {
        held.set(operation);
        if (ending || !isOpen()) {
            operation.run();
        }
    }

    private void release() {
        Held operation = held.get();
        if (operation != null) {
            operation.run();
        }
    }

    /** An operation that waits. */
    private final class Held implements Runnable {

        private final Operation<?> operation;
        private final Runnable action;

        /** Set by whoever holds the operation; read by whoever passes it on. */
        private volatile Future<?> alarm;

        Held(Operation<?> operation, Runnable action) {
            this.operation = operation;
            this.action = action;
        }

        @Override
        public void run() {
            if (held.compareAndSet(this, null)) {
                Future<?> pending = alarm;
                if (pending != null) {
                    pending.cancel(false);
                }
                try {
                    action.run();
                } catch (Throwable t) {
                    operation.giveUp();
                }
            }
        }

        void cancelWhenReleased(Future<?> pending) {
            alarm = pending;
            if (held.get() != this) {
                pending.cancel(false);
            }
        }
    }

    /** A read or a write that the server has begun. */
    final class Operation<A> implements CompletionHandler<Integer, A> {

        private final boolean isRead;
        private final ByteBuffer buffer;
        private final long timeout;
        private final TimeUnit unit;
        private final A attachment;
        private final CompletionHandler<Integer, ? super A> handler;
        private final int limit;

        private Operation(
                boolean isRead, ByteBuffer buffer, long timeout, TimeUnit unit, A attachment,
                CompletionHandler<Integer, ? super A> handler) {
            this.isRead = isRead;
            this.buffer = buffer;
            this.timeout = timeout;
            this.unit = unit;
            this.attachment = attachment;
            this.handler = handler;
            this.limit = buffer.limit();
        }

        ByteBuffer buffer() {
            return buffer;
        }

        /** Waits with the action, which passes it on, until the channel closes or ends. */
        void hold(Runnable action) {
            FaultyChannel.this.hold(new Held(this, action));
        }

        /** Waits with the action, which passes it on, but not beyond the channel's end. */
        void hold(long nanos, Runnable action) {
            if (nanos <= 0) {
                action.run();
                return;
            }
            Held operation = new Held(this, action);
            FaultyChannel.this.hold(operation);
            try {
                operation.cancelWhenReleased(
                        timer.schedule(operation, nanos, TimeUnit.NANOSECONDS));
            } catch (RejectedExecutionException serverHasClosed) {
                operation.run();
            }
        }

        void proceed() {
            proceed(Integer.MAX_VALUE);
        }

        /** Passes it on for so many bytes, at least 1, or for as many as the buffer allows. */
        void proceed(long atMostBytes) {
            buffer.limit(buffer.position()
                    + (int) Math.min(limit - buffer.position(), atMostBytes));
            if (isRead) {
                next.read(buffer, timeout, unit, attachment, this);
            } else {
                next.write(buffer, timeout, unit, attachment, this);
            }
        }

        /** Passes on what another thread has held back. */
        void resume() {
            resume(Integer.MAX_VALUE);
        }

        void resume(long atMostBytes) {
            try {
                proceed(atMostBytes);
            } catch (Throwable t) {
                giveUp();
            }
        }

        /** Makes a write succeed that sends nothing. */
        void drop() {
            buffer.position(limit);
            succeedSoon(0);
        }

        /**
         * Makes a write succeed, or fail if the channel has closed, where the socket's handlers run
         * and no deeper on the stack than theirs: a read without space does nothing else. While the
         * server reads, the write is not the server's, and one thread is as good as another.
         */
        void succeedSoon(int count) {
            try {
                socket.read(NO_SPACE, timeout, unit, attachment, new CompletionHandler<>() {
                    @Override
                    public void completed(Integer zero, A attachment) {
                        succeed(count);
                    }

                    @Override
                    public void failed(Throwable failure, A attachment) {
                        Operation.this.failed(failure, attachment);
                    }
                });
            } catch (ReadPendingException expected) {
                timer.execute(() -> succeed(count));
            }
        }

        void succeed(int count) {
            handler.completed(count, attachment);
        }

        /**
         * Ends it after the unforeseen, when the system may have it all the same. Told of a failure
         * the server would use the buffer again; of a result that is none it lets go of it.
         */
        private void giveUp() {
            handler.completed(null, attachment);
        }

        @Override
        public void completed(Integer count, A ignored) {
            buffer.limit(limit);
            try {
                if (isRead) {
                    received += Math.max(count, 0);
                    onReadDone(this, count);
                } else {
                    sent = sent + count;
                    onWritten(count);
                    succeed(count);
                }
            } catch (Throwable t) {
                giveUp();
            }
        }

        /** May come twice (see {@code EPollPort}): the buffer can be another connection's by now. */
        @Override
        public void failed(Throwable failure, A ignored) {
            handler.failed(onFailed(failure), attachment);
        }
    }
}
