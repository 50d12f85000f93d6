package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.fault.EchoFault;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that misbehave end as all others do. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class FaultyConnectionEndTest {

    private static final Duration FOREVER = Duration.ofDays(1);
    private static final byte[] TEN = new byte[10];

    /** With ten bytes sent, each has something to hold back. */
    static Stream<EchoFault> holdingBack() {
        return Stream.of(
                EchoFault.latency(FOREVER),
                EchoFault.latency(FOREVER).and(EchoFault.resetPeer(4)),
                EchoFault.resetPeer(4).and(EchoFault.latency(FOREVER)),
                EchoFault.latency(FOREVER).and(EchoFault.limitData(4)),
                EchoFault.bandwidth(1).and(EchoFault.slicer(1, FOREVER)),
                EchoFault.slicer(4, FOREVER),
                EchoFault.timeout(4),
                EchoFault.limitData(4),
                EchoFault.slowClose(FOREVER),
                EchoFault.neverRead(),
                EchoFault.resetPeer(10).and(EchoFault.slowClose(FOREVER)));
    }

    /** As above, and no chunk is on its way back. */
    static Stream<EchoFault> holdingNoWriteBack() {
        return holdingBack().filter(fault -> !fault.toString().matches(".*(Latency|Slicer).*"));
    }

    /** As above, and the end of the client's stream is not the end of the connection. */
    static Stream<EchoFault> neverEnding() {
        return Stream.of(
                EchoFault.latency(FOREVER),
                EchoFault.slicer(4, FOREVER),
                EchoFault.slowClose(FOREVER),
                EchoFault.neverRead(),
                EchoFault.neverRead().and(EchoFault.corrupt(1)),
                EchoFault.latency(FOREVER).and(EchoFault.resetPeer(4)),
                EchoFault.resetPeer(4).and(EchoFault.latency(FOREVER)),
                EchoFault.latency(FOREVER).and(EchoFault.latency(FOREVER)));
    }

    @ParameterizedTest
    @MethodSource("holdingBack")
    void closeWaitsNoLongerThanTheCloseTimeout(EchoFault fault) throws Exception {
        Recorder recorder = new Recorder();
        EchoServer server = EchoServer.builder()
                .fault(fault).closeTimeout(Duration.ofMillis(50)).observer(recorder).start();
        try (Socket socket = Clients.connect(server.address())) {
            socket.getOutputStream().write(TEN);
            Clients.await("it is open", () -> server.metrics().openConnections() == 1);
            server.close();
        }
        assertEquals(1, recorder.closed.size());
        assertEquals(0, server.metrics().openConnections());
    }

    @ParameterizedTest
    @MethodSource("holdingNoWriteBack")
    void closeEndsInGoodOrderAsSoonAsTheClientEnds(EchoFault fault) throws Exception {
        Recorder recorder = new Recorder();
        EchoServer server = EchoServer.builder()
                .fault(fault).closeTimeout(FOREVER).observer(recorder).start();
        try (Socket socket = Clients.connect(server.address())) {
            socket.getOutputStream().write(TEN);
            Clients.await("it is open", () -> server.metrics().openConnections() == 1);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            socket.getInputStream().readAllBytes();
            // Its input is discarded, not answered with a reset.
            socket.getOutputStream().write(new byte[100_000]);
            assertEquals(-1, socket.getInputStream().read());
            socket.shutdownOutput();
            closing.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        }
        assertEquals(1, recorder.closed.size());
    }

    @Test
    void closeLetsADelayedChunkGoOut() throws Exception {
        EchoServer server = EchoServer.builder()
                .fault(EchoFault.latency(Duration.ofMillis(100))).closeTimeout(FOREVER).start();
        try (Socket socket = Clients.connect(server.address())) {
            socket.getOutputStream().write(TEN);
            Clients.await("it is read", () -> server.metrics().bytesReceived() == TEN.length);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            assertEquals(TEN.length, socket.getInputStream().readAllBytes().length);
            socket.shutdownOutput();
            closing.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void closeLetsAllDelayedChunksGoOutBehindAClientThatHasEnded() throws Exception {
        EchoServer server = EchoServer.builder()
                .fault(EchoFault.latency(Duration.ofMillis(100))).closeTimeout(FOREVER).start();
        try (Socket socket = Clients.connect(server.address())) {
            byte[] sent = Clients.randomBytes(100_000, 1);
            socket.getOutputStream().write(sent);
            socket.shutdownOutput();
            Clients.await("it is read", () -> server.metrics().bytesReceived() == sent.length);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            assertArrayEquals(sent, socket.getInputStream().readAllBytes());
            closing.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @ParameterizedTest
    @MethodSource("neverEnding")
    void idleTimeoutEndsWhatIsHeldBackAndFreesItsPlace(EchoFault fault) throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder().fault(1, fault).observer(recorder)
                .maxConnections(1).idleTimeout(Duration.ofMillis(250)).start()) {
            try (Socket socket = Clients.connect(server.address())) {
                socket.getOutputStream().write(TEN);
                socket.shutdownOutput();
                Clients.await("it has ended", () -> recorder.closed.size() == 1);
            }
            Clients.connect(server.address()).close();
            Clients.await("its place is free", () -> recorder.opened.size() == 2);
        }
        assertEquals("IDLE_TIMEOUT", recorder.closed.get(0).split(" ")[0]);
    }

    @Test
    void whatWasHeldBackIsForgottenWithItsConnection() throws Exception {
        LiveObjects before = LiveObjects.of(List.of(EchoConnection.class));
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder().fault(EchoFault.latency(FOREVER))
                .observer(recorder).idleTimeout(Duration.ofMillis(250)).start()) {
            try (Socket socket = Clients.connect(server.address())) {
                socket.getOutputStream().write(TEN);
                Clients.await("it has ended", () -> recorder.closed.size() == 1);
            }
            Clients.await("nothing keeps it",
                    () -> !LiveObjects.of(List.of(EchoConnection.class)).anyMoreThan(before));
        }
    }
}
