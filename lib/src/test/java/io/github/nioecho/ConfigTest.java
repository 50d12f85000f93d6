package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nioecho.fault.EchoFault;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class ConfigTest {

    static Stream<Arguments> outOfBounds() {
        return Stream.of(
                wrong(b -> b.port(-1), "port must be in 0..65535, was -1"),
                wrong(b -> b.port(70_000), "port must be in 0..65535, was 70000"),
                wrong(b -> b.unixPath(Path.of("")), "unixPath must name a file, was empty"),
                wrong(b -> b.backlog(0), "backlog must be >= 1, was 0"),
                wrong(b -> b.bufferSize(0), "bufferSize must be >= 1 byte, was 0"),
                wrong(b -> b.bufferSize((64 << 20) + 1),
                        "bufferSize must be <= 67108864 bytes, was 67108865"),
                wrong(b -> b.adaptiveBuffer(8, Integer.MAX_VALUE),
                        "adaptiveBuffer's maximum must be <= 67108864 bytes, was 2147483647"),
                wrong(b -> b.bindAddress(address("224.0.0.1")),
                        "bindAddress must be an address of this machine, was the multicast address"
                                + " 224.0.0.1"),
                wrong(b -> b.bindAddress(address("255.255.255.255")),
                        "bindAddress must be an address of this machine, was the broadcast address"
                                + " 255.255.255.255"),
                wrong(b -> b.eventLoops(0), "eventLoops must be >= 1, was 0"),
                wrong(b -> b.maxConnections(-1), "maxConnections must be >= 0, was -1"),
                wrong(b -> b.adaptiveBuffer(0, 8),
                        "adaptiveBuffer's minimum must be >= 1 byte, was 0"),
                wrong(b -> b.adaptiveBuffer(8, 7),
                        "adaptiveBuffer's maximum must be >= its minimum, 8 bytes, was 7"),
                wrong(b -> b.idleTimeout(Duration.ofSeconds(-1)),
                        "idleTimeout must be in 0..9223372036 s, was PT-1S"),
                wrong(b -> b.closeTimeout(Duration.ofDays(200_000)),
                        "closeTimeout must be in 0..9223372036 s, was PT4800000H"),
                wrong(b -> b.recordReceived(-1), "recordReceived must be >= 0 bytes, was -1"),
                wrong(b -> b.fault(0, EchoFault.neverRead()),
                        "connectionNumber of a fault must be >= 1, was 0"));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("outOfBounds")
    void valueOutOfBoundsIsNamedWithOptionAndBound(
            Consumer<EchoServerBuilder> change, String message) {
        EchoServerBuilder builder = EchoServer.builder();
        change.accept(builder);
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, builder::start).getMessage());
    }

    static Stream<Arguments> missing() {
        return Stream.of(
                wrong(b -> b.bindAddress(null), "bindAddress"),
                wrong(b -> b.unixPath(null), "unixPath"),
                wrong(b -> b.idleTimeout(null), "idleTimeout"),
                wrong(b -> b.closeTimeout(null), "closeTimeout"),
                wrong(b -> b.observer(null), "observer"),
                wrong(b -> b.provider(null), "provider"),
                wrong(b -> b.threadFactory(null), "threadFactory"),
                wrong(b -> b.fault(null), "fault"),
                wrong(b -> b.fault(1, null), "fault"),
                wrong(b -> b.socketOption(StandardSocketOptions.SO_SNDBUF, null),
                        "value of SO_SNDBUF"));
    }

    @ParameterizedTest
    @MethodSource("missing")
    void missingValueIsNamed(Consumer<EchoServerBuilder> change, String message) {
        EchoServerBuilder builder = EchoServer.builder();
        assertEquals(message, assertThrows(NullPointerException.class, () -> {
            change.accept(builder);
            builder.start();
        }).getMessage());
    }

    @Test
    void threadFactoryThatMakesNoThreadFailsTheStart() {
        EchoServerBuilder builder = EchoServer.builder().threadFactory(task -> null);
        assertEquals("threadFactory must not return null",
                assertThrows(NullPointerException.class, builder::start).getMessage());
    }

    @Test
    void builderMayStartSeveralServers() throws Exception {
        EchoServerBuilder builder = EchoServer.builder().bufferSize(16);
        try (EchoServer first = builder.start(); EchoServer second = builder.start()) {
            Clients.await("both run on ports of their own", () -> first.port() != second.port());
        }
    }

    private static Arguments wrong(Consumer<EchoServerBuilder> change, String message) {
        return Arguments.of(change, message);
    }
}
