package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that cost a server as much as they can by doing as little as they can. */
@ExtendWith(LeakCheck.class)
@OnEachProvider
@Timeout(120)
class SlowClientsTest {

    private static final int BUFFER_SIZE = 16 << 10;

    @Test
    void silentClientsAreClosedAndThoseThatSendAByteNowAndThenAreNot() throws Exception {
        int silent = 50;
        int slow = 50;
        Duration timeout = Duration.ofSeconds(2);
        Map<Integer, Long> closedNanos = new ConcurrentHashMap<>();
        EchoObserver observer = new EchoObserver() {
            @Override
            public void closed(ConnectionInfo connection, CloseReason reason, long in, long out) {
                assertEquals(CloseReason.IDLE_TIMEOUT, reason);
                closedNanos.put(((InetSocketAddress) connection.remoteAddress()).getPort(),
                        System.nanoTime());
            }
        };
        List<Socket> silentSockets = new ArrayList<>();
        List<Socket> slowSockets = new ArrayList<>();
        Map<Integer, Long> connectedNanos = new ConcurrentHashMap<>();
        try (EchoServer server =
                EchoServer.builder().idleTimeout(timeout).observer(observer).start()) {
            for (int i = 0; i < silent + slow; i++) {
                long now = System.nanoTime();
                Socket socket = Clients.connect(server.address());
                connectedNanos.put(socket.getLocalPort(), now);
                (i % 2 == 0 ? silentSockets : slowSockets).add(socket);
            }
            byte[] one = {1};
            Clients.await("the silent ones are closed", () -> {
                LockSupport.parkNanos(10_000_000);
                slowSockets.forEach(socket -> echo(socket, one));
                return closedNanos.size() >= silent;
            });
            slowSockets.forEach(socket -> echo(socket, one));
            assertEquals(silent, server.metrics().idleConnections());
            assertEquals(slow, server.metrics().openConnections());
            assertEquals(0, server.metrics().observerFailures());
            for (Socket socket : silentSockets) {
                assertEquals(-1, socket.getInputStream().read());
                Duration open = Duration.ofNanos(closedNanos.get(socket.getLocalPort())
                        - connectedNanos.get(socket.getLocalPort()));
                assertTrue(open.compareTo(timeout) >= 0, "closed after " + open);
                // A quarter of the timeout later at most; the rest is for a busy machine.
                assertTrue(open.compareTo(timeout.multipliedBy(3)) < 0, "closed after " + open);
            }
            for (Socket socket : slowSockets) {
                socket.close();
            }
        }
    }

    @Test
    void silentClientsHoldTheirPlacesNoLongerThanTheIdleTimeout() throws Exception {
        int limit = 5;
        List<Socket> sockets = new ArrayList<>();
        try (EchoServer server = EchoServer.builder()
                .maxConnections(limit).idleTimeout(Duration.ofSeconds(1)).start()) {
            for (int i = 0; i < limit; i++) {
                sockets.add(Clients.connect(server.address()));
            }
            try (Socket refused = Clients.connect(server.address())) {
                assertEquals(-1, refused.getInputStream().read());
            }
            for (Socket socket : sockets) {
                assertEquals(-1, socket.getInputStream().read());
            }
            Clients.await("the places are free", () -> server.metrics().openConnections() == 0);
            try (Socket served = Clients.connect(server.address())) {
                Clients.assertEchoesToTheEnd(served, new byte[] {1});
            }
        }
    }

    @Test
    void clientsThatNeverReadTakeOneBufferEachAndNoMore() throws Exception {
        int clients = 1000;
        long directBefore = ProcessState.directBytes();
        try (EchoServer server = EchoServer.builder()
                .bufferSize(BUFFER_SIZE)
                .socketOption(StandardSocketOptions.SO_SNDBUF, 4096)
                .socketOption(StandardSocketOptions.SO_RCVBUF, 4096)
                .start()) {
            List<SocketChannel> channels = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                channels.add(connect(server));
            }
            Clients.await("all are served", () -> server.metrics().bytesSent() == clients);
            ByteBuffer payload = ByteBuffer.allocateDirect(1 << 20);
            payload.put(Clients.randomBytes(payload.capacity(), 7));
            long[] sent = new long[clients];
            long directAtFirst = ProcessState.directBytes();
            long heapAtFirst = heapAfterGc();

            awaitFull(channels, payload, sent);
            long received = server.metrics().bytesReceived();
            assertTrue(received > 10L * 1000 * clients, "only " + received + " bytes came in");
            for (EchoConnection connection : server.connections()) {
                long held = connection.received() - connection.sent();
                assertTrue(held <= BUFFER_SIZE, "holds " + held + " bytes of one client");
            }
            assertTrue(ProcessState.directBytes() <= directAtFirst, "direct memory grew");
            assertTrue(directAtFirst - directBefore <= (clients + 100L) * BUFFER_SIZE,
                    "direct memory grew by " + (directAtFirst - directBefore));
            long grown = heapAfterGc() - heapAtFirst;
            System.out.printf("%,d bytes sent by clients that do not read: heap %+,d bytes%n",
                    received, grown);
            assertTrue(grown < 2 << 20, "the heap grew by " + grown);

            try (Socket other = Clients.connect(server.address())) {
                Clients.assertEchoesToTheEnd(other, Clients.randomBytes(100_000, 8));
            }
            assertGetsItAll(channels.get(0), payload, sent[0]);
            for (SocketChannel channel : channels) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
            }
        }
    }

    /** Connects with as small buffers as the kernel gives, and has one byte echoed. */
    private static SocketChannel connect(EchoServer server) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(server.address());
        channel.write(ByteBuffer.wrap(new byte[1]));
        channel.configureBlocking(false);
        return channel;
    }

    /** Sends on all channels until for a while none takes a byte. */
    private static void awaitFull(List<SocketChannel> channels, ByteBuffer payload, long[] sent) {
        long[] lastNanos = {System.nanoTime()};
        Clients.await("nothing moves", () -> {
            for (int i = 0; i < channels.size(); i++) {
                try {
                    payload.clear().position((int) (sent[i] % payload.capacity()));
                    int count = channels.get(i).write(payload);
                    if (count > 0) {
                        sent[i] += count;
                        lastNanos[0] = System.nanoTime();
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            return System.nanoTime() - lastNanos[0] > 500_000_000;
        });
    }

    private static void assertGetsItAll(SocketChannel channel, ByteBuffer payload, long sent)
            throws IOException {
        channel.configureBlocking(true);
        channel.shutdownOutput();
        byte[] echoed = channel.socket().getInputStream().readAllBytes();
        assertEquals(1 + sent, echoed.length);
        byte[] expected = new byte[echoed.length];
        for (int i = 1; i < expected.length; i++) {
            expected[i] = payload.get((i - 1) % payload.capacity());
        }
        assertArrayEquals(expected, echoed);
    }

    private static long heapAfterGc() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void echo(Socket socket, byte[] bytes) {
        try {
            Clients.assertEchoes(socket, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
