package io.github.nioecho.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.Clients;
import io.github.nioecho.LeakCheck;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class UdpEchoServerTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1472, 1473, 9000, UdpClient.MOST_OVER_IPV4})
    void returnsDatagramsOfAnySizeUnchanged(int size) throws Exception {
        try (UdpEchoServer server = UdpEchoServer.start(); UdpClient client = UdpClient.open()) {
            client.assertEchoes(server.address(), Clients.randomBytes(size, size));
            client.assertEchoes(server.address(), Clients.randomBytes(10, 1));
            client.assertNothingArrived();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, UdpClient.MOST_OVER_IPV4 + 1, UdpClient.MOST_OVER_IPV6})
    void returnsDatagramsOfAnySizeOverIpv6(int size) throws Exception {
        InetAddress loopback = ipv6Loopback();
        try (UdpEchoServer server = UdpEchoServer.builder().bindAddress(loopback).start();
                UdpClient client = UdpClient.openOn(loopback, 0)) {
            client.assertEchoes(server.address(), Clients.randomBytes(size, size));
        }
    }

    @Test
    void listensOnAnyFreeLoopbackPortByDefault() throws Exception {
        try (UdpEchoServer server = UdpEchoServer.start()) {
            assertTrue(server.address().getAddress().isLoopbackAddress());
            assertTrue(server.port() > 0);
            assertEquals(server.port(), server.address().getPort());
        }
    }

    @Test
    void startsOnTheWildcardAddressForBothFamilies() throws Exception {
        InetAddress wildcard = InetAddress.getByName("0.0.0.0");
        try (UdpEchoServer server = UdpEchoServer.builder().bindAddress(wildcard).start();
                UdpClient client = UdpClient.open()) {
            assertEquals(wildcard, server.address().getAddress());
            client.assertEchoes(
                    new InetSocketAddress("127.0.0.1", server.port()), new byte[] {1, 2});
            client.assertEchoes(
                    new InetSocketAddress(ipv6Loopback(), server.port()), new byte[] {3});
        }
    }

    /** Their addresses mean nothing without the interface, which must survive the way back. */
    @Test
    void returnsDatagramsToLinkLocalAddresses() throws Exception {
        Inet6Address linkLocal = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet6Address && address.isLinkLocalAddress())
                .map(Inet6Address.class::cast)
                .findFirst().orElse(null);
        assumeTrue(linkLocal != null, "no interface with a link-local address here");
        try (UdpEchoServer server = UdpEchoServer.builder().bindAddress(linkLocal).start();
                UdpClient client = UdpClient.openOn(linkLocal, 0)) {
            client.assertEchoes(server.address(), new byte[] {1, 2, 3});
        }
    }

    @Test
    void clientsInTurnGetTheirOwnBytes() throws Exception {
        List<UdpClient> clients = new ArrayList<>();
        try (UdpEchoServer server = UdpEchoServer.start()) {
            for (int i = 0; i < 20; i++) {
                clients.add(UdpClient.open());
            }
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < clients.size(); i++) {
                    clients.get(i).assertEchoes(server.address(), Clients.randomBytes(50 + i, i));
                }
            }
            assertEquals(400, server.metrics().answered());
        } finally {
            clients.forEach(UdpClient::close);
        }
    }

    @Test
    void clientsThatAreGoneBeforeTheEchoDisturbNobody() throws Exception {
        try (UdpEchoServer server = UdpEchoServer.start(); UdpClient other = UdpClient.open()) {
            for (int i = 0; i < 200; i++) {
                try (UdpClient gone = UdpClient.open()) {
                    gone.send(new byte[100], server.address());
                }
                other.assertEchoes(server.address(), Clients.randomBytes(100, i));
            }
            assertEquals(0, server.metrics().receiveFailures());
        }
    }

    @Test
    void interruptOfTheServersThreadHasNoEffect() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (UdpEchoServer server = UdpEchoServer.builder()
                        .threadFactory(task -> {
                            thread.set(new Thread(task, "udp-test"));
                            return thread.get();
                        })
                        .start();
                UdpClient client = UdpClient.open()) {
            for (int i = 0; i < 500; i++) {
                thread.get().interrupt();
                client.assertEchoes(server.address(), Clients.randomBytes(100, i));
            }
            assertTrue(thread.get().isAlive());
        }
        assertFalse(thread.get().isAlive());
    }

    @Test
    void portInUseIsABindExceptionThatNamesTheAddress() throws Exception {
        try (UdpEchoServer first = UdpEchoServer.start(); UdpClient client = UdpClient.open()) {
            BindException e = assertThrows(BindException.class,
                    () -> UdpEchoServer.builder().port(first.port()).start());
            assertTrue(e.getMessage().startsWith(
                    "cannot listen on 127.0.0.1:" + first.port() + " (UDP): "), e.getMessage());
            client.assertEchoes(first.address(), new byte[] {1});
        }
    }

    @Test
    void restartsOnThePortItHasJustClosed() throws Exception {
        UdpEchoServer first = UdpEchoServer.start();
        for (int i = 0; i < 100; i++) {
            first.close();
            try (UdpEchoServer second = UdpEchoServer.builder().port(first.port()).start();
                    UdpClient client = UdpClient.open()) {
                client.assertEchoes(second.address(), new byte[] {2});
            }
        }
    }

    @Test
    void closeEndsTheThreadBeforeItReturnsHoweverManyCallIt() throws Exception {
        for (int round = 0; round < 500; round++) {
            AtomicReference<Thread> thread = new AtomicReference<>();
            UdpEchoServer server = UdpEchoServer.builder()
                    .threadFactory(task -> {
                        thread.set(new Thread(task, "udp-test"));
                        return thread.get();
                    })
                    .start();
            try (UdpClient client = UdpClient.open()) {
                client.send(new byte[1000], server.address());
                CountDownLatch go = new CountDownLatch(1);
                List<CompletableFuture<Void>> closers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    closers.add(CompletableFuture.runAsync(() -> {
                        awaitUninterrupted(go);
                        server.close();
                        assertFalse(thread.get().isAlive());
                    }, task -> new Thread(task, "closer").start()));
                }
                go.countDown();
                for (CompletableFuture<Void> closer : closers) {
                    closer.join();
                }
            }
            server.close();
        }
    }

    @Test
    void metricsCountEveryDatagramOnceMore() throws Exception {
        try (UdpEchoServer server = UdpEchoServer.start(); UdpClient client = UdpClient.open()) {
            client.assertEchoes(server.address(), new byte[3]);
            Clients.await("it is counted", () -> server.metrics().received() == 1);
            UdpEchoMetrics before = server.metrics();
            assertEquals(new UdpEchoMetrics(1, 1, 0, 0, 0, 0, 0, 0), before);
            client.assertEchoes(server.address(), new byte[3]);
            Clients.await("it is counted", () -> server.metrics().received() == 2);
            assertEquals(new UdpEchoMetrics(1, 1, 0, 0, 0, 0, 0, 0), server.metrics().minus(before));
        }
    }

    @Test
    void socketOptionIsSet() throws Exception {
        try (UdpEchoServer server = UdpEchoServer.builder()
                .socketOption(StandardSocketOptions.IP_TOS, 0x10).start()) {
            assertEquals(0x10, server.socket().getOption(StandardSocketOptions.IP_TOS));
        }
    }

    static Stream<Arguments> badValues() throws IOException {
        InetAddress multicast = InetAddress.getByName("224.0.0.1");
        return Stream.of(
                wrong(b -> b.port(-1), "port must be in 0..65535, was -1"),
                wrong(b -> b.port(70_000), "port must be in 0..65535, was 70000"),
                wrong(b -> b.bindAddress(null), "bindAddress"),
                wrong(b -> b.bindAddress(multicast), "bindAddress must be an address of this"
                        + " machine, was the multicast address 224.0.0.1"),
                wrong(b -> b.socketOption(StandardSocketOptions.SO_BROADCAST, true),
                        "socketOption SO_BROADCAST must be false, was true: an answer to a"
                                + " broadcast address would make one datagram many"),
                wrong(b -> b.socketOption(StandardSocketOptions.SO_SNDBUF, null),
                        "value of SO_SNDBUF"),
                wrong(b -> b.threadFactory(null), "threadFactory"),
                wrong(b -> b.threadFactory(task -> null), "threadFactory must not return null"));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void badValueIsNamed(Consumer<UdpEchoServerBuilder> change, String message) {
        UdpEchoServerBuilder builder = UdpEchoServer.builder();
        RuntimeException e = assertThrows(RuntimeException.class, () -> {
            change.accept(builder);
            builder.start();
        });
        assertEquals(message, e.getMessage());
    }

    @Test
    void socketOptionThatThePlatformDoesNotTakeFailsTheStart() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> UdpEchoServer.builder()
                        .socketOption(StandardSocketOptions.TCP_NODELAY, true).start());
        assertTrue(e.getMessage().startsWith(
                "socketOption TCP_NODELAY must be one that a datagram socket takes, was true"),
                e.getMessage());
    }

    private static Arguments wrong(Consumer<UdpEchoServerBuilder> change, String message) {
        return Arguments.of(change, message);
    }

    private static InetAddress ipv6Loopback() throws IOException {
        InetAddress loopback = InetAddress.getByName("::1");
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "no IPv6 here");
        return loopback;
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
