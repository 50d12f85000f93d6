package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a variant promises on Unix domain sockets, if it can serve them. */
@Timeout(60)
class UnixContractTest extends ServerContract {

    @TempDir
    private Path folder;

    static Stream<ServerVariant> unixVariants() {
        return variantsInThisJvm().filter(variant -> variant.serves(Transport.UNIX));
    }

    @ParameterizedTest
    @MethodSource("unixVariants")
    void everyByteComesBackAndThenTheEnd(ServerVariant variant) throws IOException {
        for (int buffer : new int[] {1, 1_024, 65_536}) {
            try (RunningServer server = listen(variant, buffer, 1)) {
                for (long size : new long[] {0, 1, buffer - 1, buffer, buffer + 1, 10L * buffer,
                        buffer == 1 ? 1_000 : 4 * MIB}) {
                    try (TestClient client = TestClient.connect(server.address())) {
                        client.echo(Payload.random(size));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("unixVariants")
    void addressIsThePathAndTheFileGoesWithTheServer(ServerVariant variant) throws IOException {
        try (RunningServer server = listen(variant)) {
            assertEquals(UnixDomainSocketAddress.of(path()), server.address());
            assertTrue(Files.exists(path()));
        }
        assertFalse(Files.exists(path()));
    }

    @ParameterizedTest
    @MethodSource("unixVariants")
    void fileOfTheNextServerStays(ServerVariant variant) throws IOException {
        RunningServer first = listen(variant);
        Files.delete(path());
        try (RunningServer next = listen(variant)) {
            first.close();
            assertServes(next);
        }
    }

    @ParameterizedTest
    @MethodSource("unixVariants")
    void halfCloseWithDataInFlightLosesNothing(ServerVariant variant) throws Exception {
        try (RunningServer server = listen(variant);
                TestClient client = TestClient.connect(server.address())) {
            Payload payload = Payload.random(100_000);
            CompletableFuture<Void> sending = client.sendAside(payload);
            client.awaitStall(sending);
            client.expect(payload);
            client.expectEnd();
        }
    }

    @ParameterizedTest
    @MethodSource("unixVariants")
    void manyClientsOfSeveralThreadsGetTheirOwnBytes(ServerVariant variant) throws Exception {
        int count = 200;
        try (RunningServer server = listen(variant, BUFFER_BYTES, 3);
                ExecutorService executor = Executors.newFixedThreadPool(count)) {
            List<Future<?>> echoes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                echoes.add(executor.submit(() -> {
                    try (TestClient client = TestClient.connect(server.address())) {
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
    @MethodSource("unixVariants")
    void clientThatGoesWithItsEchoUnreadEndsThatConnectionOnly(ServerVariant variant)
            throws Exception {
        try (RunningServer server = listen(variant);
                TestClient bystander = TestClient.connect(server.address())) {
            bystander.roundTrip();
            ProcessFootprint idle = ProcessFootprint.now();
            Map<TestClient, CompletableFuture<Void>> sending = new HashMap<>();
            for (int i = 0; i < 3; i++) {
                TestClient client = TestClient.connectWithSmallSendBuffer(server.address());
                sending.put(client, client.sendAside(Payload.random(64 * MIB)));
            }
            for (TestClient client : sending.keySet()) {
                client.awaitStall(sending.get(client));
                client.close();
                assertThrows(Exception.class, sending.get(client)::join);
            }
            idle.awaitReturn();
            bystander.roundTrip();
            assertServes(server);
        }
    }

    @ParameterizedTest
    @MethodSource("unixVariants")
    void clientThatStopsReadingStopsOnlyItself(ServerVariant variant) throws Exception {
        try (RunningServer server = listen(variant);
                TestClient stopped = TestClient.connectWithSmallSendBuffer(server.address())) {
            Payload payload = Payload.random(16 * MIB);
            CompletableFuture<Void> sending = stopped.sendAside(payload);
            stopped.awaitStall(sending);
            assertFalse(sending.isDone(), "the server read all that it could not write");
            try (TestClient other = TestClient.connect(server.address())) {
                other.echo(Payload.random(4 * MIB));
            }
            stopped.expect(payload, 1_500);
            stopped.expectEnd();
        }
    }

    @ParameterizedTest
    @MethodSource("unixVariants")
    void closeEndsConnectionsInEveryStateAndFreesThePath(ServerVariant variant)
            throws Exception {
        List<TestClient> clients = new ArrayList<>();
        try (RunningServer server = listen(variant)) {
            for (int i = 0; i < 20; i++) {
                TestClient reading = TestClient.connect(server.address());
                clients.add(reading);
                reading.roundTrip();
            }
            TestClient writing = TestClient.connectWithSmallSendBuffer(server.address());
            clients.add(writing);
            writing.awaitStall(writing.sendAside(Payload.random(64 * MIB)));
        }
        try (RunningServer next = listen(variant)) {
            clients.forEach(TestClient::awaitGone);
            assertServes(next);
        } finally {
            closeAll(clients);
        }
    }

    @ParameterizedTest
    @MethodSource("unixVariants")
    void thousandConnectionsLeaveNothingBehind(ServerVariant variant) throws IOException {
        try (RunningServer server = listen(variant)) {
            assertServes(server);
            ProcessFootprint idle = ProcessFootprint.now();
            for (int i = 0; i < 1_000; i++) {
                TestClient.connect(server.address()).close();
            }
            idle.awaitReturn();
        }
    }

    @ParameterizedTest
    @MethodSource("unixVariants")
    void pathInUseIsAnErrorThatLeavesNothingBehind(ServerVariant variant) throws IOException {
        try (RunningServer first = listen(variant)) {
            ProcessFootprint one = ProcessFootprint.now();
            for (int i = 0; i < 20; i++) {
                BindException e =
                        assertThrows(BindException.class, () -> listen(variant).close());
                assertTrue(e.getMessage().contains("another server listens there")
                        || e.getMessage().contains("by a server that listens there"),
                        e::getMessage);
            }
            one.awaitReturn();
            assertServes(first);
        }
    }

    private Path path() {
        return folder.resolve("echo.socket");
    }

    private RunningServer listen(ServerVariant variant) throws IOException {
        return listen(variant, BUFFER_BYTES, 1);
    }

    private RunningServer listen(ServerVariant variant, int bufferBytes, int threads)
            throws IOException {
        return variant.start(ServerSpec.onUnixSocket(path(), bufferBytes, threads));
    }
}
