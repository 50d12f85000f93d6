package io.github.nioecho;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * A UDP echo server (RFC 862): each datagram goes back to where it came from, unchanged. One thread
 * receives and sends. To have UDP and TCP on one port number, see {@link EchoServerPair}.
 *
 * <pre>{@code
 * try (UdpEchoServer server = UdpEchoServer.start();
 *         DatagramSocket socket = new DatagramSocket()) {
 *     socket.send(new DatagramPacket("hello".getBytes(), 5, server.address()));
 *     DatagramPacket echo = new DatagramPacket(new byte[5], 5);
 *     socket.receive(echo); // hello
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b> A datagram is sent back whole or not at all: empty ones too, and up to the
 * 65,507 bytes that IPv4 carries (65,527 over IPv6). As with all of UDP, datagrams may get lost,
 * here when they arrive faster than they are answered. No datagram and no failure of the network
 * ends the server.
 *
 * <p><b>What gets no answer.</b> Anyone can send a datagram with a forged source. Two echo ports
 * that face each other would send one such datagram to and fro for ever, and so would an echo port
 * and another service that answers everything (CERT advisory CA-1996-01). Hence no datagram is
 * answered
 * <ul>
 * <li>whose source port is below 1024, where such services live;
 * <li>whose source port is the server's own number, as it is of another server like this one;
 * <li>whose source is the server itself, or a wildcard, broadcast or multicast address.
 * </ul>
 * The first two can be lifted by {@link Builder#answerAnyPort}. Two echo servers on different ports
 * above 1023 cannot be told from clients: see that nobody who forges sources can reach both.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. The server's thread is no daemon,
 * so a running server keeps the JVM alive; {@link Builder#threadFactory} changes that. To interrupt
 * it has no effect.
 *
 * <p><b>Lifecycle.</b> One-shot: a server is listening when {@link Builder#start()} returns it, and
 * never again after {@link #close()}.
 */
public final class UdpEchoServer implements AutoCloseable {

    private final DatagramSocket socket;
    private final InetSocketAddress address;
    private final UdpEchoLoop loop;
    private final Thread thread;

    private UdpEchoServer(UdpConfig config, DatagramSocket socket) {
        this.socket = socket;
        // Not the socket's own address, which may be :: where 0.0.0.0 was asked for.
        address = new InetSocketAddress(config.bindAddress(), socket.getLocalPort());
        loop = new UdpEchoLoop(socket,
                new LoopGuard(address.getPort(), config.answerAnyPort()), config.observer());
        thread = new ServerThreads(config.threadFactory()).newThread(loop);
    }

    /**
     * Starts a server with the default options: any free port of the loopback address.
     *
     * @return the running server
     * @throws IOException if no socket can be opened or bound
     */
    public static UdpEchoServer start() throws IOException {
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
        return address;
    }

    /**
     * Returns the port that the server listens on: the real one where port 0 was asked for.
     *
     * @return the port, 1 to 65535
     */
    public int port() {
        return address.getPort();
    }

    /**
     * Returns what the server has done so far. Works after {@link #close()} too.
     *
     * @return a reading of all counters
     */
    public UdpEchoMetrics metrics() {
        return loop.metrics();
    }

    /**
     * Closes the socket and waits until the server's thread has ended. Datagrams that the kernel
     * still holds get no answer.
     *
     * <p>No effect on a server that has closed. A thread that is interrupted waits on, and has its
     * interrupt status set when the method returns.
     */
    @Override
    public void close() {
        socket.close();
        // Ends the pause after a failure.
        LockSupport.unpark(thread);
        if (thread != Thread.currentThread()) {
            Uninterruptibly.await(thread::join);
        }
    }

    /** For tests: what is sent from this socket has the server as its source. */
    DatagramSocket socket() {
        return socket;
    }

    /**
     * Not a channel: a thread that receives from a channel closes it when it is interrupted, but
     * not a socket (JEP 373).
     */
    private static DatagramSocket listen(UdpConfig config) throws IOException {
        InetSocketAddress address = new InetSocketAddress(config.bindAddress(), config.port());
        DatagramSocket socket = config.sockets().open();
        try {
            // So the kernel, which knows the subnets, refuses to send to a broadcast address.
            socket.setBroadcast(false);
            SocketOptions.setChosen(
                    socket::setOption, "a datagram socket", config.socketOptions());
            socket.bind(address);
            return socket;
        } catch (BindException e) {
            socket.close();
            BindException named = new BindException("cannot listen on " + AddressText.of(address)
                    + " (UDP): " + e.getMessage());
            named.initCause(e);
            throw named;
        } catch (Throwable t) {
            socket.close();
            throw t;
        }
    }

    /**
     * Collects the options of a server. Not safe for use by several threads at once; may start any
     * number of servers. Values are checked by {@link #start()}.
     */
    public static final class Builder {

        private InetAddress bindAddress = InetAddress.getLoopbackAddress();
        private int port;
        private boolean answerAnyPort;
        private final Map<SocketOption<?>, Object> socketOptions = new HashMap<>();
        private ThreadFactory threadFactory;
        private UdpObserver observer;
        private UdpConfig.SocketFactory sockets = () -> new DatagramSocket(null);

        private Builder() {
        }

        /**
         * Sets the local address to listen on. Default: the loopback address, which no other
         * machine can reach. On a machine with several addresses, a server on the wildcard address
         * ({@code 0.0.0.0} or {@code ::}) may answer from another one than the client sent to; and
         * it hears broadcasts, too. To listen on one address avoids the first, and on Linux both.
         *
         * @param address an address of this machine
         * @return this builder
         */
        public Builder bindAddress(InetAddress address) {
            this.bindAddress = address;
            return this;
        }

        /**
         * Sets the port to listen on. Default: 0, any free port; {@link UdpEchoServer#port()} then
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
         * Sets whether a datagram is answered even if its source port is below 1024 or the number
         * that the server listens on. Default: false, because that is how echo servers are made to
         * feed each other; see {@link UdpEchoServer}. True is for clients that have such a port, on
         * a network where nobody forges sources. The server never answers itself.
         *
         * @param any whether to answer whatever the source port
         * @return this builder
         */
        public Builder answerAnyPort(boolean any) {
            this.answerAnyPort = any;
            return this;
        }

        /**
         * Sets a socket option, such as {@link java.net.StandardSocketOptions#SO_RCVBUF}: a larger
         * receive buffer holds more datagrams that the server has not come to yet. {@link #start()}
         * checks that the platform takes it.
         *
         * @param <T> the type of the value
         * @param option an option of {@link DatagramSocket}; SO_BROADCAST must stay false
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
         * Sets what makes the server's thread. Default: a platform thread, no daemon, named
         * {@code nioecho-...}.
         *
         * @param factory makes platform threads; must not return null
         * @return this builder
         */
        public Builder threadFactory(ThreadFactory factory) {
            this.threadFactory = Objects.requireNonNull(factory, "threadFactory");
            return this;
        }

        /** Sets who is told of datagrams: the command line. */
        Builder observer(UdpObserver observer) {
            this.observer = observer;
            return this;
        }

        /** Sets what opens the socket, unbound: a test's own. */
        Builder sockets(UdpConfig.SocketFactory sockets) {
            this.sockets = sockets;
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
        public UdpEchoServer start() throws IOException {
            UdpConfig config = new UdpConfig(
                    bindAddress,
                    port,
                    answerAnyPort,
                    socketOptions,
                    threadFactory == null ? ServerThreads.byDefault() : threadFactory,
                    observer,
                    sockets);
            DatagramSocket socket = listen(config);
            try {
                UdpEchoServer server = new UdpEchoServer(config, socket);
                server.thread.start();
                return server;
            } catch (Throwable t) {
                socket.close();
                throw t;
            }
        }
    }
}
