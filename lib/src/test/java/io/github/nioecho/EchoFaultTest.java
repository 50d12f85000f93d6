package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.fault.EchoFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a plain client sees of each fault. Waits are for what must come, or for what must not. */
@ExtendWith(LeakCheck.class)
@OnEachProvider
@Timeout(60)
class EchoFaultTest {

    private static final Duration FOREVER = Duration.ofDays(1);
    private static final byte[] TEN = "0123456789".getBytes(StandardCharsets.US_ASCII);

    @Test
    void latencyHoldsEveryChunkBack() throws Exception {
        Duration latency = Duration.ofMillis(60);
        try (EchoServer server = start(EchoFault.latency(latency));
                Socket socket = Clients.connect(server.address())) {
            for (int i = 0; i < 3; i++) {
                long sentNanos = System.nanoTime();
                Clients.assertEchoes(socket, TEN);
                assertTook(latency, sentNanos);
            }
        }
    }

    @Test
    void latencyWithJitterIsAtLeastTheDifference() throws Exception {
        try (EchoServer server =
                        start(EchoFault.latency(Duration.ofMillis(40), Duration.ofMillis(10)));
                Socket socket = Clients.connect(server.address())) {
            for (int i = 0; i < 5; i++) {
                long sentNanos = System.nanoTime();
                Clients.assertEchoes(socket, TEN);
                assertTook(Duration.ofMillis(30), sentNanos);
            }
        }
    }

