package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every server variant promises. One that fails here must not be timed: it would be compared
 * doing less than the others.
 *
 * <p>64 MiB through a buffer of one byte take some 134 million system calls, minutes for each
 * variant: {@code mvn verify -Dcontract=full} includes that cell, which is left out otherwise.
 */
@Timeout(60)
class EchoContractTest {

    private static final int BUFFER_BYTES = 1_024;
    private static final long MIB = 1L << 20;
    private static final boolean FULL = "full".equals(System.getProperty("contract"));

    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private ProcessFootprint before;

    /** Lets the JDK start what it needs for every kind of server and client. */
    @BeforeAll
    static void warmUp() throws IOException {
        for (ServerVariant variant : ServerVariant.values()) {
            try (RunningServer server = start(variant)) {
                for (int i = 0; i < 10; i++) {
                    try (TestClient client = TestClient.connect(server.address())) {
                        client.echo(Payload.random(MIB));
                    }
                }
            }
        }
        ProcessFootprint.now();
    }

    @BeforeEach
    void watchProcess() throws IOException {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        before = ProcessFootprint.now();
    }

    @AfterEach
    void nothingIsLeftBehindAndNoThreadDied() throws IOException {
        Thread.setDefaultUncaughtExceptionHandler(null);
        assertAll(
                () -> before.awaitReturn(),
                () -> assertEquals(List.of(), List.copyOf(uncaught), "uncaught in any thread"));
    }

