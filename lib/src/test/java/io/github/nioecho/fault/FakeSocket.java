package io.github.nioecho.fault;

import io.github.nioecho.BareSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A channel without a socket. Its writes end at once, unless the client is said to read nothing;
 * its reads end when a test says what comes.
 */
final class FakeSocket extends BareSocketChannel {

    /** What the client has got. */
    final ByteArrayOutputStream got = new ByteArrayOutputStream();

    /** How many bytes one write takes at most. */
    int mostBytes = Integer.MAX_VALUE;

    boolean outputShutDown;

    /** What the next write throws; null if nothing. */
    RuntimeException thrown;

    private final Queue<Runnable> handlers = new ArrayDeque<>();
    private Pending<?> read;
    private Pending<?> write;
    private boolean stalled;
    private boolean closed;

    /** What the pending read is told when the channel closes; 0 if that. */
    private int countAtClose;

    /** From now on the client reads nothing, and a write waits. */
    void stall() {
        stalled = true;
    }

    /** The client reads again. */
    void unstall() {
        stalled = false;
        Pending<?> waiting = write;
        write = null;
        if (waiting != null) {
            waiting.complete(take(waiting.buffer));
        }
    }

    boolean isReading() {
        return read != null;
    }

    boolean isWriting() {
        return write != null;
    }

    /** Ends the pending read with so many bytes, or with -1 for the end of the stream. */
    void completeRead(int count) {
        Pending<?> waiting = read;
        read = null;
        for (int i = 0; i < count; i++) {
            waiting.buffer.put((byte) i);
        }
        waiting.complete(count);
    }

    /** The pending read has ended when the channel closes, but its handler is called after that. */
    void endReadWithItsClose(int count) {
        countAtClose = count;
    }

    /** As the JDK does when epoll fails. */
    void failWriteTwice(Throwable failure) {
        Pending<?> failing = write;
        failWrite(failure);
        failing.fail(failure);
    }

    void failWrite(Throwable failure) {
        Pending<?> waiting = write;
        write = null;
        waiting.fail(failure);
    }

    @Override
    public <A> void read(
            ByteBuffer dst, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        Pending<A> operation = new Pending<>(dst, attachment, handler);
        if (closed) {
            operation.fail(new ClosedChannelException());
        } else if (read != null) {
            throw new ReadPendingException();
        } else if (dst.hasRemaining()) {
            read = operation;
        } else {
            operation.complete(0);
        }
    }

    @Override
    public <A> void write(
            ByteBuffer src, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        Pending<A> operation = new Pending<>(src, attachment, handler);
        if (thrown != null) {
            throw thrown;
        } else if (closed || outputShutDown) {
            operation.fail(new ClosedChannelException());
        } else if (write != null) {
            throw new WritePendingException();
        } else if (stalled) {
            write = operation;
        } else {
            operation.complete(take(src));
        }
    }

    private int take(ByteBuffer src) {
        byte[] bytes = new byte[Math.min(src.remaining(), mostBytes)];
        src.get(bytes);
        got.writeBytes(bytes);
        return bytes.length;
    }

    @Override
    public AsynchronousSocketChannel shutdownOutput() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        outputShutDown = true;
        return this;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        Pending<?> reading = read;
        Pending<?> writing = write;
        read = null;
        write = null;
        if (reading != null && countAtClose != 0) {
            reading.complete(countAtClose);
        } else if (reading != null) {
            reading.fail(new AsynchronousCloseException());
        }
        if (writing != null) {
            writing.fail(new AsynchronousCloseException());
        }
    }

    @Override
    public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getLocalAddress() {
        throw new UnsupportedOperationException();
    }

    /** Calls a handler, but none from within another: like the JDK, which nests no more than 16. */
    private void call(Runnable handler) {
        handlers.add(handler);
        if (handlers.size() == 1) {
            while (!handlers.isEmpty()) {
                handlers.element().run();
                handlers.remove();
            }
        }
    }

    private final class Pending<A> {

        private final ByteBuffer buffer;
        private final A attachment;
        private final CompletionHandler<Integer, ? super A> handler;

        Pending(ByteBuffer buffer, A attachment, CompletionHandler<Integer, ? super A> handler) {
            this.buffer = buffer;
            this.attachment = attachment;
            this.handler = handler;
        }

        void complete(int count) {
            call(() -> handler.completed(count, attachment));
        }

        void fail(Throwable failure) {
            call(() -> handler.failed(failure, attachment));
        }
    }
}
