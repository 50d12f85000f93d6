package io.github.nioecho.udp;

import io.github.nioecho.server.ListenAddress;
import io.github.nioecho.server.ServerEnd;
import io.github.nioecho.server.ServerThreads;
import io.github.nioecho.server.SocketOptions;
import io.github.nioecho.server.Uninterruptibly;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
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
 * The first two can be lifted by {@link UdpEchoServerBuilder#answerAnyPort}. Two echo servers on
 * different ports above 1023 cannot be told from clients: see that nobody who forges sources can
 * reach both.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. The server's thread is no daemon,
 * so a running server keeps the JVM alive; {@link UdpEchoServerBuilder#threadFactory} changes that.
 * To interrupt it has no effect.
 *
 * <p><b>Lifecycle.</b> One-shot: a server is listening when {@link UdpEchoServerBuilder#start()}
 * returns it, and never again after {@link #close()}.
 */
public final class UdpEchoServer implements AutoCloseable {

    private final DatagramSocket socket;
    private final InetSocketAddress address;
    private final UdpEchoLoop loop;
    private final Thread thread;
    private final ServerEnd end;

    private UdpEchoServer(UdpConfig config, DatagramSocket socket) {
        this.socket = socket;
        // Not the socket's own address, which may be :: where 0.0.0.0 was asked for.
        address = new InetSocketAddress(config.bindAddress(), socket.getLocalPort());
        UdpEchoLoop loop = new UdpEchoLoop(socket,
                new LoopGuard(address.getPort(), config.answerAnyPort()), config.observer());
        ServerThreads threads = new ServerThreads(config.threadFactory());
        ServerEnd end = new ServerEnd(threads);
        this.loop = loop;
        this.end = end;
        // Knows nothing of this: whoever still has the thread must not keep the server.
        thread = threads.newThread(() -> serve(loop, socket, end));
    }

    /** Starts a server; whoever throws leaves nothing open. */
    static UdpEchoServer start(UdpConfig config) throws IOException {
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
    public static UdpEchoServerBuilder builder() {
        return new UdpEchoServerBuilder();
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
     * <p>No effect on a server that has closed. A call from the server's own thread, that is from a
     * {@link UdpObserver}, returns at once. A thread that is interrupted waits on, and has its
     * interrupt status set when the method returns.
     */
    @Override
    public void close() {
        end.begin(this::stop);
        if (thread != Thread.currentThread()) {
            Uninterruptibly.await(thread::join);
        }
    }

    /**
     * Returns a future that completes when the server has closed: its socket is closed, its thread
     * has ended or is about to, and the observer will hear no more. Dependent actions run on the
     * server's thread, and {@link #close()} returns after them: they must not block.
     *
     * @return a new future; to cancel or complete it has no effect on the server
     */
    public CompletableFuture<Void> whenClosed() {
        return end.whenClosed();
    }

    private static void serve(UdpEchoLoop loop, DatagramSocket socket, ServerEnd end) {
        try {
            loop.run();
        } finally {
            socket.close();
            end.come(null);
        }
    }

    private void stop() {
        socket.close();
        // Ends the pause after a failure.
        LockSupport.unpark(thread);
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
        } catch (SocketException e) {
            socket.close();
            throw ListenAddress.unavailable(address, " (UDP)", e);
        } catch (Throwable t) {
            socket.close();
            throw t;
        }
    }
}
