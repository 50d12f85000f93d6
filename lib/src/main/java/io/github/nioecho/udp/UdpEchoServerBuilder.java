package io.github.nioecho.udp;

import io.github.nioecho.server.ServerThreads;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * Collects the options of a server. Not safe for use by several threads at once; may start any
 * number of servers. Values are checked by {@link #start()}.
 */
public final class UdpEchoServerBuilder {

    private InetAddress bindAddress = InetAddress.getLoopbackAddress();
    private int port;
    private boolean answerAnyPort;
    private final Map<SocketOption<?>, Object> socketOptions = new HashMap<>();
    private ThreadFactory threadFactory;
    private UdpObserver observer = UdpEchoLoop.NO_OBSERVER;
    private UdpConfig.SocketFactory sockets = () -> new DatagramSocket(null);

    UdpEchoServerBuilder() {
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
    public UdpEchoServerBuilder bindAddress(InetAddress address) {
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
    public UdpEchoServerBuilder port(int port) {
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
    public UdpEchoServerBuilder answerAnyPort(boolean any) {
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
    public <T> UdpEchoServerBuilder socketOption(SocketOption<T> option, T value) {
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
    public UdpEchoServerBuilder threadFactory(ThreadFactory factory) {
        this.threadFactory = Objects.requireNonNull(factory, "threadFactory");
        return this;
    }

    /**
     * Sets who is told of datagrams. Default: nobody.
     *
     * @param observer see {@link UdpObserver} for its thread and duties
     * @return this builder
     */
    public UdpEchoServerBuilder observer(UdpObserver observer) {
        this.observer = observer;
        return this;
    }

    /** Sets what opens the socket, unbound: a test's own. */
    UdpEchoServerBuilder sockets(UdpConfig.SocketFactory sockets) {
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
        return UdpEchoServer.start(new UdpConfig(
                bindAddress,
                port,
                answerAnyPort,
                socketOptions,
                threadFactory == null ? ServerThreads.byDefault() : threadFactory,
                observer,
                sockets));
    }
}