    @Test
    void latencyDelaysAndDoesNotThrottle() throws Exception {
        Duration latency = Duration.ofMillis(200);
        try (EchoServer server = start(EchoFault.latency(latency));
                Socket socket = Clients.connect(server.address())) {
            long sentNanos = System.nanoTime();
            // Chunk after chunk it would take longer than this test may.
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(1_000_000, 4));
            assertTook(latency, sentNanos);
        }
    }

    @Test
    void latencyWithJitterKeepsOrderAndContent() throws Exception {
        EchoFault fault = EchoFault.latency(Duration.ofMillis(20), Duration.ofMillis(20));
        try (EchoServer server = start(fault);
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(10_000_000, 5));
        }
    }

    @Test
    void latencyLeavesWhatTheServerSeesUndelayed() throws Exception {
        try (EchoServer server = start(EchoFault.latency(FOREVER));
                Socket socket = Clients.connect(server.address())) {
            for (int i = 1; i <= 3; i++) {
                socket.getOutputStream().write(TEN);
                server.awaitBytes(10L * i, Duration.ofMillis(Clients.TIMEOUT_MILLIS));
            }
        }
    }

    @Test
    void latencyHoldsBackNoMoreThanItMay() throws Exception {
        try (EchoServer server = start(EchoFault.latency(FOREVER));
                SocketChannel channel = SocketChannel.open(server.address())) {
            channel.configureBlocking(false);
            Clients.await("most is held back", () -> {
                write(channel, 100_000);
                return server.metrics().bytesSent() > 3_000_000;
            });
            long[] lastNanos = {System.nanoTime()};
            Clients.await("nothing moves", () -> {
                if (write(channel, 100_000) > 0) {
                    lastNanos[0] = System.nanoTime();
                }
                return System.nanoTime() - lastNanos[0] > 200_000_000;
            });
            long sent = server.metrics().bytesSent();
            assertTrue(sent <= 4 << 20, () -> sent + " bytes");
        }
    }

    @Test
    void bandwidthIsNotExceeded() throws Exception {
        try (EchoServer server = start(EchoFault.bandwidth(1000));
                Socket socket = Clients.connect(server.address())) {
            long sentNanos = System.nanoTime();
            Clients.assertEchoes(socket, Clients.randomBytes(220, 1));
            // The first 120 bytes may come at once: 100 of them for the time before.
            assertTook(Duration.ofMillis(100), sentNanos);
        }
    }

    @Test
    void slicerSendsNoMoreAtOnce() throws Exception {
        try (EchoServer server = start(EchoFault.slicer(3, FOREVER));
                Socket socket = Clients.connect(server.address())) {
            socket.getOutputStream().write(TEN);
            assertEquals(3, socket.getInputStream().read(new byte[10]));
            Clients.await("that is all", () -> server.metrics().bytesSent() == 3);
        }
    }

    @Test
    void slicesMakeUpTheWhole() throws Exception {
        try (EchoServer server = start(EchoFault.slicer(7));
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(100_000, 2));
        }
    }

    @Test
    void timeoutStopsTheDataAndKeepsTheConnection() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server =
                builder(EchoFault.timeout(5)).observer(recorder).start()) {
            try (Socket socket = Clients.connect(server.address())) {
                socket.getOutputStream().write(TEN);
                assertReads(socket, "01234");
                socket.getOutputStream().write(TEN);
                Clients.await("it still reads", () -> server.metrics().bytesReceived() == 20);
                socket.setSoTimeout(50);
                assertThrows(
                        SocketTimeoutException.class, () -> socket.getInputStream().read());
                assertEquals(1, server.metrics().openConnections());
            }
            Clients.await("it sees the client go", () -> recorder.closed.size() == 1);
        }
        assertEquals(List.of("END_OF_STREAM 20/5"), recorder.closed);
    }

    @Test
    void limitDataEndsTheStreamInGoodOrder() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server =
                builder(EchoFault.limitData(5)).observer(recorder).start()) {
            try (Socket socket = Clients.connect(server.address())) {
                socket.getOutputStream().write(TEN);
                assertReads(socket, "01234");
                assertEquals(-1, socket.getInputStream().read());
                socket.getOutputStream().write(new byte[100_000]);
                Clients.await("it still reads", () -> server.metrics().bytesReceived() == 100_010);
                assertEquals(-1, socket.getInputStream().read());
            }
            Clients.await("it sees the client go", () -> recorder.closed.size() == 1);
        }
        assertEquals(List.of("END_OF_STREAM 100010/5"), recorder.closed);
    }

    @Test
    void limitDataOfZeroEndsTheStreamAtOnce() throws Exception {
        try (EchoServer server = start(EchoFault.limitData(0));
                Socket socket = Clients.connect(server.address())) {
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void resetPeerResetsAClientThatSendsMore() throws Exception {
        for (int afterBytes : new int[] {0, 5, 9}) {
            Recorder recorder = new Recorder();
            try (EchoServer server =
                    builder(EchoFault.resetPeer(afterBytes)).observer(recorder).start();
                    Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoes(socket, Arrays.copyOf(TEN, afterBytes));
                socket.getOutputStream().write(TEN);
                assertReset(socket);
                Clients.await("it is over", () -> recorder.closed.size() == 1);
                assertEquals(1, server.metrics().resetConnections());
            }
            assertEquals(List.of("RESET " + afterBytes + "/" + afterBytes), recorder.closed);
        }
    }

    @Test
    void resetPeerEchoesTheFirstPartOfAMessage() throws Exception {
        try (EchoServer server = start(EchoFault.resetPeer(8));
                Socket socket = Clients.connect(server.address())) {
            socket.getOutputStream().write(TEN);
            assertReads(socket, "01234567");
            assertReset(socket);
        }
    }

    @Test
    @OnlyOnJdkChannels("ours reset without more")
    void resetPeerLeavesAloneAClientThatSendsNoMore() throws Exception {
        try (EchoServer server = start(EchoFault.resetPeer(10));
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(socket, TEN);
        }
    }

    @Test
    @OnlyOnJdkChannels("ours reset without more")
    void resetPeerEndsTheStreamWhereASingleByteCame() throws Exception {
        try (EchoServer server = start(EchoFault.resetPeer(0));
                Socket socket = Clients.connect(server.address())) {
            socket.getOutputStream().write(1);
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void slowCloseDelaysTheEndOfTheStreamOnly() throws Exception {
        Duration delay = Duration.ofMillis(60);
        try (EchoServer server = start(EchoFault.slowClose(delay));
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoes(socket, TEN);
            long endNanos = System.nanoTime();
            socket.shutdownOutput();
            assertEquals(-1, socket.getInputStream().read());
            assertTook(delay, endNanos);
        }
    }

    @Test
    void neverReadFillsTheSocketBuffers() throws Exception {
        try (EchoServer server = builder(EchoFault.neverRead())
                        .socketOption(StandardSocketOptions.SO_RCVBUF, 4096).start();
                SocketChannel channel = SocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            channel.connect(server.address());
            channel.configureBlocking(false);
            long[] lastNanos = {System.nanoTime()};
            Clients.await("nothing moves", () -> {
                if (write(channel, 4096) > 0) {
                    lastNanos[0] = System.nanoTime();
                }
                return System.nanoTime() - lastNanos[0] > 100_000_000;
            });
            assertEquals(1, server.metrics().openConnections());
            assertEquals(0, server.metrics().bytesReceived());
        }
    }

    @Test
    void refuseEndsTheConnectionAtOnce() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server =
                builder(EchoFault.none()).fault(2, EchoFault.refuse()).observer(recorder).start();
                Socket first = Clients.connect(server.address());
                Socket second = Clients.connect(server.address());
                Socket third = Clients.connect(server.address())) {
            assertEquals(-1, second.getInputStream().read());
            assertEquals(1, server.metrics().refusedConnections());
            Clients.assertEchoes(first, TEN);
            Clients.assertEchoes(third, TEN);
            assertEquals(2, server.metrics().openConnections());
        }
        assertEquals(List.of(2L), recorder.refused);
        assertEquals(List.of(1L, 3L), recorder.opened);
    }

    @Test
    void refuseTakesNoPlace() throws Exception {
        try (EchoServer server = builder(EchoFault.refuse())
                .fault(3, EchoFault.none()).maxConnections(1).start()) {
            for (int i = 1; i <= 2; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    assertEquals(-1, socket.getInputStream().read());
                    assertEquals(i, server.metrics().refusedConnections());
                }
            }
            try (Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoes(socket, TEN);
            }
        }
    }

    @Test
    void corruptTurnsTheBitsOfOneByte() throws Exception {
        byte[] sent = Clients.randomBytes(10_000, 3);
        byte[] expected = sent.clone();
        expected[5000] = (byte) ~expected[5000];
        Recorder recorder = new Recorder();
        for (EchoFault fault : List.of(
                EchoFault.corrupt(5000), EchoFault.slicer(3).and(EchoFault.corrupt(5000)),
                EchoFault.corrupt(5000).and(EchoFault.slicer(3)))) {
            try (EchoServer server = builder(fault).observer(recorder).start();
                    Socket socket = Clients.connect(server.address())) {
                socket.getOutputStream().write(sent);
                assertArrayEquals(expected, socket.getInputStream().readNBytes(sent.length));
            }
        }
    }

    @Test
    void faultsWorkTogether() throws Exception {
        Duration latency = Duration.ofMillis(60);
        EchoFault fault = EchoFault.corrupt(0).and(EchoFault.latency(latency))
                .and(EchoFault.slicer(2)).and(EchoFault.resetPeer(5));
        try (EchoServer server = start(fault); Socket socket = Clients.connect(server.address())) {
            long sentNanos = System.nanoTime();
            socket.getOutputStream().write(TEN);
            byte[] echoed = socket.getInputStream().readNBytes(5);
            assertTook(latency, sentNanos);
            assertArrayEquals(new byte[] {~'0', '1', '2', '3', '4'}, echoed);
            assertReset(socket);
        }
    }

    @Test
    void faultsWorkTogetherInAnyOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.println("EchoFaultTest: seed " + seed);
        Random random = new Random(seed);
        byte[] sent = Clients.randomBytes(5_000, seed);
        byte[] expected = sent.clone();
        expected[3000] = (byte) ~expected[3000];
        List<EchoFault> faults = new ArrayList<>(List.of(
                EchoFault.corrupt(3000),
                EchoFault.latency(Duration.ofMillis(15), Duration.ofMillis(10)),
                EchoFault.latency(Duration.ofMillis(5)),
                EchoFault.bandwidth(1_000_000),
                EchoFault.slicer(700)));
        for (EchoFault last : List.of(
                EchoFault.resetPeer(5000), EchoFault.limitData(5000), EchoFault.timeout(5000),
                EchoFault.slowClose(Duration.ofMillis(5)))) {
            faults.add(last);
            for (int i = 0; i < 10; i++) {
                Collections.shuffle(faults, random);
                EchoFault all = faults.stream().reduce(EchoFault.none(), EchoFault::and);
                try (EchoServer server = start(all);
                        Socket socket = Clients.connect(server.address())) {
                    socket.getOutputStream().write(sent);
                    socket.getOutputStream().write(TEN);
                    assertArrayEquals(
                            expected, socket.getInputStream().readNBytes(5000), all::toString);
                    if (last.toString().startsWith("Reset")) {
                        assertReset(socket);
                        continue;
                    }
                    socket.shutdownOutput();
                    byte[] rest = last.toString().startsWith("SlowClose") ? TEN : new byte[0];
                    assertArrayEquals(
                            rest, socket.getInputStream().readAllBytes(), all::toString);
                }
            }
            faults.remove(last);
        }
    }

    @Test
    void droppedSlicesDoNotPileUpOnTheStack() throws Exception {
        int size = 1 << 20;
        EchoFault fault = EchoFault.timeout(0).and(EchoFault.slicer(1));
        try (EchoServer server = builder(fault).bufferSize(size).start();
                Socket socket = Clients.connect(server.address())) {
            socket.getOutputStream().write(new byte[size]);
            Clients.await("it is read", () -> server.metrics().bytesReceived() == size);
            socket.shutdownOutput();
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void faultOfOneConnectionIsThatOfNoOther() throws Exception {
        try (EchoServer server = EchoServer.builder().fault(2, EchoFault.limitData(0)).start();
                Socket first = Clients.connect(server.address());
                Socket second = Clients.connect(server.address());
                Socket third = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(first, TEN);
            assertEquals(-1, second.getInputStream().read());
            Clients.assertEchoesToTheEnd(third, TEN);
        }
    }

    private static EchoServerBuilder builder(EchoFault fault) {
        // What a fault holds back for ever must not hold up the test's end.
        return EchoServer.builder().fault(fault).closeTimeout(Duration.ofMillis(50));
    }

    private static EchoServer start(EchoFault fault) throws IOException {
        return builder(fault).start();
    }

    private static void assertReads(Socket socket, String expected) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(expected.length());
        assertEquals(expected, new String(bytes, StandardCharsets.US_ASCII));
    }

    private static void assertReset(Socket socket) {
        InputStream in;
        try {
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        SocketException reset = assertThrows(SocketException.class, in::read);
        assertEquals("Connection reset", reset.getMessage());
    }

    private static void assertTook(Duration least, long sinceNanos) {
        Duration took = Duration.ofNanos(System.nanoTime() - sinceNanos);
        assertTrue(took.compareTo(least) >= 0, "only " + took);
    }

    private static int write(SocketChannel channel, int bytes) {
        try {
            return channel.write(ByteBuffer.allocate(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
