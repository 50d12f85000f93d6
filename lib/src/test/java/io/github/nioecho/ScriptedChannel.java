package io.github.nioecho;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.ReadPendingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A channel without a socket. Its random numbers decide when and how each operation ends: at once,
 * on the caller's stack; later, when the test says so; not at all; or twice, as those of the JDK do
 * when epoll fails (see {@link NioHazardsTest}). Checks what the server may do with a channel, and
 * reports a violation instead of throwing, because the server contains what is thrown.
 */
final class ScriptedChannel extends BareSocketChannel {

    /** The JDK's own bound: {@code sun.nio.ch.maxCompletionHandlersOnStack}. */
    private static final int MAX_HANDLERS_ON_STACK = 16;

    // Made once: to walk the stack takes longer than all else.
    private static final IOException IO_FAILURE = new IOException("in the model");
    private static final IllegalStateException THROWN = new IllegalStateException("in the model");
    private static final AssertionError EPOLL_FAILURE = new AssertionError("epoll_ctl failed");
    private static final ClosedChannelException CLOSED = new ClosedChannelException();
    private static final InterruptedByTimeoutException TIMED_OUT =
            new InterruptedByTimeoutException();
    private static final AsynchronousCloseException CLOSED_MEANWHILE =
            new AsynchronousCloseException();

    /** Decides all that concerns this channel. */
    final Random random;

    private final Queue<Runnable> tasks;
    private final Consumer<ScriptedChannel> interference;
    private final Consumer<String> violations;
    private final InetSocketAddress remoteAddress;

    private Operation<?> pendingRead;
    private Operation<?> pendingWrite;
    private final List<ByteBuffer> held = new ArrayList<>();

    /** Whether a read has begun whose handler has not been called yet. */
    private boolean reading;

    /** Whether a write out of the first buffer has begun beside a read, and is not over. */
    private boolean writingBeside;
    private boolean outputShutDown;
    private boolean closedByGroup;
    private boolean admissible = true;
    private int handlersOnStack;

    /** Where chunks end in what was read. */
    private final Set<Integer> chunkEnds = new HashSet<>(Set.of(0));

    /** What the client has sent and the server has read. */
    final ByteArrayOutputStream in = new ByteArrayOutputStream();

    /** What the server has written. */
    final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** The buffer of the first operation; null before. */
    ByteBuffer buffer;

    /** The buffers of all operations so far. */
    final Set<ByteBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The buffers of the operations that the platform may use still, or again. */
    final Set<ByteBuffer> lost = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Whether a write may be pending beside a read. */
    boolean mayWriteWhileReading;

    /** Whether a fault may write what it has held back whatever else is pending. */
    boolean mayWriteBesideReads;

    /** Whether a read may have a timeout, after which the channel can be read on. */
    boolean mayTimeOut;

    /** Whether a call has thrown, after which the server cannot know whose the buffer is. */
    boolean hasThrown;

    /** Why the connection has to end; null if that is open. */
    CloseReason dueReason;

    int closes;

    /**
     * @param number tells it apart from others; it is the port of its remote address
     * @param tasks where the event loop's thread finds handlers to call
     * @param interference called when the server calls the channel: other threads act now
     */
    ScriptedChannel(
            int number,
            Random random,
            Queue<Runnable> tasks,
            Consumer<ScriptedChannel> interference,
            Consumer<String> violations) {
        this.remoteAddress = InetSocketAddress.createUnresolved("client", number);
        this.random = random;
        this.tasks = tasks;
        this.interference = interference;
        this.violations = violations;
    }

    int number() {
        return remoteAddress.getPort();
    }

    /** Whether the server can make a connection of it. */
    boolean isAdmissible() {
        return admissible;
    }

    /** Whether the platform may use a buffer now. */
    boolean isPending() {
        return (pendingRead != null || pendingWrite != null) && isOpen();
    }

    /** Whether the platform may still use this buffer, although the channel may be closed. */
    boolean uses(ByteBuffer buffer) {
        return held.stream().anyMatch(each -> each == buffer)
                || isOpen() && (isOf(pendingRead, buffer) || isOf(pendingWrite, buffer));
    }

    private static boolean isOf(Operation<?> operation, ByteBuffer buffer) {
        return operation != null && operation.buffer == buffer;
    }

    boolean outputShutDown() {
        return outputShutDown;
    }

