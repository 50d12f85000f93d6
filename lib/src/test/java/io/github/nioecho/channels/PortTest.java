package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * When a port is free again. On an address of the test's own, as on the usual one any other process
 * may take the port in the meantime.
 */
@EveryProvider
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs a loopback network of many addresses")
class PortTest extends ProviderTest {

    private final InetAddress host;

    PortTest(Provider provider) throws Exception {
        super(provider);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        host = InetAddress.getByAddress(new byte[] {
            127, (byte) random.nextInt(1, 255), (byte) random.nextInt(256),
            (byte) random.nextInt(1, 255)
        });
    }

    @Test
    void portIsFreeWhenCloseReturns() throws Exception {
        int port = 0;
        for (int i = 0; i < 100; i++) {
            AsynchronousServerSocketChannel listener = listen(port);
            port = port(listener);
            Outcome<AsynchronousSocketChannel> pending = accept(listener);
            listener.close();
            try (ServerSocket next = new ServerSocket(port, 1, host)) {
                assertTrue(next.isBound());
            }
            pending.failure(AsynchronousCloseException.class);
        }
    }

    /** Also when the thread that closes is the one that waits for connections. */
    @Test
    void portIsFreeWhenCloseReturnsInAHandler() throws Exception {
        Link link = link();
        for (int i = 0; i < 100; i++) {
            AsynchronousServerSocketChannel listener = listen(0);
            int port = port(listener);
            Outcome<AsynchronousSocketChannel> pending = accept(listener);
            inHandler(link.channel(), () -> {
                try {
                    listener.close();
                    new ServerSocket(port, 1, host).close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            pending.failure(AsynchronousCloseException.class);
        }
    }

    /** The server's side closes first, and so waits: the port is free all the same. */
    @Test
    void portIsFreeThoughItsConnectionsWait() throws Exception {
        AsynchronousServerSocketChannel listener = listen(0);
        int port = port(listener);
        try (Socket peer = new Socket(host, port)) {
            accept(listener).value().close();
            assertEquals(-1, peer.getInputStream().read());
        }
        listener.close();
        assertEquals(port, port(listen(port)));
    }

    private AsynchronousServerSocketChannel listen(int port) throws Exception {
        return unboundListener().bind(new InetSocketAddress(host, port));
    }

    private static int port(AsynchronousServerSocketChannel listener) throws Exception {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }
}
