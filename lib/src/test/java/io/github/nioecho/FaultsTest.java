package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.fault.EchoFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class FaultsTest {

    @Test
    void withoutAFaultTheServerUsesTheAcceptedChannelItself() throws Exception {
        try (AsynchronousSocketChannel accepted = AsynchronousSocketChannel.open()) {
            Faults none = new Faults(Faults.NONE, Map.of(), 0);
            assertSame(accepted, none.apply(accepted, 1, null));
            Faults other = new Faults(Faults.NONE, Map.of(2L, EchoFault.refuse()), 0);
            assertSame(accepted, other.apply(accepted, 1, null));
        }
    }

    @Test
    void withoutAFaultNothingOfThemIsLoaded(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("classes.log");
        try (ChildJvm child = ChildJvm.start(
                "true", List.of("-Xlog:class+load:file=" + log), ChildServer.class, "1024")) {
            int port = Integer.parseInt(child.line());
            InetAddress loopback = InetAddress.getLoopbackAddress();
            try (Socket socket = Clients.connect(new InetSocketAddress(loopback, port))) {
                Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(10_000, 1));
            }
        }
        List<String> lines = Files.readAllLines(log);
        assertTrue(lines.stream().anyMatch(line -> line.contains(
                " " + EchoConnection.class.getName() + " ")), "no class is logged");
        assertEquals(List.of(), lines.stream()
                .filter(line -> line.contains(EchoFault.class.getPackageName())).toList());
    }

    @Test
    void sameSeedGivesEachConnectionTheSameRandomNumbers() throws Exception {
        long seed = System.nanoTime();
        System.out.println("FaultsTest: seed " + seed);
        List<Long> first = randomNumbers(EchoServer.builder().faultSeed(seed), seed);
        assertEquals(first, randomNumbers(EchoServer.builder().faultSeed(seed), seed));
        assertEquals(5, first.stream().distinct().count());
        assertNotEquals(first, randomNumbers(EchoServer.builder().faultSeed(seed + 1), seed + 1));
    }

    @Test
    void eachServerHasAnotherSeedUnlessItIsSet() throws Exception {
        EchoServerBuilder builder = EchoServer.builder();
        try (EchoServer first = builder.start(); EchoServer second = builder.start()) {
            assertNotEquals(first.faultSeed(), second.faultSeed());
        }
    }

    @Test
    void faultThatThrowsIsAFailedAccept() throws Exception {
        ConnectionFault broken = (accepted, timer, random) -> {
            throw new IOException("in a test");
        };
        try (EchoServer server = EchoServer.builder().fault(1, broken).start()) {
            try (Socket socket = Clients.connect(server.address())) {
                assertEquals(-1, socket.getInputStream().read());
            }
            try (Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoes(socket, new byte[] {1});
            }
            assertEquals(1, server.metrics().acceptFailures());
        }
    }

    static Stream<Arguments> outOfBounds() {
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                wrong(() -> EchoFault.latency(second.negated()),
                        "latency must be in 0..106751 days, was PT-1S"),
                wrong(() -> EchoFault.latency(second, second.negated()),
                        "jitter must be in 0..106751 days, was PT-1S"),
                wrong(() -> EchoFault.latency(second, second.multipliedBy(2)),
                        "jitter must be in 0..PT1S, the latency, was PT2S"),
                wrong(() -> EchoFault.bandwidth(0), "bytesPerSecond must be >= 1, was 0"),
                wrong(() -> EchoFault.slicer(0), "bytes of slicer must be >= 1, was 0"),
                wrong(() -> EchoFault.slicer(1, second.negated()),
                        "delay of slicer must be in 0..106751 days, was PT-1S"),
                wrong(() -> EchoFault.timeout(-1), "afterBytes of timeout must be >= 0, was -1"),
                wrong(() -> EchoFault.limitData(-1), "bytes of limitData must be >= 0, was -1"),
                wrong(() -> EchoFault.resetPeer(-1),
                        "afterBytes of resetPeer must be >= 0, was -1"),
                wrong(() -> EchoFault.slowClose(second.negated()),
                        "delay of slowClose must be in 0..106751 days, was PT-1S"),
                wrong(() -> EchoFault.corrupt(-1), "byteIndex of corrupt must be >= 0, was -1"));
    }

    @ParameterizedTest
    @MethodSource("outOfBounds")
    void valueOutOfBoundsIsNamedWithFaultAndBound(Supplier<EchoFault> fault, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, fault::get).getMessage());
    }

    private static List<Long> randomNumbers(EchoServerBuilder builder, long seed)
            throws IOException {
        List<Long> numbers = new CopyOnWriteArrayList<>();
        ConnectionFault fault = (accepted, timer, random) -> {
            numbers.add(random.nextLong());
            return accepted;
        };
        try (EchoServer server = builder.fault(fault).start()) {
            assertEquals(seed, server.faultSeed());
            for (int i = 0; i < 5; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    Clients.assertEchoes(socket, new byte[] {1});
                }
            }
        }
        return numbers;
    }

    private static Arguments wrong(Supplier<EchoFault> fault, String message) {
        return Arguments.of(fault, message);
    }
}
