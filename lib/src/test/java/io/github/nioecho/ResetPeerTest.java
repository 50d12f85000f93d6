package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.fault.EchoFault;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The fault on channels that have SO_LINGER; the rest is in {@link EchoFaultTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ResetPeerTest {

    static Stream<Arguments> providersAndSizes() {
        return OwnProviders.available().flatMap(provider -> Stream.of(0, 1, 5, 1024, 50_000)
                .map(size -> Arguments.of(provider, size)));
    }

    static Stream<AsynchronousChannelProvider> providers() {
        return OwnProviders.available();
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void comesAfterTheBytesThoughTheClientSendsNoMore(
            AsynchronousChannelProvider provider, int bytes) throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = start(provider, recorder, EchoFault.resetPeer(bytes));
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoes(socket, Clients.randomBytes(bytes, bytes));
            assertReset(socket);
            Clients.await("it is over", () -> recorder.closed.size() == 1);
            assertEquals(1, server.metrics().resetConnections());
        }
        assertEquals(List.of("RESET " + bytes + "/" + bytes), recorder.closed);
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void comesAfterTheFirstPartOfAMessage(AsynchronousChannelProvider provider, int bytes)
            throws Exception {
        try (EchoServer server = start(provider, new Recorder(), EchoFault.resetPeer(bytes));
                Socket socket = Clients.connect(server.address())) {
            byte[] sent = Clients.randomBytes(bytes + 10, bytes);
            socket.getOutputStream().write(sent);
            byte[] echoed = socket.getInputStream().readNBytes(bytes);
            assertArrayEquals(Arrays.copyOf(sent, bytes), echoed);
            assertReset(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void comesThoughTheClientHasEnded(AsynchronousChannelProvider provider) throws Exception {
        try (EchoServer server = start(provider, new Recorder(), EchoFault.resetPeer(5));
                Socket socket = Clients.connect(server.address())) {
            socket.getOutputStream().write(new byte[5]);
            socket.shutdownOutput();
            assertEquals(5, socket.getInputStream().readNBytes(5).length);
            assertReset(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void comesAfterWhatALatencyHoldsBack(AsynchronousChannelProvider provider) throws Exception {
        EchoFault latency = EchoFault.latency(Duration.ofMillis(30));
        for (EchoFault fault : List.of(
                latency.and(EchoFault.resetPeer(5)), EchoFault.resetPeer(5).and(latency))) {
            try (EchoServer server = start(provider, new Recorder(), fault);
                    Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoes(socket, new byte[] {1, 2, 3, 4, 5});
                assertReset(socket);
            }
        }
    }

    /** Faults end where the stop begins. */
    @ParameterizedTest
    @MethodSource("providers")
    void doesNotComeAfterTheStopOfTheServer(AsynchronousChannelProvider provider)
            throws Exception {
        EchoFault fault = EchoFault.latency(Duration.ofDays(1)).and(EchoFault.resetPeer(5));
        Recorder recorder = new Recorder();
        Socket socket;
        try (EchoServer server = start(provider, recorder, fault)) {
            socket = Clients.connect(server.address());
            socket.getOutputStream().write(new byte[5]);
            server.awaitBytes(5, Duration.ofSeconds(20));
            socket.shutdownOutput();
        }
        try (socket) {
            assertTrue(socket.getInputStream().readNBytes(5).length <= 5);
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    private static EchoServer start(
            AsynchronousChannelProvider provider, Recorder recorder, EchoFault fault)
            throws Exception {
        return EchoServer.builder().provider(provider).observer(recorder).fault(fault).start();
    }

    private static void assertReset(Socket socket) {
        SocketException e =
                assertThrows(SocketException.class, () -> socket.getInputStream().read());
        assertTrue(e.getMessage().contains("reset"), e::getMessage);
    }
}
