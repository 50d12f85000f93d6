package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.fault.EchoFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
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
class AdaptiveBufferTest {

    private static final int MIN = 1024;
    private static final int MAX = 64 << 10;

    static Stream<Arguments> settingsAndSizes() {
        Map<String, UnaryOperator<EchoServerBuilder>> settings = Map.of(
                "one loop", builder -> builder,
                "a shared listener", builder -> builder.sharded(false).eventLoops(3),
                "a fault", builder -> builder.fault(EchoFault.slicer(5_000)),
                "the heap", builder -> builder.directBuffers(false));
        return settings.keySet().stream().sorted().flatMap(name -> IntStream.of(
                0, 1, MIN - 1, MIN, MIN + 1, 2 * MIN, 3 * MIN, MAX, MAX + MIN, 10 * MAX)
                .mapToObj(size -> Arguments.of(name, settings.get(name), size)));
    }

    @ParameterizedTest(name = "{0}, {2} bytes")
    @MethodSource("settingsAndSizes")
    void everyByteComesBackAndThenTheEnd(
            String name, UnaryOperator<EchoServerBuilder> setting, int size) throws Exception {
        EchoServerBuilder builder = EchoServer.builder().adaptiveBuffer(MIN, MAX);
        try (EchoServer server = setting.apply(builder).start()) {
            for (int i = 0; i < 3; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(size, size));
                }
            }
        }
    }

    /** Each of them is as large as the small buffer, so the server looks for more behind it. */
    @Test
    void messageThatJustFillsTheSmallBufferComesBackWithoutAnother() throws Exception {
        try (EchoServer server = EchoServer.builder().adaptiveBuffer(MIN, MAX).start();
                Socket socket = Clients.connect(server.address())) {
            for (int i = 0; i < 200; i++) {
                Clients.assertEchoes(socket, Clients.randomBytes(MIN, i));
            }
            Clients.assertEchoes(socket, Clients.randomBytes(40_000, 1));
            Clients.assertEchoes(socket, Clients.randomBytes(MIN, 2));
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(MIN, 3));
        }
    }

    @Test
    void chunksGrowWithTheMessagesAndShrinkAgain() throws Exception {
        Queue<Integer> chunks = new ConcurrentLinkedQueue<>();
        EchoObserver observer = new EchoObserver() {
            @Override
            public void received(ConnectionInfo connection, ByteBuffer chunk) {
                chunks.add(chunk.remaining());
            }
        };
        try (EchoServer server =
                        EchoServer.builder().adaptiveBuffer(MIN, MAX).observer(observer).start();
                Socket socket = Clients.connect(server.address())) {
            for (int i = 0; i < 50; i++) {
                Clients.assertEchoes(socket, Clients.randomBytes(32_000, i));
            }
            int largest = chunks.stream().mapToInt(Integer::intValue).max().orElseThrow();
            assertTrue(largest > 8 * MIN, "the largest chunk had " + largest + " bytes");
            assertTrue(largest <= MAX, "the largest chunk had " + largest + " bytes");
            chunks.clear();

            Clients.assertEchoes(socket, Clients.randomBytes(100, 1));

            assertEquals(List.of(100), List.copyOf(chunks));
        }
    }

    /**
     * However the transfer went: what a connection waits with is the small buffer, at once or, on
     * channels of our own, after a while.
     */
    @ParameterizedTest
    @ValueSource(ints = {40_000, 1 << 20, (8 << 20) + 17})
    void idleConnectionHoldsTheMinimumAfterALargeTransfer(int size) throws Exception {
        Map<Long, Integer> held = new ConcurrentHashMap<>();
        EchoServer[] running = new EchoServer[1];
        // Tells it on the loop's own thread, which owns the buffers.
        EchoObserver observer = new EchoObserver() {
            @Override
            public void closed(ConnectionInfo probe, CloseReason reason, long in, long out) {
                for (EchoConnection connection : running[0].connections()) {
                    held.put(connection.info().id(), connection.heldBytes());
                }
            }
        };
        try (EchoServer server =
                        EchoServer.builder().adaptiveBuffer(MIN, MAX).observer(observer).start();
                Socket socket = Clients.connect(server.address())) {
            running[0] = server;
            for (int i = 0; i < 5; i++) {
                Clients.assertEchoesAside(socket, Clients.randomBytes(size, i));
            }
            Map<Long, Integer> small = Map.of(1L, MIN);
            boolean lingers =
                    LingeringEchoConnection.suits(AsynchronousChannelProvider.provider());
            Clients.await("the minimum", () -> {
                held.clear();
                probe(server);
                Clients.await("the probe has ended", () -> !held.isEmpty());
                return !lingers || held.equals(small);
            });

            assertEquals(small, held);
        }
    }

    private static void probe(EchoServer server) {
        try {
            Clients.connect(server.address()).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void clientThatNeverReadsHoldsOneLargeBufferAndSlowsDownNobody() throws Exception {
        try (EchoServer server = EchoServer.builder()
                        .adaptiveBuffer(MIN, MAX).closeTimeout(Duration.ZERO).start();
                Socket deaf = Clients.connect(server.address());
                Socket other = Clients.connect(server.address())) {
            Thread writer = new Thread(() -> {
                try {
                    deaf.getOutputStream().write(new byte[64 << 20]);
                } catch (IOException expected) {
                    // The test is over.
                }
            });
            writer.start();
            for (int i = 0; i < 100; i++) {
                Clients.assertEchoes(other, Clients.randomBytes(50_000, i));
            }
            long received = server.metrics().bytesReceived() - 100 * 50_000;
            long sent = server.metrics().bytesSent() - 100 * 50_000;
            assertTrue(received - sent <= MAX, received + " bytes in, " + sent + " out");
            Clients.reset(deaf);
            writer.join();
        }
    }
}
