package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On channels of this library's own: on the JDK's there is no such connection. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class LingeringEchoConnectionTest {

    private static final int MIN = 1024;
    private static final int MAX = 256 << 10;
    private static final long LINGER_NANOS =
            TimeUnit.MILLISECONDS.toNanos(LingeringEchoConnection.LINGER_MILLIS);

    private final Seen seen = new Seen();

    static Stream<AsynchronousChannelProvider> providers() {
        return OwnProviders.available();
    }

    private EchoServerBuilder builder(AsynchronousChannelProvider provider) {
        return EchoServer.builder().provider(provider).adaptiveBuffer(MIN, MAX).observer(seen);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void largeMessageIsOneChunkOnceItsSizeIsLearnt(AsynchronousChannelProvider provider)
            throws Exception {
        try (EchoServer server = builder(provider).start();
                Socket socket = Clients.connect(server.address())) {
            byte[] message = Clients.randomBytes(32_000, 1);
            // The kernel may cut any of them in two, but not all.
            for (int i = 0; i < 1_000 && !seen.chunks.contains(message.length); i++) {
                Clients.assertEchoes(socket, message);
            }
            assertTrue(seen.chunks.contains(message.length), seen.chunks.toString());

            // And is, with messages between that are small.
            seen.chunks.clear();
            for (int i = 0; i < 1_000 && !seen.chunks.contains(message.length); i++) {
                Clients.assertEchoes(socket, Clients.randomBytes(10, i));
                seen.chunks.clear();
                Clients.assertEchoes(socket, message);
            }
            assertEquals(List.of(message.length), List.copyOf(seen.chunks));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void silentConnectionHoldsTheMinimumAgain(AsynchronousChannelProvider provider)
            throws Exception {
        try (EchoServer server = builder(provider).start();
                Socket socket = Clients.connect(server.address())) {
            seen.server = server;
            for (int i = 0; i < 3; i++) {
                Clients.assertEchoes(socket, Clients.randomBytes(32_000, i));
                Clients.await("a large buffer has been given back",
                        () -> seen.heldBytes().equals(Map.of(1L, MIN)));
                Clients.assertEchoes(socket, Clients.randomBytes(10, i));
            }
            assertEquals(0, seen.ended(1));
        }
    }

    /** With such a large one it waits, for a while. */
    @ParameterizedTest
    @MethodSource("providers")
    void activeConnectionKeepsItsLargeBuffer(AsynchronousChannelProvider provider)
            throws Exception {
        try (EchoServer server = builder(provider).start();
                Socket socket = Clients.connect(server.address())) {
            seen.server = server;
            Clients.await("it has waited with a large buffer", () -> {
                try {
                    Clients.assertEchoes(socket, Clients.randomBytes(32_000, 1));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return seen.heldBytes().get(1L) > MIN;
            });
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void manySilentConnectionsHoldTheMinimumEach(AsynchronousChannelProvider provider)
            throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (EchoServer server = builder(provider).start()) {
            seen.server = server;
            for (int i = 0; i < 100; i++) {
                sockets.add(Clients.connect(server.address()));
                Clients.assertEchoes(sockets.get(i), Clients.randomBytes(100_000, i));
            }
            Clients.await("all hold the minimum", () -> seen.heldBytes().values().stream()
                    .mapToInt(Integer::intValue).sum() == 100 * MIN);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Messages that come just when the time is over, or a little before or after. */
    @ParameterizedTest
    @MethodSource("providers")
    void noByteIsLostWhenTheTimeIsOver(AsynchronousChannelProvider provider) throws Exception {
        long seed = Long.getLong("linger.seed", System.nanoTime());
        System.out.println("LingeringEchoConnectionTest: -Dlinger.seed=" + seed);
        int threads = 8;
        ExecutorService clients = Executors.newFixedThreadPool(threads);
        try (EchoServer server = builder(provider).start()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Random random = new Random(seed + i);
                ends.add(clients.submit(() -> {
                    talkInTime(server, random);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
            assertEquals(server.metrics().bytesReceived(), server.metrics().bytesSent());
            assertEquals(0, server.metrics().resetConnections(), "seed " + seed);
        } finally {
            clients.shutdownNow();
        }
    }

    private static void talkInTime(EchoServer server, Random random) throws Exception {
        Socket[] sockets = new Socket[20];
        long[] echoedNanos = new long[sockets.length];
        try {
            for (int i = 0; i < sockets.length; i++) {
                sockets[i] = Clients.connect(server.address());
            }
            for (int round = 0; round < 15; round++) {
                for (int i = 0; i < sockets.length; i++) {
                    long early = random.nextInt(4_000_000) - 3_000_000L;
                    long dueNanos = echoedNanos[i] + LINGER_NANOS + early;
                    while (round > 0 && dueNanos - System.nanoTime() > 0) {
                        LockSupport.parkNanos(dueNanos - System.nanoTime());
                    }
                    int size = random.nextBoolean() ? 1 : 1 + random.nextInt(20_000);
                    Clients.assertEchoes(
                            sockets[i], Clients.randomBytes(round == 0 ? 9_000 : size, size));
                    echoedNanos[i] = System.nanoTime();
                }
            }
            for (Socket socket : sockets) {
                Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(5_000, 5));
            }
        } finally {
            for (Socket socket : sockets) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    /** Reads that time out are no bytes that move. */
    @ParameterizedTest
    @MethodSource("providers")
    void idleTimeoutCountsFromTheLastByte(AsynchronousChannelProvider provider) throws Exception {
        Duration timeout = Duration.ofNanos(5 * LINGER_NANOS);
        try (EchoServer server = builder(provider).idleTimeout(timeout).start();
                Socket socket = Clients.connect(server.address())) {
            long beforeNanos = System.nanoTime();
            Clients.assertEchoes(socket, Clients.randomBytes(32_000, 1));
            assertEquals(-1, socket.getInputStream().read());

            long tookNanos = System.nanoTime() - beforeNanos;
            assertTrue(tookNanos >= timeout.toNanos(), tookNanos + " ns");
            Clients.await("it has ended", () -> seen.ended(1) > 0);
            assertEquals(List.of(CloseReason.IDLE_TIMEOUT), List.copyOf(seen.ends.get(1L)));
            assertEquals(1, server.metrics().idleConnections());
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void abortWhileItWaitsForAWhileEndsItOnce(AsynchronousChannelProvider provider)
            throws Exception {
        try (EchoServer server = builder(provider).idleTimeout(Duration.ofMillis(10)).start()) {
            for (int i = 1; i <= 20; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    Clients.assertEchoes(socket, Clients.randomBytes(5_000, i));
                    assertEquals(-1, socket.getInputStream().read());
                }
            }
            Clients.await("all have ended", () -> server.metrics().openConnections() == 0);
            for (long i = 1; i <= 20; i++) {
                assertEquals(List.of(CloseReason.IDLE_TIMEOUT), List.copyOf(seen.ends.get(i)));
            }
        }
    }

    /** A stop leaves it waiting for the client's end, for a while and then without a bound. */
    @ParameterizedTest
    @MethodSource("providers")
    void stopWhileItWaitsForAWhileEndsInGoodOrder(AsynchronousChannelProvider provider)
            throws Exception {
        for (int i = 0; i < 4; i++) {
            EchoServer server = builder(provider).closeTimeout(Duration.ofSeconds(20)).start();
            ExecutorService closing = Executors.newSingleThreadExecutor();
            try (server; Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoes(socket, Clients.randomBytes(32_000, i));
                Future<?> closed = closing.submit(server::close);
                assertArrayEquals(new byte[0], socket.getInputStream().readAllBytes());
                // Some of them when its time is over, which must not end the draining.
                LockSupport.parkNanos(i % 2 == 0 ? 0 : 2 * LINGER_NANOS);
                socket.getOutputStream().write(Clients.randomBytes(300_000, i));
                socket.shutdownOutput();
                closed.get();
                assertEquals(-1, socket.getInputStream().read());
            } finally {
                closing.shutdownNow();
            }
            assertEquals(List.of(CloseReason.SERVER_CLOSED), List.copyOf(seen.ends.remove(1L)));
        }
    }

    /** What observers are told; asks for the buffers on the loop's own thread, which owns them. */
    private static final class Seen implements EchoObserver {

        final Queue<Integer> chunks = new ConcurrentLinkedQueue<>();
        final Map<Long, Queue<CloseReason>> ends = new ConcurrentHashMap<>();
        private final Map<Long, Integer> held = new ConcurrentHashMap<>();
        volatile EchoServer server;

        int ended(long connection) {
            return ends.getOrDefault(connection, new ConcurrentLinkedQueue<>()).size();
        }

        /** Returns what each connection holds, as a probe learns that ends at once. */
        Map<Long, Integer> heldBytes() {
            held.clear();
            int before = ends.size();
            try {
                Clients.connect(server.address()).close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            Clients.await("the probe has ended", () -> ends.size() > before);
            return Map.copyOf(held);
        }

        @Override
        public void received(ConnectionInfo connection, ByteBuffer chunk) {
            chunks.add(chunk.remaining());
        }

        @Override
        public void closed(ConnectionInfo connection, CloseReason reason, long in, long out) {
            if (server != null) {
                for (EchoConnection other : server.connections()) {
                    held.put(other.info().id(), other.heldBytes());
                }
            }
            ends.computeIfAbsent(connection.id(), id -> new ConcurrentLinkedQueue<>()).add(reason);
        }
    }
}
