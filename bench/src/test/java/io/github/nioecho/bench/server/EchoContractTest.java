package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.ServerInfo.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every server variant promises the clients of a running server.
 *
 * <p>A MiB through a buffer of one byte takes two million system calls, seconds for each variant,
 * and 64 MiB take minutes: {@code mvn verify -Dcontract=full} includes what is left out otherwise.
 */
@Timeout(60)
class EchoContractTest extends ServerContract {

    private static final boolean FULL = "full".equals(System.getProperty("contract"));

    static Stream<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (ServerVariant variant : variants().toList()) {
            for (int buffer : new int[] {1, 1_024, 65_536}) {
                List<Long> sizes = LongStream.of(
                                0, 1, buffer - 1, buffer, buffer + 1, 10L * buffer, 65_536, MIB,
                                64 * MIB)
                        .filter(size -> FULL || isQuick(variant, buffer, size))
                        .distinct()
                        .boxed()
                        .toList();
                if (!sizes.isEmpty()) {
                    cells.add(Arguments.of(variant, buffer, sizes));
                }
            }
        }
        return cells.stream();
    }

    /** Of the models all that takes less than seconds, of the others what is most used. */
    private static boolean isQuick(ServerVariant variant, int bufferBytes, long sizeBytes) {
        return variant.kind() == Kind.MODEL
                ? sizeBytes <= 65_536 || bufferBytes > 1
                : sizeBytes <= MIB && bufferBytes == BUFFER_BYTES;
    }

    @ParameterizedTest(name = "{0}, buffer {1}, messages {2}")
    @MethodSource("cells")
    @Timeout(1_800)
    void everyByteComesBackAndThenTheEnd(
            ServerVariant variant, int bufferBytes, List<Long> sizesBytes) throws IOException {
        try (RunningServer server = start(variant, ServerSpec.onLoopback(bufferBytes, 1))) {
            for (long sizeBytes : sizesBytes) {
                try (TestClient client = TestClient.connect(server.address())) {
                    client.echo(Payload.random(sizeBytes));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void halfCloseWithDataInFlightLosesNothing(ServerVariant variant) throws Exception {
        try (RunningServer server = start(variant);
                TestClient client = TestClient.connect(server.address())) {
            Payload payload = Payload.random(100_000);
            CompletableFuture<Void> sending = client.sendAside(payload);
            client.awaitStall(sending);
            client.expect(payload);
            client.expectEnd();
        }
    }

    /** More connections than are accepted in the time: the last ones end before they are. */
    @ParameterizedTest
    @MethodSource("variants")
    void halfCloseBeforeAcceptLosesNothing(ServerVariant variant) throws IOException {
        int count = 200;
        List<TestClient> clients = new ArrayList<>();
        List<Payload> payloads = new ArrayList<>();
        try (RunningServer server = start(variant)) {
            for (int i = 0; i < count; i++) {
                TestClient client = TestClient.connect(server.address());
                clients.add(client);
                payloads.add(Payload.random(3_000));
                client.send(payloads.get(i));
                client.halfClose();
            }
            for (int i = 0; i < count; i++) {
                clients.get(i).expect(payloads.get(i));
                clients.get(i).expectEnd();
            }
        } finally {
            closeAll(clients);
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void twoHundredClientsAtOnceGetTheirOwnBytes(ServerVariant variant) throws Exception {
        try (RunningServer server = start(variant)) {
            echoAtOnce(server, 200);
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void severalServerThreadsServeEveryClient(ServerVariant variant) throws Exception {
        try (RunningServer server = start(variant, ServerSpec.onLoopback(BUFFER_BYTES, 3))) {
            echoAtOnce(server, 50);
        }
    }

    private static void echoAtOnce(RunningServer server, int count) throws Exception {
        CountDownLatch allConnected = new CountDownLatch(count);
        List<Future<?>> echoes = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(count)) {
            for (int i = 0; i < count; i++) {
                echoes.add(executor.submit(() -> {
                    try (TestClient client = TestClient.connect(server.address())) {
                        allConnected.countDown();
                        allConnected.await();
                        for (int round = 0; round < 10; round++) {
                            Payload message = Payload.random(3_000);
                            client.send(message);
                            client.expect(message);
                        }
                        client.halfClose();
                        client.expectEnd();
                    }
                    return null;
                }));
            }
            for (Future<?> echo : echoes) {
                echo.get();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void resetWhileReadingEndsThatConnectionOnly(ServerVariant variant) throws IOException {
        try (RunningServer server = start(variant);
                TestClient bystander = TestClient.connect(server.address())) {
            for (int i = 0; i < 50; i++) {
                TestClient client = TestClient.connect(server.address());
                client.roundTrip();
                client.reset();
            }
            bystander.roundTrip();
            assertServes(server);
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void resetBeforeAcceptLeavesTheServerServing(ServerVariant variant) throws IOException {
        try (RunningServer server = start(variant)) {
            for (int i = 0; i < 200; i++) {
                TestClient.connect(server.address()).reset();
            }
            assertServes(server);
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void resetWhileWritingEndsThatConnectionOnly(ServerVariant variant) throws Exception {
        try (RunningServer server = start(variant);
                TestClient bystander = TestClient.connect(server.address())) {
            bystander.roundTrip();
            ProcessFootprint idle = ProcessFootprint.now();
            Map<TestClient, CompletableFuture<Void>> sending = new HashMap<>();
            for (int i = 0; i < 3; i++) {
                TestClient client =
                        TestClient.connectWithSmallSendBuffer(server.address());
                sending.put(client, client.sendAside(Payload.random(64 * MIB)));
            }
            for (TestClient client : sending.keySet()) {
                client.awaitStall(sending.get(client));
                client.reset();
                assertThrows(Exception.class, sending.get(client)::join);
            }
            awaitIdle(variant, server, idle);
            bystander.roundTrip();
            assertServes(server);
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void clientThatStopsReadingStopsOnlyItself(ServerVariant variant) throws Exception {
        try (RunningServer server = start(variant);
                TestClient stopped =
                        TestClient.connectWithSmallSendBuffer(server.address())) {
            Payload payload = Payload.random(16 * MIB);
            CompletableFuture<Void> sending = stopped.sendAside(payload);
            stopped.awaitStall(sending);
            assertFalse(sending.isDone(), "the server read all that it could not write");
            try (TestClient other = TestClient.connect(server.address())) {
                other.echo(Payload.random(4 * MIB));
            }
            stopped.expect(payload);
            stopped.expectEnd();
        }
    }

    /** What the server writes is taken in pieces, so it has to come back for the rest. */
    @ParameterizedTest
    @MethodSource("variants")
    void partialWritesAreContinued(ServerVariant variant) throws Exception {
        try (RunningServer server = start(variant, ServerSpec.onLoopback(65_536, 1));
                TestClient slow =
                        TestClient.connectWithSmallSendBuffer(server.address())) {
            Payload payload = Payload.random(8 * MIB);
            CompletableFuture<Void> sending = slow.sendAside(payload);
            slow.awaitStall(sending);
            slow.expect(payload, 1_500);
            slow.expectEnd();
        }
    }

    /** Nagle's algorithm would hold back each chunk but the first for a delayed acknowledgement. */
    @ParameterizedTest
    @MethodSource("variants")
    void chunksOfMessageAreSentAtOnce(ServerVariant variant) throws IOException {
        try (RunningServer server = start(variant);
                TestClient client = TestClient.connect(server.address())) {
            // Held back, all but the first few take 40 ms or more; a busy machine delays some.
            long quickest = Long.MAX_VALUE;
            for (int i = 0; i < 51; i++) {
                Payload message = Payload.random(3 * BUFFER_BYTES - 100);
                long start = System.nanoTime();
                client.send(message);
                client.expect(message);
                if (i >= 25) {
                    quickest = Math.min(quickest, System.nanoTime() - start);
                }
            }
            assertTrue(quickest < 20_000_000, "none took less than " + quickest + " ns");
        }
    }
}