    static Stream<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (ServerVariant variant : ServerVariant.values()) {
            for (int buffer : new int[] {1, 1_024, 65_536}) {
                LongStream.of(0, 1, buffer - 1, buffer, buffer + 1, 10L * buffer, MIB, 64 * MIB)
                        .filter(size -> size <= MIB || buffer > 1 || FULL)
                        .distinct()
                        .forEach(size -> cells.add(Arguments.of(variant, buffer, size)));
            }
        }
        return cells.stream();
    }

    @ParameterizedTest(name = "{0}, buffer {1}, message {2}")
    @MethodSource("cells")
    @Timeout(1_800)
    void everyByteComesBackAndThenTheEnd(ServerVariant variant, int bufferBytes, long sizeBytes)
            throws IOException {
        try (RunningServer server = variant.start(ServerSpec.onLoopback(bufferBytes, 1));
                TestClient client = TestClient.connect(server.address())) {
            client.echo(Payload.random(sizeBytes));
        }
    }

    @ParameterizedTest
    @EnumSource
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
    @EnumSource
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
    @EnumSource
    void twoHundredClientsAtOnceGetTheirOwnBytes(ServerVariant variant) throws Exception {
        try (RunningServer server = start(variant)) {
            echoAtOnce(server, 200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalServerThreadsServeEveryClient(ServerVariant variant) throws Exception {
        try (RunningServer server = variant.start(ServerSpec.onLoopback(BUFFER_BYTES, 3))) {
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
    @EnumSource
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
    @EnumSource
    void resetBeforeAcceptLeavesTheServerServing(ServerVariant variant) throws IOException {
        try (RunningServer server = start(variant)) {
            for (int i = 0; i < 200; i++) {
                TestClient.connect(server.address()).reset();
            }
            assertServes(server);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resetWhileWritingEndsThatConnectionOnly(ServerVariant variant) throws Exception {
        try (RunningServer server = start(variant);
                TestClient bystander = TestClient.connect(server.address())) {
            bystander.roundTrip();
            ProcessFootprint idle = ProcessFootprint.now();
            for (int i = 0; i < 3; i++) {
                TestClient client =
                        TestClient.connectWithSmallReceiveBuffer(server.address());
                CompletableFuture<Void> sending = client.sendAside(Payload.random(64 * MIB));
                client.awaitStall(sending);
                client.reset();
                assertThrows(Exception.class, sending::join);
            }
            idle.awaitReturn();
            bystander.roundTrip();
            assertServes(server);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientThatStopsReadingStopsOnlyItself(ServerVariant variant) throws Exception {
        try (RunningServer server = start(variant);
                TestClient stopped =
                        TestClient.connectWithSmallReceiveBuffer(server.address())) {
            Payload payload = Payload.random(32 * MIB);
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
    @EnumSource
    void partialWritesAreContinued(ServerVariant variant) throws Exception {
        try (RunningServer server = variant.start(ServerSpec.onLoopback(65_536, 1));
                TestClient slow =
                        TestClient.connectWithSmallReceiveBuffer(server.address())) {
            Payload payload = Payload.random(8 * MIB);
            CompletableFuture<Void> sending = slow.sendAside(payload);
            slow.awaitStall(sending);
            slow.expect(payload, 1_500);
            slow.expectEnd();
        }
    }

    @ParameterizedTest
    @EnumSource
    void thousandConnectionsLeaveNothingBehind(ServerVariant variant) throws IOException {
        try (RunningServer server = start(variant)) {
            assertServes(server);
            ProcessFootprint idle = ProcessFootprint.now();
            for (int i = 0; i < 1_000; i++) {
                TestClient.connect(server.address()).close();
            }
            idle.awaitReturn();
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionsInTurnShareBuffers(ServerVariant variant) throws IOException {
        int bufferBytes = 1 << 20;
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
                .stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        try (RunningServer server = variant.start(ServerSpec.onLoopback(bufferBytes, 1))) {
            long allocatedBytes = 0;
            for (int i = 0; i < 100; i++) {
                long usedBefore = direct.getMemoryUsed();
                try (TestClient client = TestClient.connect(server.address())) {
                    client.roundTrip();
                    client.halfClose();
                    client.expectEnd();
                }
                // A garbage collection makes it negative, and hides one connection, not a hundred.
                allocatedBytes += Math.max(0, direct.getMemoryUsed() - usedBefore);
            }
            long buffers = allocatedBytes / bufferBytes;
            assertTrue(buffers < 20, buffers + " buffers for 100 connections in turn");
        }
    }

    /** Nagle's algorithm would hold back each chunk but the first for a delayed acknowledgement. */
    @ParameterizedTest
    @EnumSource
    void chunksOfMessageAreSentAtOnce(ServerVariant variant) throws IOException {
        try (RunningServer server = start(variant);
                TestClient client = TestClient.connect(server.address())) {
            long[] nanos = new long[51];
            for (int i = 0; i < nanos.length; i++) {
                Payload message = Payload.random(3 * BUFFER_BYTES - 100);
                long start = System.nanoTime();
                client.send(message);
                client.expect(message);
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            // Held back, all but the first few take 40 ms or more; a busy machine delays some.
            long quartile = nanos[nanos.length / 4];
            assertTrue(quartile < 20_000_000, "three quarters took over " + quartile + " ns");
        }
    }

    @ParameterizedTest
    @EnumSource
    void closeEndsConnectionsThatJustArrive(ServerVariant variant) throws IOException {
        for (int round = 0; round < 10; round++) {
            List<TestClient> clients = new ArrayList<>();
            try {
                try (RunningServer server = start(variant)) {
                    for (int i = 0; i < 30; i++) {
                        clients.add(TestClient.connect(server.address()));
                    }
                }
                clients.forEach(TestClient::awaitGone);
            } finally {
                closeAll(clients);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closeEndsConnectionsInEveryStateAndFreesThePort(ServerVariant variant)
            throws Exception {
        List<TestClient> clients = new ArrayList<>();
        InetSocketAddress address;
        try (RunningServer server = start(variant)) {
            address = server.address();
            for (int i = 0; i < 20; i++) {
                TestClient reading = TestClient.connect(address);
                clients.add(reading);
                reading.roundTrip();
            }
            TestClient writing = TestClient.connectWithSmallReceiveBuffer(address);
            clients.add(writing);
            writing.awaitStall(writing.sendAside(Payload.random(64 * MIB)));
        }
        try (RunningServer next = variant.start(new ServerSpec(address, BUFFER_BYTES, 1))) {
            clients.forEach(TestClient::awaitGone);
            assertServes(next);
        } finally {
            closeAll(clients);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closeTwiceIsClosingOnce(ServerVariant variant) throws IOException {
        RunningServer server = start(variant);
        server.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void portInUseIsAnErrorThatLeavesNothingBehind(ServerVariant variant) throws IOException {
        try (RunningServer first = start(variant)) {
            ProcessFootprint one = ProcessFootprint.now();
            for (int threads = 1; threads <= 3; threads++) {
                ServerSpec taken = new ServerSpec(first.address(), BUFFER_BYTES, threads);
                for (int i = 0; i < 20; i++) {
                    assertThrows(BindException.class, () -> variant.start(taken).close());
                }
            }
            one.awaitReturn();
            assertServes(first);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wildcardListensOnBothFamilies(ServerVariant variant) throws IOException {
        ServerSpec spec = new ServerSpec(
                new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), BUFFER_BYTES, 1);
        try (RunningServer server = variant.start(spec)) {
            int port = server.address().getPort();
            assertServes(new InetSocketAddress("127.0.0.1", port));
            assumeTrue(hasIpv6Loopback(), "no IPv6 here");
            assertServes(new InetSocketAddress("::1", port));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ipv6LoopbackServes(ServerVariant variant) throws IOException {
        assumeTrue(hasIpv6Loopback(), "no IPv6 here");
        ServerSpec spec = new ServerSpec(new InetSocketAddress("::1", 0), BUFFER_BYTES, 1);
        try (RunningServer server = variant.start(spec)) {
            assertServes(server);
        }
    }

    private static boolean hasIpv6Loopback() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null;
    }

    private static RunningServer start(ServerVariant variant) throws IOException {
        return variant.start(ServerSpec.onLoopback(BUFFER_BYTES, 1));
    }

    private static void assertServes(RunningServer server) throws IOException {
        assertServes(server.address());
    }

    private static void assertServes(InetSocketAddress address) throws IOException {
        try (TestClient client = TestClient.connect(address)) {
            client.echo(Payload.random(10_000));
        }
    }

    private static void closeAll(List<TestClient> clients) throws IOException {
        for (TestClient client : clients) {
            client.close();
        }
    }
}