    /** Completes the pending read with some bytes; false if there is none. */
    boolean completeRead() {
        Operation<?> read = take(true);
        if (read != null) {
            read.complete(read.transfer());
        }
        return read != null;
    }

    /** Lets the pending read find the end of the stream; false if there is none. */
    boolean endOfStream() {
        Operation<?> read = take(true);
        if (read != null) {
            read.complete(-1);
        }
        return read != null;
    }

    /** Completes the pending write, maybe a short one; false if there is none. */
    boolean completeWrite() {
        Operation<?> write = take(false);
        if (write != null) {
            write.complete(write.transfer());
        }
        return write != null;
    }

    /** Has the time of the pending read be over, if it has one. */
    void timeOut() {
        if (pendingRead != null && pendingRead.timed) {
            Operation<?> read = take(true);
            if (read != null) {
                read.fail(TIMED_OUT);
            }
        }
    }

    /** Fails the pending operation, if there is one. */
    void fail(Throwable failure) {
        Operation<?> operation = take(pendingRead != null);
        if (operation != null) {
            operation.fail(failure);
        }
    }

    private Operation<?> take(boolean read) {
        Operation<?> operation = read ? pendingRead : pendingWrite;
        if (operation == null || !isOpen() || operation.failedOnce) {
            return null;
        }
        setPending(read, null);
        return operation;
    }

    private void setPending(boolean read, Operation<?> operation) {
        if (read) {
            pendingRead = operation;
        } else {
            pendingWrite = operation;
        }
    }

    private <A> void begin(
            boolean isRead, ByteBuffer buffer, long timeout, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        interference.accept(this);
        Operation<A> operation = new Operation<>(isRead, buffer, timeout > 0, attachment, handler);
        if (isRead && mayWriteBesideReads && !buffer.hasRemaining()) {
            readNothing(operation);
            return;
        }
        check(!isOpen() || (isRead ? pendingRead == null : pendingWrite == null)
                && (pendingRead == null && pendingWrite == null
                || !isRead && mayWriteWhileReading || mayWriteBesideReads), "a second operation while one is pending");
        check(!isOpen() || pendingRead == null || pendingRead.buffer != buffer,
                "a buffer that a pending read may use");
        check(timeout == 0 || isRead && mayTimeOut, "an operation with a timeout of its own");
        check(!mayTimeOut || !isRead || timeout > 0 == (this.buffer != null && buffer != this.buffer),
                "a large buffer that is not taken back, or a small one that is");
        check(buffer.hasRemaining(), "an operation that can move no byte");
        check(isRead || !outputShutDown, "a write after the output was shut down");
        buffers.add(buffer);
        if (this.buffer == null) {
            this.buffer = buffer;
        }
        writingBeside = !isRead && buffer == this.buffer && (writingBeside || reading);
        reading |= isRead;
        if (!isOpen() || !isRead && outputShutDown) {
            operation.fail(CLOSED);
            return;
        }
        int chance = random.nextInt(100);
        if (chance < 2) {
            hasThrown = true;
            lost.addAll(buffers);
            if (random.nextBoolean()) {
                // Nobody promises that a call that throws has not begun the operation.
                setPending(isRead, operation);
                held.add(buffer);
            }
            throw THROWN;
        } else if (chance < 6) {
            // As UnixAsynchronousSocketChannelImpl.implRead when EPollPort.startPoll throws.
            operation.failedOnce = true;
            setPending(isRead, operation);
            operation.fail(EPOLL_FAILURE);
        } else if (chance < 40 && handlersOnStack < MAX_HANDLERS_ON_STACK) {
            handlersOnStack++;
            try {
                operation.complete(operation.transfer());
            } finally {
                handlersOnStack--;
            }
        } else {
            setPending(isRead, operation);
        }
    }

    /** By a read without space a fault finds a thread for a handler. */
    private void readNothing(Operation<?> operation) {
        if (!isOpen()) {
            operation.fail(CLOSED);
        } else if (pendingRead != null) {
            throw new ReadPendingException();
        } else if (handlersOnStack < MAX_HANDLERS_ON_STACK) {
            handlersOnStack++;
            try {
                operation.complete(0);
            } finally {
                handlersOnStack--;
            }
        } else {
            tasks.add(() -> operation.complete(0));
        }
    }

