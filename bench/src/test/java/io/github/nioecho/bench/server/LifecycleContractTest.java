package io.github.nioecho.bench.server;

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
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every server variant promises its owner: about starting, closing and what it uses. */
@Timeout(60)
class LifecycleContractTest extends ServerContract {

    @ParameterizedTest
    @MethodSource("variantsInThisJvm")
    void thousandConnectionsLeaveNothingBehind(ServerVariant variant) throws IOException {
        try (RunningServer server = start(variant)) {
            assertServes(server);
            ProcessFootprint idle = ProcessFootprint.now();
            for (int i = 0; i < 1_000; i++) {
                TestClient.connect(server.address()).close();
            }
            awaitIdle(variant, server, idle);
        }
    }

    @ParameterizedTest
    @MethodSource("variantsInThisJvm")
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

    @ParameterizedTest
    @MethodSource("variantsInThisJvm")
    void closeEndsConnectionsThatJustArrive(ServerVariant variant) throws IOException {
        // The library gives each client time to end, and has a test of its own for this race.
        boolean library = variant.label().startsWith("async")
                || variant == ServerVariant.SMART_SOCKET;
        int rounds = library ? 1 : 10;
        for (int round = 0; round < rounds; round++) {
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
    @MethodSource("variantsInThisJvm")
    void closeEndsConnectionsInEveryStateAndFreesThePort(ServerVariant variant)
            throws Exception {
        List<TestClient> clients = new ArrayList<>();
        SocketAddress address;
        try (RunningServer server = start(variant)) {
            address = server.address();
            for (int i = 0; i < 20; i++) {
                TestClient reading = TestClient.connect(address);
                clients.add(reading);
                reading.roundTrip();
            }
            TestClient writing = TestClient.connectWithSmallSendBuffer(address);
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
    @MethodSource("variantsInThisJvm")
    void closeTwiceIsClosingOnce(ServerVariant variant) throws IOException {
        RunningServer server = start(variant);
        server.close();
        server.close();
    }

    @ParameterizedTest
    @MethodSource("variantsInThisJvm")
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
    @MethodSource("variantsInThisJvm")
    void wildcardListensOnBothFamilies(ServerVariant variant) throws IOException {
        ServerSpec spec = new ServerSpec(
                new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), BUFFER_BYTES, 1);
        try (RunningServer server = variant.start(spec)) {
            int port = Ports.of(server);
            assertServes(new InetSocketAddress("127.0.0.1", port));
            assumeTrue(hasIpv6Loopback(), "no IPv6 here");
            assertServes(new InetSocketAddress("::1", port));
        }
    }

    @ParameterizedTest
    @MethodSource("variantsInThisJvm")
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
}
