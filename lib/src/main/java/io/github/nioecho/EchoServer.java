package io.github.nioecho;

import io.github.nioecho.server.ServerEnd;
import io.github.nioecho.server.ServerThreads;
import io.github.nioecho.server.Warnings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * A TCP echo server (RFC 862), or one on a {@linkplain EchoServerBuilder#unixPath Unix domain
 * socket}: what a client sends comes back, until the client ends the connection. It runs on
 * {@link java.nio.channels.AsynchronousServerSocketChannel} with completion handlers, so a few
 * threads serve any number of connections.
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
 * {@link EchoServerBuilder#threadFactory} changes that.
 *
 * <p><b>Lifecycle.</b> One-shot: a server is listening when {@link EchoServerBuilder#start()} returns it, and
 * never again after {@link #close()}.
 */
public final class EchoServer implements AutoCloseable {

    /** What {@link #close()} may take beyond the close timeout. */
    private static final Duration SHUTDOWN_GRACE = Duration.ofMillis(800);

    /** For how long connections that nobody has asked for may take to be accepted. */
    private static final Duration ACCEPT_GRACE = Duration.ofSeconds(1);

    private final Config config;
    private final GuardedObserver observer;

    /** Null where nothing is recorded. */
    private final RecordingObserver recorder;

    private final ServerThreads threads;
    private final ScheduledThreadPoolExecutor timer;
    private final EventLoops loops;
    private final ServerEnd end;

    private EchoServer(Config config) throws IOException {
        this.config = config;
        recorder = config.recordedBytes() == 0
                ? null : new RecordingObserver(config.recordedBytes(), config.observer());
        observer = new GuardedObserver(recorder == null ? config.observer() : recorder);
        threads = new ServerThreads(config.threadFactory());
        end = new ServerEnd(threads);
        timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            // Stopping must not fail for want of a thread.
            timer.prestartCoreThread();
            timer.execute(Warnings.PREPARATION);
            loops = EventLoops.open(config, threads, observer, timer);
        } catch (Throwable t) {
            timer.shutdownNow();
            throw t;
        }
    }

    /** Starts a server; whoever throws leaves nothing open. */
    static EchoServer start(Config config) throws IOException {
        EchoServer server = new EchoServer(config);
        try {
            server.beginAccepting();
        } catch (Throwable t) {
            server.close();
            throw t;
        }
        return server;
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
    public static EchoServerBuilder builder() {
        return new EchoServerBuilder();
    }

    /**
     * Returns the address that the server listens on, with the real port. It stays the same after
     * the server has closed.
     *
     * @return the bound address
     * @throws IllegalStateException if the server listens on a Unix domain socket; see
     *     {@link #unixPath()}
     */
    public InetSocketAddress address() {
        SocketAddress address = loops.address();
        if (address instanceof InetSocketAddress inet) {
            return inet;
        }
        throw new IllegalStateException("the server listens on the Unix domain socket " + address
                + ", which has no IP address and no port: unixPath() tells where it is");
    }

    /**
     * Returns the port that the server listens on: the real one where port 0 was asked for.
     *
     * @return the port, 1 to 65535
     * @throws IllegalStateException if the server listens on a Unix domain socket
     */
    public int port() {
        return address().getPort();
    }

    /**
     * Returns the path of the Unix domain socket that the server listens on, as it was given to
     * {@link EchoServerBuilder#unixPath}. It stays the same after the server has closed.
     *
     * @return the path; empty if the server listens on a port
     */
    public Optional<Path> unixPath() {
        return Optional.ofNullable(config.unixPath());
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
     * Waits until the server has accepted every connection that was established before the call:
     * that of a client, say, whose connect has returned. The kernel has a connection before the
     * server does, so that without this {@link #openConnections()} and {@link #metrics()} may not
     * know one yet. Returns at once if the server has closed.
     *
     * <p>Connects to the server for that, from this machine, once for each of its listeners at
     * least. These connections are closed as soon as they are accepted, and nothing counts them:
     * no metrics, observer, recording or limit, and they have no number. With several
     * {@linkplain EchoServerBuilder#eventLoops event loops} on Linux some <i>n</i> ln <i>n</i> are
     * needed for each of <i>n</i> loops to have one.
     *
     * @implNote Each listener is taken to accept in the order in which connections were
     *     established, as on Linux, macOS and Windows. A {@link EchoServerBuilder#provider} of your
     *     own has to hand its connections on with their addresses, and sees these, too. Those to a
     *     Unix domain socket have a name in the folder for temporary files
     *     ({@code java.io.tmpdir}), whose file is gone at once.
     * @param timeout how long to wait, zero or more
     * @throws TimeoutException if the server has not accepted them by then, for lack of descriptors
     *     or because an observer keeps its thread busy, or it cannot be connected to
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if the timeout is out of bounds
     * @throws IllegalStateException if the caller is an observer, which would keep the server from
     *     accepting
     */
    public void awaitAccepted(Duration timeout) throws InterruptedException, TimeoutException {
        MetricsWatch.requireTimeout(timeout);
        requireOtherThread("connections");
        loops.awaitAccepted(timeout);
    }

    /**
     * Waits until so many connections have come since the server started, those that it refused
     * included. What was established before the time is over counts, if it can be accepted within a
     * second more.
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
     * together. What was received by then is in the {@link #recordings()}. Bytes that the server
     * has yet to read do not count.
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
     * <p>Those of connections that were established before the call are there, if the server can
     * {@linkplain #awaitAccepted accept} them within a second, for which this waits unless it is
     * called by an observer. Bytes that the server has yet to read are not: see
     * {@link #awaitBytes}.
     *
     * @return a list in the order in which the connections were accepted; without the oldest where
     *     there are {@linkplain #droppedRecordings() too many}
     * @throws IllegalStateException if the server was built without
     *     {@link EchoServerBuilder#recordReceived}
     */
    public List<EchoRecording> recordings() {
        requireRecorder();
        if (!threads.includeCurrent()) {
            try {
                catchUp();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return recorder.recordings();
    }

    /**
     * Returns how many of the oldest recordings are gone, as no more than 10,000 are kept.
     *
     * @return a number of connections that were served and are not among the {@link #recordings()}
     * @throws IllegalStateException if the server was built without
     *     {@link EchoServerBuilder#recordReceived}
     */
    public long droppedRecordings() {
        requireRecorder();
        return recorder.dropped();
    }

    /**
     * Returns the connections that are open now. One that the kernel has and the server has not
     * accepted yet is not among them: see {@link #awaitAccepted}.
     *
     * @return a list in the order in which the connections were accepted
     */
    public List<ConnectionInfo> openConnections() {
        return loops.connections().stream()
                .filter(connection -> connection.reason() == null)
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
        end.begin(this::stop);
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
        return end.whenClosed();
    }

    /**
     * Returns the seed of all that is random in this server's faults. A new server with the same
     * faults and {@linkplain EchoServerBuilder#faultSeed this seed} does the same to each connection.
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
        requireOtherThread(what);
        new MetricsWatch(this::metrics, recorder == null ? () -> 0 : recorder::dropped,
                        end::hasCome, this::catchUp)
                .await(what, wanted, counter, timeout);
    }

    private void requireRecorder() {
        if (recorder == null) {
            throw new IllegalStateException("nothing is recorded: build the server with"
                    + " recordReceived(maxBytesPerConnection)");
        }
    }

    private void requireOtherThread(String what) {
        if (threads.includeCurrent()) {
            throw new IllegalStateException("an observer must not wait for " + what
                    + ", which come by its thread");
        }
    }

    private void catchUp() throws InterruptedException {
        try {
            loops.awaitAccepted(ACCEPT_GRACE);
        } catch (TimeoutException expected) {
            // What it has accepted is all that it can tell of.
        }
    }

    private void beginAccepting() {
        if (!config.idleTimeout().isZero()) {
            IdleSweep sweep =
                    new IdleSweep(config.idleTimeout(), System::nanoTime, loops::connections,
                            SendQueues.ofSystem());
            timer.scheduleWithFixedDelay(
                    sweep, sweep.intervalNanos(), sweep.intervalNanos(), TimeUnit.NANOSECONDS);
        }
        observer.started(loops.address());
        loops.accept();
    }

    private void stop() {
        // On the timer's thread, which may call the observer but is never an event loop's.
        timer.execute(() -> {
            timer.schedule(
                    this::finishStop, config.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
            loops.drained().thenRunAsync(this::finishStop, timer);
            loops.stop();
        });
    }

    /** Runs on the timer's thread, and does nothing the second time. */
    private void finishStop() {
        if (end.hasCome()) {
            return;
        }
        Throwable failure = null;
        try {
            loops.shutdownNow(SHUTDOWN_GRACE);
        } catch (Throwable t) {
            failure = t;
        }
        timer.shutdown();
        observer.stopped(loops.address());
        end.come(failure);
    }
}
