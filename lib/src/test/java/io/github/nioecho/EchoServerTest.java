package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@OnEachProvider
@Timeout(120)
class EchoServerTest {

    private static final int MIB = 1 << 20;

    static Stream<Arguments> sizes() {
        return IntStream.of(1, 1024, 65_536).boxed().flatMap(buffer ->
                IntStream.of(0, 1, buffer - 1, buffer, buffer + 1, 10 * buffer, MIB)
                        .distinct()
                        .mapToObj(size -> Arguments.of(buffer, size)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void echoesEveryByteAndThenTheEndOfStream(int bufferSize, int size) throws Exception {
        try (EchoServer server = EchoServer.builder().bufferSize(bufferSize).start();
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(size, size));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void buffersAreWhereTheyWereAskedFor(boolean direct) throws Exception {
        Queue<Boolean> chunksAreDirect = new ConcurrentLinkedQueue<>();
        EchoObserver observer = new EchoObserver() {
            @Override
            public void received(ConnectionInfo connection, ByteBuffer chunk) {
                chunksAreDirect.add(chunk.isDirect());
            }
        };
        EchoServerBuilder builder = EchoServer.builder().observer(observer);
        try (EchoServer server = (direct ? builder : builder.directBuffers(false)).start();
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(100_000, 4));
        }
        assertEquals(Set.of(direct), Set.copyOf(chunksAreDirect));
    }

    @Test
    void listensOnAnyFreeLoopbackPortByDefault() throws Exception {
        try (EchoServer server = EchoServer.start()) {
            assertTrue(server.address().getAddress().isLoopbackAddress());
            assertTrue(server.port() > 0);
            assertEquals(server.port(), server.address().getPort());
        }
    }

    @Test
    void startsOnTheWildcardAddressForBothFamilies() throws Exception {
        assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null,
                "no IPv6 on this machine");
        InetAddress wildcard = InetAddress.getByName("0.0.0.0");
        try (EchoServer server = EchoServer.builder().bindAddress(wildcard).start()) {
            assertEquals(wildcard, server.address().getAddress());
            for (InetAddress local : List.of(
                    InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1"))) {
                try (Socket socket = Clients.connect(new InetSocketAddress(local, server.port()))) {
                    Clients.assertEchoes(socket, new byte[] {1, 2, 3});
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void portInUseIsABindExceptionThatNamesTheAddress(int eventLoops) throws Exception {
        try (EchoServer first = EchoServer.builder().eventLoops(eventLoops).start()) {
            BindException e = assertThrows(BindException.class, () -> EchoServer.builder()
                    .port(first.port()).eventLoops(eventLoops).start());
            assertTrue(e.getMessage().startsWith(
                    "cannot listen on 127.0.0.1:" + first.port() + ": "), e.getMessage());
            try (Socket socket = Clients.connect(first.address())) {
                Clients.assertEchoes(socket, new byte[] {1});
            }
        }
    }

    @Test
    void failedStartLeavesNothingOpen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EchoServerBuilder builder =
                    EchoServer.builder().port(taken.getLocalPort()).eventLoops(2);
            assertThrows(BindException.class, builder::start);
            ProcessState before = ProcessState.now();
            for (int i = 0; i < 200; i++) {
                assertThrows(BindException.class, builder::start);
            }
            before.awaitNoMoreThanNow();
        }
    }

    @Test
    void restartsOnThePortItHasJustClosed() throws Exception {
        EchoServer first = EchoServer.start();
        Thread closer = new Thread(first::close);
        try (Socket socket = Clients.connect(first.address())) {
            Clients.assertEchoes(socket, new byte[] {1});
            closer.start();
            assertEquals(-1, socket.getInputStream().read());
        }
        closer.join();
        try (EchoServer second = EchoServer.builder().port(first.port()).start();
                Socket socket = Clients.connect(second.address())) {
            Clients.assertEchoes(socket, new byte[] {2});
        }
    }

    @Test
    void partialWritesAreContinued() throws Exception {
        byte[] payload = Clients.randomBytes(8 * MIB, 1);
        try (EchoServer server = EchoServer.builder()
                        .bufferSize(MIB)
                        .socketOption(StandardSocketOptions.SO_SNDBUF, 4096)
                        .start();
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(socket, payload);
        }
    }

    @Test
    void halfCloseBeforeTheServerAcceptsIsServed() throws Exception {
        try (EchoServer server = EchoServer.start()) {
            for (int i = 0; i < 100; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    socket.getOutputStream().write(new byte[] {7, 8, 9});
                    socket.shutdownOutput();
                    assertArrayEquals(
                            new byte[] {7, 8, 9}, socket.getInputStream().readAllBytes());
                }
            }
        }
    }

    @Test
    void clientThatDoesNotReadDisturbsNobodyAndLosesNothing() throws Exception {
        byte[] payload = Clients.randomBytes(16 * MIB, 2);
        try (EchoServer server = EchoServer.start();
                Socket stalled = Clients.connect(server.address());
                Socket other = Clients.connect(server.address())) {
            Thread writer = new Thread(() -> {
                try {
                    stalled.getOutputStream().write(payload);
                    stalled.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            awaitStall(server);
            long held = server.metrics().bytesReceived() - server.metrics().bytesSent();
            assertTrue(held <= 1024, "holds " + held + " bytes of a client that does not read");
            Clients.assertEchoes(other, Clients.randomBytes(100_000, 3));
            assertArrayEquals(payload, stalled.getInputStream().readNBytes(payload.length));
            assertEquals(-1, stalled.getInputStream().read());
            writer.join();
        }
    }

    @Test
    void resetWhileReadingEndsThatConnectionOnly() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder().observer(recorder).start();
                Socket other = Clients.connect(server.address())) {
            Clients.assertEchoes(other, new byte[] {1});
            Socket crashing = Clients.connect(server.address());
            Clients.assertEchoes(crashing, new byte[] {2});
            Clients.reset(crashing);
            Clients.await("the reset is counted", () -> server.metrics().resetConnections() == 1);
            Clients.await("the observer is told", () -> recorder.closed.size() == 1);
            assertEquals(List.of("RESET 1/1"), recorder.closed);
            Clients.assertEchoes(other, new byte[] {3});
        }
    }

    @Test
    void resetWhileWritingEndsThatConnectionOnly() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder().observer(recorder).start();
                Socket other = Clients.connect(server.address())) {
            Socket crashing = new Socket();
            crashing.setReceiveBufferSize(4096);
            crashing.connect(server.address());
            Thread writer = new Thread(() -> {
                try {
                    crashing.getOutputStream().write(new byte[64 * MIB]);
                } catch (IOException expected) {
                    // The socket is closed while this thread writes: that is the point.
                }
            });
            writer.start();
            awaitStall(server);
            Clients.reset(crashing);
            writer.join();
            Clients.await("the observer is told", () -> recorder.closed.size() == 1);
            assertTrue(recorder.closed.get(0).startsWith("RESET "), recorder.closed.get(0));
            assertEquals(1, server.metrics().resetConnections());
            Clients.assertEchoes(other, new byte[] {3});
        }
    }

    @Test
    void manyClientsAtOnceGetTheirOwnBytes() throws Exception {
        for (int eventLoops : new int[] {1, 3}) {
            try (EchoServer server = EchoServer.builder().eventLoops(eventLoops).start()) {
                assertClientsEcho(server, 200);
            }
        }
    }

    @Test
    void sharedListenerServesWithSeveralThreads() throws Exception {
        try (EchoServer server = EchoServer.builder().eventLoops(3).sharded(false).start()) {
            assertClientsEcho(server, 200);
        }
    }

    @Test
    void connectionLimitHoldsExactly() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder()
                .maxConnections(10).eventLoops(2).observer(recorder).start()) {
            List<Socket> served = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Socket socket = Clients.connect(server.address());
                Clients.assertEchoes(socket, new byte[] {1});
                served.add(socket);
            }
            for (int i = 0; i < 40; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    assertEquals(-1, socket.getInputStream().read());
                }
            }
            Clients.await("40 are refused", () -> recorder.refused.size() == 40);
            for (Socket socket : served.subList(0, 5)) {
                Clients.reset(socket);
            }
            Clients.await("5 are left", () -> server.metrics().openConnections() == 5);
            for (int i = 0; i < 5; i++) {
                Socket socket = Clients.connect(server.address());
                Clients.assertEchoes(socket, new byte[] {2});
                served.add(socket);
            }
            try (Socket socket = Clients.connect(server.address())) {
                assertEquals(-1, socket.getInputStream().read());
            }
            EchoMetrics metrics = server.metrics();
            assertEquals(15, metrics.acceptedConnections());
            assertEquals(41, metrics.refusedConnections());
            assertEquals(10, metrics.openConnections());
            for (Socket socket : served) {
                socket.close();
            }
        }
    }

    /** A client that has seen the end of its connection has seen its place become free. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void placeIsFreeWhenTheClientSeesTheEnd(int loops) throws Exception {
        try (EchoServer server =
                EchoServer.builder().maxConnections(1).eventLoops(loops).start()) {
            for (int i = 1; i <= 2000; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    socket.shutdownOutput();
                    assertEquals(-1, socket.getInputStream().read());
                    EchoMetrics metrics = server.metrics();
                    assertEquals(0, metrics.openConnections());
                    assertEquals(List.of(), server.openConnections());
                    assertEquals(i, metrics.acceptedConnections());
                    assertEquals(0, metrics.refusedConnections());
                }
            }
        }
    }

    @Test
    void refusalIsCountedWhenTheClientSeesIt() throws Exception {
        try (EchoServer server = EchoServer.builder().maxConnections(1).eventLoops(2).start();
                Socket first = Clients.connect(server.address())) {
            Clients.assertEchoes(first, new byte[] {1});
            for (int i = 1; i <= 500; i++) {
                try (Socket over = Clients.connect(server.address())) {
                    assertEquals(-1, over.getInputStream().read());
                    assertEquals(i, server.metrics().refusedConnections());
                }
            }
        }
    }

    @Test
    @OnlyOnJdkChannels("ours take SO_LINGER, as any of StandardSocketOptions")
    void socketOptionThatThePlatformDoesNotTakeFailsTheStart() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> EchoServer.builder()
                        .socketOption(StandardSocketOptions.SO_LINGER, 1).start());
        assertTrue(e.getMessage().startsWith("socketOption SO_LINGER must be "), e.getMessage());
    }

    @Test
    void metricsCountBytesAndConnections() throws Exception {
        try (EchoServer server = EchoServer.start()) {
            EchoMetrics before = server.metrics();
            try (Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoesToTheEnd(socket, new byte[5000]);
            }
            Clients.await("it has ended", () -> server.metrics().openConnections() == 0);
            assertEquals(
                    new EchoMetrics(1, 0, 0, 0, 0, 5000, 5000, 0, 0),
                    server.metrics().minus(before));
        }
    }

    @Test
    void shortConnectionsReuseTheBuffersOfThePeak() throws Exception {
        try (EchoServer server = EchoServer.builder().bufferSize(MIB).start()) {
            long before = ProcessState.directBytes();
            for (int i = 0; i < 2000; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    Clients.assertEchoesToTheEnd(socket, new byte[] {1});
                }
                Clients.await("it has ended", () -> server.metrics().openConnections() == 0);
            }
            long grown = ProcessState.directBytes() - before;
            assertTrue(grown <= MIB, "2,000 connections, one at a time, took " + grown + " bytes");
        }
    }

    /** Waits until nothing has moved for a while although the client still has bytes to send. */
    private static void awaitStall(EchoServer server) {
        long[] last = {-1, System.nanoTime()};
        Clients.await("the echo stalls", () -> {
            long received = server.metrics().bytesReceived();
            if (received != last[0] || received == 0) {
                last[0] = received;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > 300_000_000;
        });
    }

    private static void assertClientsEcho(EchoServer server, int count) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(Clients.connect(server.address()));
        }
        for (int i = 0; i < count; i++) {
            sockets.get(i).getOutputStream().write(Clients.randomBytes(5000, i));
        }
        for (int i = 0; i < count; i++) {
            assertArrayEquals(Clients.randomBytes(5000, i),
                    sockets.get(i).getInputStream().readNBytes(5000));
            sockets.get(i).close();
        }
    }
}
