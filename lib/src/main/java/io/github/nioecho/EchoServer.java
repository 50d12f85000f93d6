package io.github.nioecho;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * A TCP echo server (RFC 862): what a client sends comes back, until the client ends the
 * connection. It runs on {@link java.nio.channels.AsynchronousServerSocketChannel} with completion
 * handlers, so a few threads serve any number of connections.
 *
 * <pre>{@code
 * try (EchoServer server = EchoServer.start();
 *         Socket socket = new Socket(server.address().getAddress(), server.port())) {
 *     socket.getOutputStream().write("hello".getBytes());
 *     socket.getInputStream().readNBytes(5); // hello
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b> Each connection gets back exactly the bytes it sent, in order. The server
 * holds at most one buffer of a connection's bytes and reads no more than fills it until they are
 * written, so a client that does not read slows down only itself. A client that ends its sending
 * side receives all that is still due and then the end of the stream. One client's failure ends
 * that client's connection only.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. The server's threads are not
 * daemons, so a running server keeps the JVM alive, as that of the JDK's {@code HttpServer} does;
 * {@link Builder#threadFactory} changes that.
 *
 * <p><b>Lifecycle.</b> One-shot: a server is listening when {@link Builder#start()} returns it, and
 * never again after {@link #close()}.
 */
public final class EchoServer implements AutoCloseable {

    /** What {@link #close()} may take beyond the close timeout. */
    private static final Duration SHUTDOWN_GRACE = Duration.ofMillis(800);

    private final Config config;
    private final GuardedObserver observer;

    /** Null where nothing is recorded. */
    private final RecordingObserver recorder;

    private final ServerThreads threads;
    private final ScheduledThreadPoolExecutor timer;
    private final EventLoops loops;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Opens after {@link #closed} has completed all futures that were handed out. */
    private final CountDownLatch ended = new CountDownLatch(1);

    private EchoServer(Config config) throws IOException {
        this.config = config;
        recorder = config.recordedBytes() == 0
                ? null : new RecordingObserver(config.recordedBytes(), config.observer());
        observer = new GuardedObserver(recorder == null ? config.observer() : recorder);
        threads = new ServerThreads(config.threadFactory());
        timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            // Stopping must not fail for want of a thread.
            timer.prestartCoreThread();
            loops = EventLoops.open(config, threads, observer, timer);
        } catch (Throwable t) {
            timer.shutdownNow();
            throw t;
        }
    }

    /**
     * Starts a server with the default options: any free port of the loopback address.
     *
     * @return the running server
     * @throws IOException if no socket can be opened or bound
     */
    public static EchoServer start() throws IOException {
        return builder().start();
    }

    /**
     * Returns a builder with the default options.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the address that the server listens on, with the real port. It stays the same after
     * the server has closed.
     *
     * @return the bound address
     */
    public InetSocketAddress address() {
        return loops.address();
    }

    /**
     * Returns the port that the server listens on: the real one where port 0 was asked for.
     *
     * @return the port, 1 to 65535
     */
    public int port() {
        return address().getPort();
    }

    /**
     * Returns what the server has done so far. Works after {@link #close()} too.
     *
     * @return a reading of all counters
     */
    public EchoMetrics metrics() {
        return loops.metrics().withObserverFailures(observer.failures());
    }

    /**
     * Waits until so many connections have come since the server started, those that it refused
     * included.
     *
     * @param connections at least 1
     * @param timeout how long to wait, zero or more
     * @throws TimeoutException if there were fewer by then; the message tells what was seen
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if the number or the timeout is out of bounds
     * @throws IllegalStateException if the server has closed, or the caller is an observer, which
     *     would keep the connections from coming
     */
    public void awaitConnections(int connections, Duration timeout)
            throws InterruptedException, TimeoutException {
        await("connections", connections,
                recorder == null ? () -> metrics().connections() : recorder::connections, timeout);
    }

    /**
     * Waits until so many bytes have been received since the server started, from all connections
     * together. What was received by then is in the {@link #recordings()}.
     *
     * @param bytes at least 1
     * @param timeout how long to wait, zero or more
     * @throws TimeoutException if there were fewer by then; the message tells what was seen
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if the number or the timeout is out of bounds
     * @throws IllegalStateException if the server has closed, or the caller is an observer, which
     *     would keep the bytes from coming
     */
    public void awaitBytes(long bytes, Duration timeout)
            throws InterruptedException, TimeoutException {
        await("bytes", bytes,
                recorder == null ? () -> metrics().bytesReceived() : recorder::bytes, timeout);
    }

    /**
     * Returns what each connection has received so far, of those too that have ended. Works after
     * {@link #close()} too.
     *
     * @return a list in the order in which the connections were accepted
     * @throws IllegalStateException if the server was built without
     *     {@link Builder#recordReceived}
     */
    public List<EchoRecording> recordings() {
        if (recorder == null) {
            throw new IllegalStateException("nothing is recorded: build the server with"
                    + " recordReceived(maxBytesPerConnection)");
        }
        return recorder.recordings();
    }

    /**
     * Returns the connections that are open now.
     *
     * @return a list in the order in which the connections were accepted
     */
    public List<ConnectionInfo> openConnections() {
        return loops.connections().stream()
                .map(EchoConnection::info)
                .sorted(Comparator.comparingLong(ConnectionInfo::id))
                .toList();
    }

    /**
     * Stops the server and waits until it has stopped. It accepts no more; each connection sends
     * back what it has read, ends its sending side and waits for the client to end its own. What is
     * still open after the close timeout is closed at once. Returns no later than one second after
     * the close timeout, even where an observer keeps a thread of the server busy.
     *
     * <p>A client that reads on receives an exact prefix of what it sent and then the end of the
     * stream. Connections that the kernel holds and the server has not accepted yet are reset by
     * the kernel.
     *
     * <p>No effect on a server that has closed. A call from one of the server's own threads, that
     * is from an {@link EchoObserver}, begins to stop and returns at once. A thread that is
     * interrupted waits on, and has its interrupt status set when the method returns.
     */
    @Override
    public void close() {
        beginStop();
        if (!threads.includeCurrent()) {
            Uninterruptibly.await(ended::await);
        }
    }

    /**
     * Returns a future that completes when the server has closed: its sockets are closed, its
     * threads have ended or are about to, and the observer will hear no more. It completes with an
     * {@link IOException} if the platform failed to close a channel group. Dependent actions run on
     * a thread of the server, and {@link #close()} returns after them: they must not block.
     *
     * @return a new future; to cancel or complete it has no effect on the server
     */
    public CompletableFuture<Void> whenClosed() {
        return closed.copy();
    }

    /**
     * Returns the seed of all that is random in this server's faults. A new server with the same
     * faults and {@linkplain Builder#faultSeed this seed} does the same to each connection.
     *
     * @return the seed, a random one unless it was set
     */
    public long faultSeed() {
        return config.faults().seed();
    }

    /** For tests. */
    List<EchoConnection> connections() {
        return loops.connections();
    }

    private void await(String what, long wanted, LongSupplier counter, Duration timeout)
            throws InterruptedException, TimeoutException {
        if (threads.includeCurrent()) {
            throw new IllegalStateException("an observer must not wait for " + what
                    + ", which come by its thread");
        }
        new MetricsWatch(this::metrics, closed::isDone).await(what, wanted, counter, timeout);
    }

    private void beginAccepting() {
        if (!config.idleTimeout().isZero()) {
            IdleSweep sweep =
                    new IdleSweep(config.idleTimeout(), System::nanoTime, loops::connections);
            timer.scheduleWithFixedDelay(
                    sweep, sweep.intervalNanos(), sweep.intervalNanos(), TimeUnit.NANOSECONDS);
        }
        observer.started(address());
        loops.accept();
    }

    private void beginStop() {
        if (stopping.compareAndSet(false, true)) {
            // On the timer's thread, which may call the observer but is never an event loop's.
            timer.execute(() -> {
                timer.schedule(
                        this::finishStop, config.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
                loops.drained().thenRunAsync(this::finishStop, timer);
                loops.stop();
            });
        }
    }

    /** Runs on the timer's thread, and does nothing the second time. */
    private void finishStop() {
        if (closed.isDone()) {
            return;
        }
        Throwable failure = null;
        try {
            loops.shutdownNow(SHUTDOWN_GRACE);
        } catch (Throwable t) {
            failure = t;
        }
        timer.shutdown();
        observer.stopped(address());
        if (failure == null) {
            closed.complete(null);
        } else {
            closed.completeExceptionally(failure);
        }
        ended.countDown();
    }

    /**
     * Collects the options of a server. Not safe for use by several threads at once; may start any
     * number of servers. Values are checked by {@link #start()}.
     */
    public static final class Builder {

        private InetAddress bindAddress = InetAddress.getLoopbackAddress();
        private int port;
        private int backlog = 1024;
        private int bufferSize = 1024;
        private int maxBufferSize = bufferSize;
        private boolean directBuffers = true;
        private int eventLoops = 1;
        private int maxConnections;
        private Duration idleTimeout = Duration.ZERO;
        private Duration closeTimeout = Duration.ofSeconds(1);
        private boolean tcpNoDelay = true;
        private final Map<SocketOption<?>, Object> socketOptions = new HashMap<>();
        private ThreadFactory threadFactory;
        private EchoObserver observer = GuardedObserver.NONE;
        private AsynchronousChannelProvider provider = AsynchronousChannelProvider.provider();

        private ConnectionFault fault = Faults.NONE;
        private final Map<Long, ConnectionFault> numberedFaults = new HashMap<>();
        private Long faultSeed;
        private int recordedBytes;

        /** Only Linux spreads connections over the listeners that share a port. */
        private boolean sharded = System.getProperty("os.name").equals("Linux");

        private Builder() {
        }

        /**
         * Sets the local address to listen on. Default: the loopback address, which no other
         * machine can reach. The wildcard address ({@code 0.0.0.0} or {@code ::}) listens on every
         * interface.
         *
         * @param address an address of this machine
         * @return this builder
         */
        public Builder bindAddress(InetAddress address) {
            this.bindAddress = address;
            return this;
        }

        /**
         * Sets the port to listen on. Default: 0, any free port; {@link EchoServer#port()} then
         * tells which. RFC 862 assigns port 7.
         *
         * @param port 0 to 65535
         * @return this builder
         */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /**
         * Sets how many connections the kernel holds that the server has not accepted yet. Default:
         * 1024. The kernel may allow less (Linux: {@code net.core.somaxconn}).
         *
         * @param connections at least 1
         * @return this builder
         */
        public Builder backlog(int connections) {
            this.backlog = connections;
            return this;
        }

        /**
         * Sets the size of each connection's buffer: the most that one read takes and one write
         * sends back. Default: 1024. Larger ones need fewer system calls for large messages.
         * Replaces what {@link #adaptiveBuffer} has set.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder bufferSize(int bytes) {
            return adaptiveBuffer(bytes, bytes);
        }

        /**
         * Sets between which bounds the buffers size themselves. A connection has a buffer of the
         * minimum while it waits for input. Where that is filled it borrows a larger one for what
         * has come behind, twice as large as the last if that was filled, up to the maximum, and
         * gives it back once it is written. So a large message takes one read more than with a
         * fixed buffer of its size, while a connection that is idle holds the minimum, whatever it
         * has sent before. Default: a {@linkplain #bufferSize fixed size}, which this replaces.
         *
         * <p>An idle connection may hold twice the minimum or, seldom, more: if the last chunk that
         * came was as large as the minimum, and it waits for what comes behind. Borrowed buffers
         * that are free are kept for other connections.
         *
         * @implNote The larger buffer is read into without waiting only where all handlers run on
         *     one thread: not with a {@link #provider} of your own, with a {@link #fault}, or with
         *     several {@link #eventLoops} other than on Linux. There a connection fills and writes
         *     its smaller buffer first and waits with a larger one for more.
         * @param minBytes at least 1
         * @param maxBytes at least {@code minBytes}
         * @return this builder
         */
        public Builder adaptiveBuffer(int minBytes, int maxBytes) {
            this.bufferSize = minBytes;
            this.maxBufferSize = maxBytes;
            return this;
        }

        /**
         * Sets where the buffers are: outside the Java heap (true, the default), or on it (false).
         * A direct buffer saves the copy that the JDK makes of every chunk on its way in and out.
         * Heap buffers suit a process that has little direct memory to spare
         * ({@code -XX:MaxDirectMemorySize}): they count as heap, and need direct memory for one
         * copy per thread only.
         *
         * @param direct whether the buffers are direct
         * @return this builder
         */
        public Builder directBuffers(boolean direct) {
            this.directBuffers = direct;
            return this;
        }

        /**
         * Sets how many threads serve connections. Default: 1, which serves thousands. On Linux
         * each has a listener of its own on the same port (SO_REUSEPORT) and keeps the connections
         * that the kernel gives it; elsewhere the threads share one listener.
         *
         * @param threads at least 1
         * @return this builder
         */
        public Builder eventLoops(int threads) {
            this.eventLoops = threads;
            return this;
        }

        /**
         * Sets how many connections may be open at a time. Default: 0, no limit. A connection over
         * the limit is accepted and closed at once: the client sees the end of the stream, or a
         * reset if it had sent something already.
         *
         * @param connections at least 1, or 0 for no limit
         * @return this builder
         */
        public Builder maxConnections(int connections) {
            this.maxConnections = connections;
            return this;
        }

        /**
         * Sets how long a connection may stay open with no byte moving in either direction: neither
         * one that sends nothing nor one that reads nothing holds its place for longer. Default:
         * zero, for ever. A connection is closed when it has been idle for this long and at most a
         * quarter of it, or one second, longer, whichever is less.
         *
         * @param timeout zero or more
         * @return this builder
         */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = timeout;
            return this;
        }

        /**
         * Sets how long {@link EchoServer#close()} lets connections end in good order. Default: one
         * second. Zero closes them at once, which their clients may see as a reset.
         *
         * @param timeout zero or more
         * @return this builder
         */
        public Builder closeTimeout(Duration timeout) {
            this.closeTimeout = timeout;
            return this;
        }

        /**
         * Sets {@link java.net.StandardSocketOptions#TCP_NODELAY} on accepted connections. Default:
         * true, a chunk is sent back at once; false lets the kernel gather small ones (Nagle).
         *
         * @param noDelay whether to send at once
         * @return this builder
         */
        public Builder tcpNoDelay(boolean noDelay) {
            this.tcpNoDelay = noDelay;
            return this;
        }

        /**
         * Sets a socket option of accepted connections, such as
         * {@link java.net.StandardSocketOptions#SO_SNDBUF}. {@link #start()} checks that the
         * platform takes it. {@link java.net.StandardSocketOptions#SO_RCVBUF} is set on the
         * listener too, where alone it can widen the TCP window.
         *
         * @param <T> the type of the value
         * @param option an option of {@link java.nio.channels.AsynchronousSocketChannel}
         * @param value its value
         * @return this builder
         */
        public <T> Builder socketOption(SocketOption<T> option, T value) {
            socketOptions.put(
                    Objects.requireNonNull(option, "option"),
                    Objects.requireNonNull(value, () -> "value of " + option));
            return this;
        }

        /**
         * Sets what makes the server's threads: one for each event loop and one for time-outs and
         * stopping. Default: platform threads, no daemons, named {@code nioecho-...}.
         *
         * @param factory makes platform threads; must not return null
         * @return this builder
         */
        public Builder threadFactory(ThreadFactory factory) {
            this.threadFactory = Objects.requireNonNull(factory, "threadFactory");
            return this;
        }

        /**
         * Sets who is told of connections and chunks. Default: nobody.
         *
         * @param observer see {@link EchoObserver} for its threads and duties
         * @return this builder
         */
        public Builder observer(EchoObserver observer) {
            this.observer = observer;
            return this;
        }

        /**
         * Sets the implementation of NIO.2 that the server runs on. Default: the JDK's.
         *
         * @param provider opens the server's channel groups and listeners
         * @return this builder
         */
        public Builder provider(AsynchronousChannelProvider provider) {
            this.provider = provider;
            return this;
        }

        /**
         * Makes all connections misbehave on purpose, those aside that have a
         * {@linkplain #fault(long, ConnectionFault) fault of their own}. Default: none does.
         *
         * @param fault see {@link io.github.nioecho.fault.EchoFault}
         * @return this builder
         */
        public Builder fault(ConnectionFault fault) {
            this.fault = Objects.requireNonNull(fault, "fault");
            return this;
        }

        /**
         * Makes one connection misbehave on purpose, instead of what all of them do.
         *
         * @param connectionNumber which one, in the order of acceptance: 1 is the first
         * @param fault see {@link io.github.nioecho.fault.EchoFault}
         * @return this builder
         */
        public Builder fault(long connectionNumber, ConnectionFault fault) {
            numberedFaults.put(connectionNumber, Objects.requireNonNull(fault, "fault"));
            return this;
        }

        /**
         * Sets what all that is random in faults follows from. Default: another one for each
         * server, told by {@link EchoServer#faultSeed()}.
         *
         * @param seed any number
         * @return this builder
         */
        public Builder faultSeed(long seed) {
            this.faultSeed = seed;
            return this;
        }

        /**
         * Keeps the first bytes that each connection receives, for {@link EchoServer#recordings()}:
         * as long as the server exists, those of connections that have ended too. Default: 0, none.
         *
         * @param maxBytesPerConnection at least 1, or 0 for no recording
         * @return this builder
         */
        public Builder recordReceived(int maxBytesPerConnection) {
            this.recordedBytes = maxBytesPerConnection;
            return this;
        }

        /**
         * Starts a server with the options set so far. When this method throws, nothing is left
         * open.
         *
         * @return the server, already listening
         * @throws IllegalArgumentException if an option is out of its bounds, or the platform does
         *     not take a socket option; the message names option, bound and value
         * @throws NullPointerException if an option was set to null
         * @throws java.net.BindException if the port is in use or the address is not local
         * @throws IOException if a socket cannot be opened
         */
        public EchoServer start() throws IOException {
            EchoServer server = new EchoServer(new Config(
                    bindAddress,
                    port,
                    backlog,
                    bufferSize,
                    maxBufferSize,
                    directBuffers,
                    eventLoops,
                    maxConnections,
                    idleTimeout,
                    closeTimeout,
                    tcpNoDelay,
                    socketOptions,
                    threadFactory == null ? ServerThreads.byDefault() : threadFactory,
                    observer,
                    provider,
                    sharded,
                    new Faults(
                            fault,
                            numberedFaults,
                            faultSeed == null ? ThreadLocalRandom.current().nextLong() : faultSeed),
                    recordedBytes));
            server.beginAccepting();
            return server;
        }

        /** Returns whether the port is for the platform to choose. */
        boolean anyPort() {
            return port == 0;
        }

        /** Sets whether event loops have a listener each, whatever the platform. */
        Builder sharded(boolean sharded) {
            this.sharded = sharded;
            return this;
        }
    }
}
