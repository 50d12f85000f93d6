package io.github.nioecho.udp;

import io.github.nioecho.EchoServer;
import io.github.nioecho.EchoServerBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;

/**
 * Both halves of RFC 862 on one port number: a TCP and a UDP echo server.
 *
 * <pre>{@code
 * try (EchoServerPair servers = EchoServerPair.start()) {
 *     callTcp(servers.address());
 *     callUdp(servers.address());
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread.
 */
public final class EchoServerPair implements AutoCloseable {

    /** The kernel picks a port that TCP has free; that UDP has not is rare. */
    private static final int MOST_ATTEMPTS = 10;

    private final EchoServer tcp;
    private final UdpEchoServer udp;

    private EchoServerPair(EchoServer tcp, UdpEchoServer udp) {
        this.tcp = tcp;
        this.udp = udp;
    }

    /**
     * Starts two servers with the default options, on a port of the loopback address that is free
     * for both.
     *
     * @return the running servers
     * @throws IOException if a socket cannot be opened or bound
     */
    public static EchoServerPair start() throws IOException {
        return start(EchoServer.builder(), UdpEchoServer.builder());
    }

    /**
     * Starts two servers on the address and port of the first builder. If that is port 0, up to ten
     * ports that TCP has free are tried until UDP has one free as well.
     *
     * <p>When this method throws, nothing is left open.
     *
     * @param tcp the options of the TCP server
     * @param udp the options of the UDP server; its address and port are set to those of the other
     * @return the running servers
     * @throws IllegalArgumentException if an option is out of its bounds
     * @throws IllegalStateException if the first builder has a {@linkplain
     *     EchoServerBuilder#unixPath Unix domain socket}, to which no datagrams come
     * @throws BindException if the port is in use, or each of those tried, or if the address is not
     *     local
     * @throws IOException if a socket cannot be opened
     */
    public static EchoServerPair start(EchoServerBuilder tcp, UdpEchoServerBuilder udp)
            throws IOException {
        return start(tcp::start, udp, MOST_ATTEMPTS);
    }

    /** Starts a TCP server. */
    interface TcpStart {
        EchoServer start() throws IOException;
    }

    static EchoServerPair start(TcpStart tcp, UdpEchoServerBuilder udp, int attempts)
            throws IOException {
        int takenPort = 0;
        for (int attempt = 1; ; attempt++) {
            EchoServer server = tcp.start();
            try {
                InetSocketAddress address = server.address();
                return new EchoServerPair(server, udp
                        .bindAddress(address.getAddress())
                        .port(address.getPort())
                        .start());
            } catch (BindException e) {
                server.close();
                // The same port again is one that was asked for.
                if (attempt == attempts || server.port() == takenPort) {
                    throw e;
                }
                takenPort = server.port();
            } catch (Throwable t) {
                server.close();
                throw t;
            }
        }
    }

    /**
     * Returns the address that both servers listen on, with the real port.
     *
     * @return the bound address
     */
    public InetSocketAddress address() {
        return tcp.address();
    }

    /**
     * Returns the port that both servers listen on.
     *
     * @return the port, 1 to 65535
     */
    public int port() {
        return tcp.port();
    }

    /**
     * Returns the TCP server.
     *
     * @return the same server each time
     */
    public EchoServer tcp() {
        return tcp;
    }

    /**
     * Returns the UDP server.
     *
     * @return the same server each time
     */
    public UdpEchoServer udp() {
        return udp;
    }

    /** Closes both servers; see {@link EchoServer#close()} and {@link UdpEchoServer#close()}. */
    @Override
    public void close() {
        udp.close();
        tcp.close();
    }
}