    /** What {@code shutdownNow} of its group does, after the connections were closed or before. */
    private void closeByGroup() {
        closedByGroup = true;
        dueReason = CloseReason.SERVER_CLOSED;
        failPending();
    }

    private void failPending() {
        loseBesideBuffers();
        failPending(pendingRead);
        failPending(pendingWrite);
        pendingRead = null;
        pendingWrite = null;
    }

    /** Whoever is told of the end of one operation does not know whether the other has ended. */
    private void loseBesideBuffers() {
        if (writingBeside) {
            lost.addAll(buffers);
        }
    }

    /** Until the handler is called, the platform may use the buffer, as Windows does. */
    private void failPending(Operation<?> operation) {
        if (operation != null) {
            if (!operation.failedOnce) {
                held.add(operation.buffer);
            }
            tasks.add(() -> {
                held.removeIf(each -> each == operation.buffer);
                operation.fail(CLOSED_MEANWHILE);
            });
        }
    }

    private void check(boolean expected, String violation) {
        if (!expected) {
            violations.accept(violation);
        }
    }

    @Override
    public <A> void read(
            ByteBuffer dst, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        begin(true, dst, timeout, attachment, handler);
    }

    @Override
    public <A> void write(
            ByteBuffer src, long timeout, TimeUnit unit, A attachment,
            CompletionHandler<Integer, ? super A> handler) {
        begin(false, src, timeout, attachment, handler);
    }

    @Override
    public AsynchronousSocketChannel shutdownOutput() throws IOException {
        interference.accept(this);
        if (!isOpen()) {
            throw CLOSED;
        }
        int chance = random.nextInt(40);
        if (chance == 0) {
            throw IO_FAILURE;
        } else if (chance == 1) {
            closeByGroup();
            throw CLOSED;
        }
        outputShutDown = true;
        check(chunkEnds.contains(out.size()), "a chunk that the end of the output cuts off");
        return this;
    }

    @Override
    public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value)
            throws IOException {
        interference.accept(this);
        check(!outputShutDown, "a socket option after the output was shut down");
        int chance = random.nextInt(40);
        if (chance == 0) {
            dueReason = CloseReason.RESET;
            throw IO_FAILURE;
        } else if (chance == 1) {
            closeByGroup();
            throw CLOSED;
        } else if (chance == 2) {
            admissible = false;
            throw THROWN;
        }
        return this;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        interference.accept(this);
        return remoteAddress;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return InetSocketAddress.createUnresolved("server", 7);
    }

    @Override
    public boolean isOpen() {
        return closes == 0 && !closedByGroup;
    }

    @Override
    public void close() throws IOException {
        if (closes++ == 0) {
            failPending();
            if (random.nextInt(20) == 0) {
                throw IO_FAILURE;
            }
        }
    }

    private final class Operation<A> {

        private final boolean isRead;
        private final ByteBuffer buffer;
        private final boolean timed;
        private final A attachment;
        private final CompletionHandler<Integer, ? super A> handler;

        /** Its handler knows of a failure, and will hear of the close all the same. */
        private boolean failedOnce;
        Operation(
                boolean isRead, ByteBuffer buffer, boolean timed, A attachment,
                CompletionHandler<Integer, ? super A> handler) {
            this.isRead = isRead;
            this.buffer = buffer;
            this.timed = timed;
            this.attachment = attachment;
            this.handler = handler;
        }

        int transfer() {
            int count = 1 + random.nextInt(buffer.remaining());
            byte[] bytes = new byte[count];
            if (isRead) {
                random.nextBytes(bytes);
                buffer.put(bytes);
                in.writeBytes(bytes);
                chunkEnds.add(in.size());
            } else {
                buffer.get(bytes);
                out.writeBytes(bytes);
            }
            return count;
        }

        void complete(int count) {
            nowOrSoon(() -> {
                reading &= !isRead;
                handler.completed(count, attachment);
            });
        }

        void fail(Throwable failure) {
            loseBesideBuffers();
            nowOrSoon(() -> {
                reading &= !isRead;
                handler.failed(failure, attachment);
            });
        }

        /** The second way is the JDK's when too many handlers are on the stack already. */
        private void nowOrSoon(Runnable task) {
            if (random.nextInt(4) > 0) {
                task.run();
            } else {
                tasks.add(task);
            }
        }
    }
}
