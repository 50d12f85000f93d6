package io.github.nioecho;

import io.github.nioecho.server.ServerThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketOption;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Collects the options of a server. Not safe for use by several threads at once; may start any
 * number of servers. Values are checked by {@link #start()}.
 */
public final class EchoServerBuilder {

    private InetAddress bindAddress = InetAddress.getLoopbackAddress();
    private int port;
    private Path unixPath;
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

    EchoServerBuilder() {
    }

    /**
     * Sets the local address to listen on. Default: the loopback address, which no other
     * machine can reach. The wildcard address ({@code 0.0.0.0} or {@code ::}) listens on every
     * interface.
     *
     * @param address an address of this machine
     * @return this builder
     */
    public EchoServerBuilder bindAddress(InetAddress address) {
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
    public EchoServerBuilder port(int port) {
        this.port = port;
        return this;
    }

    /**
     * Sets the path of a Unix domain socket to listen on, in place of an address and a port, which
     * do not count then. Default: none. It takes a {@link #provider} that has such sockets, which
     * the JDK's has not and those of this library have; {@link EchoServer#unixPath()} tells the
     * path.
     *
     * <p>The server makes the file and removes it when it closes, unless another one is there by
     * then. A file that is there before is left alone, and the start fails: to remove one that was
     * left by a killed process is up to you. Who may connect is decided by the permissions of the
     * file, which follow from the process's umask, and of its folder.
     *
     * <p>Several {@link #eventLoops} share one listener. {@link #tcpNoDelay} has no effect. The
     * {@link #idleTimeout} cannot see what the kernel holds for a client.
     *
     * @param path a path of the default file system, of 103 bytes at most to suit every platform;
     *     Linux takes a few more
     * @return this builder
     * @see java.net.UnixDomainSocketAddress
     */
    public EchoServerBuilder unixPath(Path path) {
        this.unixPath = Objects.requireNonNull(path, "unixPath");
        return this;
    }

    /**
     * Sets how many connections the kernel holds that the server has not accepted yet. Default:
     * 1024. The kernel may allow less (Linux: {@code net.core.somaxconn}).
     *
     * @param connections at least 1
     * @return this builder
     */
    public EchoServerBuilder backlog(int connections) {
        this.backlog = connections;
        return this;
    }

    /**
     * Sets the size of each connection's buffer: the most that one read takes and one write
     * sends back. Default: 1024. Larger ones need fewer system calls for large messages.
     * Replaces what {@link #adaptiveBuffer} has set.
     *
     * @param bytes 1 to 67,108,864 (64 MiB)
     * @return this builder
     */
    public EchoServerBuilder bufferSize(int bytes) {
        return adaptiveBuffer(bytes, bytes);
    }

    /**
     * Sets between which bounds the buffers size themselves. A connection that waits in silence has
     * a buffer of the minimum, whatever it has sent before. Where a chunk fills that, it borrows a
     * larger one for what comes next, larger again if that was filled, up to the maximum, and
     * learns from how full they were. Default: a {@linkplain #bufferSize fixed size}, which this
     * replaces.
     *
     * <p>On the {@linkplain io.github.nioecho.channels channels of this library}, see {@link
     * #provider}, a large message takes no more reads than with a fixed buffer of its size, once
     * that is learnt: the connection keeps the larger buffer while messages come. When it has had
     * it for 100 ms without a byte to read or left to write, it gives it back. Until then it holds
     * both, so that many connections with large messages at a time hold up to the sum of the bounds
     * each.
     *
     * <p>On other channels the larger buffer goes back once it is written, so a large message takes
     * one read more. An idle connection may hold twice the minimum or, seldom, more: if the last
     * chunk that came was as large as the minimum, and it waits for what comes behind.
     *
     * <p>Borrowed buffers that are free are kept for other connections.
     *
     * @implNote On channels of this library a filled buffer is followed by one four times as large,
     *     and 32 reads in a row that use a quarter or less, by one half as large. With other ones
     *     the factor is two either way. There the larger buffer is read into without waiting only
     *     where all handlers run on one thread of the JDK's: not with another {@link #provider}, or
     *     with several {@link #eventLoops} that share a listener. Else a connection fills and
     *     writes its smaller buffer first and waits with a larger one for more. So does one with a {@link
     *     #fault}, on whatever channels.
     * @param minBytes at least 1
     * @param maxBytes at least {@code minBytes}, at most 67,108,864 (64 MiB)
     * @return this builder
     */
    public EchoServerBuilder adaptiveBuffer(int minBytes, int maxBytes) {
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
    public EchoServerBuilder directBuffers(boolean direct) {
        this.directBuffers = direct;
        return this;
    }

    /**
     * Sets how many threads serve connections. Default: 1, which serves thousands. On Linux
     * each has a listener of its own on the same port (SO_REUSEPORT) and keeps the connections
     * that the kernel gives it; elsewhere, and on a {@linkplain #unixPath Unix domain socket}, the
     * threads share one listener.
     *
     * @param threads at least 1
     * @return this builder
     */
    public EchoServerBuilder eventLoops(int threads) {
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
    public EchoServerBuilder maxConnections(int connections) {
        this.maxConnections = connections;
        return this;
    }

    /**
     * Sets how long a connection may stay open with no byte moving in either direction: neither
     * one that sends nothing nor one that reads nothing holds its place for longer. Default:
     * zero, for ever. A connection is closed when it has been idle for this long and at most a
     * quarter of it, or one second, longer, whichever is less.
     *
     * <p>One for which the server has bytes gets four times as long, because it may be reading all
     * the time: its system tells of that in steps, when it has room in its receive buffer again.
     * Measured on Linux with the usual buffers, a step is 128 KB at most, so there a client is safe
     * that reads so much within four timeouts: 16 KB/s with a timeout of two seconds. The server
     * asks Linux what it holds for a TCP client; otherwise it sees only that a write goes on, which
     * takes room in its own send buffer, too: a client that reads less than
     * {@link java.net.StandardSocketOptions#SO_SNDBUF} in four timeouts may be taken for idle.
     *
     * @param timeout zero or more
     * @return this builder
     */
    public EchoServerBuilder idleTimeout(Duration timeout) {
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
    public EchoServerBuilder closeTimeout(Duration timeout) {
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
    public EchoServerBuilder tcpNoDelay(boolean noDelay) {
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
    public <T> EchoServerBuilder socketOption(SocketOption<T> option, T value) {
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
    public EchoServerBuilder threadFactory(ThreadFactory factory) {
        this.threadFactory = Objects.requireNonNull(factory, "threadFactory");
        return this;
    }

    /**
     * Sets who is told of connections and chunks. Default: nobody.
     *
     * @param observer see {@link EchoObserver} for its threads and duties
     * @return this builder
     */
    public EchoServerBuilder observer(EchoObserver observer) {
        this.observer = observer;
        return this;
    }

    /**
     * Sets the implementation of NIO.2 that the server runs on. Default: the JDK's. Those of this
     * library are {@link io.github.nioecho.channels.SelectorChannelProvider} and
     * {@link io.github.nioecho.channels.IoUringChannelProvider}.
     *
     * @param provider opens the server's channel groups and listeners
     * @return this builder
     */
    public EchoServerBuilder provider(AsynchronousChannelProvider provider) {
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
    public EchoServerBuilder fault(ConnectionFault fault) {
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
    public EchoServerBuilder fault(long connectionNumber, ConnectionFault fault) {
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
    public EchoServerBuilder faultSeed(long seed) {
        this.faultSeed = seed;
        return this;
    }

    /**
     * Keeps the first bytes that each connection receives, for {@link EchoServer#recordings()}:
     * as long as the server exists, those of connections that have ended too, but of the 10,000
     * connections that came last only. What is older is dropped, be it open or not, and counted by
     * {@link EchoServer#droppedRecordings()}. Some 410 bytes are needed for each, and its bytes: so
     * this bounds what all of them can take. Default: 0, none.
     *
     * @param maxBytesPerConnection at least 1, or 0 for no recording
     * @return this builder
     */
    public EchoServerBuilder recordReceived(int maxBytesPerConnection) {
        this.recordedBytes = maxBytesPerConnection;
        return this;
    }

    /**
     * Starts a server with the options set so far. When this method throws, nothing is left
     * open.
     *
     * @return the server, already listening
     * @throws IllegalArgumentException if an option is out of its bounds, the platform does not
     *     take a socket option, or the provider has no Unix domain sockets; the message names
     *     option, bound and value
     * @throws NullPointerException if an option was set to null
     * @throws java.net.BindException if the port is in use or the address is not local, or if the
     *     file of a Unix domain socket is there already or cannot be made
     * @throws IOException if a socket cannot be opened
     */
    public EchoServer start() throws IOException {
        return EchoServer.start(new Config(
                bindAddress,
                port,
                unixPath,
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
    }

    /** Sets whether event loops have a listener each, whatever the platform. */
    EchoServerBuilder sharded(boolean sharded) {
        this.sharded = sharded;
        return this;
    }
}
