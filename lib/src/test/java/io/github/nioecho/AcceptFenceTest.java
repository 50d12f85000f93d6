package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.fault.EchoFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client has opened is seen, although the server has yet to accept it. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class AcceptFenceTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int ROUNDS = 100;

    /** The kernel tries to connect again after a second, and so long an observer would wait. */
    private static final long FIRST_RETRY_NANOS = Duration.ofMillis(900).toNanos();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void connectionOpenedBeforeIsAmongTheOpenOnes(int eventLoops) throws Exception {
        try (EchoServer server = EchoServer.builder()
                .eventLoops(eventLoops).closeTimeout(Duration.ZERO).start()) {
            List<Socket> sockets = new ArrayList<>();
            List<Integer> seen = new ArrayList<>();
            List<Integer> opened = new ArrayList<>();
            for (int i = 1; i <= ROUNDS; i++) {
                sockets.add(Clients.connect(server.address()));
                server.awaitAccepted(LONG);
                seen.add(server.openConnections().size());
                opened.add(i);
            }
            assertEquals(opened, seen);
            close(sockets);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void burstOpenedBeforeIsAmongTheOpenOnes(int eventLoops) throws Exception {
        try (EchoServer server = EchoServer.builder()
                .eventLoops(eventLoops).closeTimeout(Duration.ZERO).start()) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                sockets.add(Clients.connect(server.address()));
            }
            server.awaitAccepted(LONG);
            assertEquals(500, server.openConnections().size());
            assertEquals(500, server.metrics().acceptedConnections());
            close(sockets);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void awaitWithoutTimeSeesWhatWasOpenedBefore(int recordedBytes) throws Exception {
        try (EchoServer server = EchoServer.builder()
                .eventLoops(2).recordReceived(recordedBytes).start()) {
            for (int i = 1; i <= ROUNDS; i++) {
                Socket socket = Clients.connect(server.address());
                server.awaitConnections(i, Duration.ZERO);
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void recordingsAreOfAllThatWereOpenedBefore(int eventLoops) throws Exception {
        try (EchoServer server = EchoServer.builder()
                .eventLoops(eventLoops).recordReceived(10).start()) {
            for (int i = 1; i <= ROUNDS; i++) {
                Socket socket = Clients.connect(server.address());
                assertEquals(i, server.recordings().size());
                socket.close();
            }
        }
    }

    @Test
    void nothingCountsTheProbes() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder().eventLoops(2).maxConnections(1)
                .recordReceived(10).observer(recorder).fault(1, EchoFault.limitData(2)).start()) {
            server.awaitAccepted(LONG);
            assertEquals(EchoMetrics.NONE, server.metrics());
            assertEquals(List.of(), server.recordings());
            try (Socket first = Clients.connect(server.address())) {
                server.awaitAccepted(LONG);
                first.getOutputStream().write(new byte[] {1, 2, 3});
                assertEquals(2, first.getInputStream().readNBytes(3).length);
            }
            Clients.await("it has ended", () -> server.metrics().openConnections() == 0);
            server.awaitAccepted(LONG);
            try (Socket second = Clients.connect(server.address())) {
                Clients.assertEchoes(second, new byte[] {1, 2, 3});
                server.awaitAccepted(LONG);
                assertEquals(List.of(2L), server.openConnections().stream()
                        .map(ConnectionInfo::id).toList());
            }
        }
        assertEquals(List.of(1L, 2L), recorder.opened);
        assertEquals(List.of(), recorder.refused);
    }

    @Test
    void serverOnTheWildcardAddressIsReached() throws Exception {
        try (EchoServer server = EchoServer.builder()
                        .bindAddress(InetAddress.getByName("0.0.0.0")).start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            server.awaitAccepted(LONG);
            assertEquals(1, server.openConnections().size());
            assertTrue(socket.isConnected());
        }
    }

    /** The probe that nobody waits for any more is none of the connections, nor left open. */
    @Test
    void serverThatDoesNotAcceptIsToldOfAndRecovers() throws Exception {
        Semaphore permits = new Semaphore(0);
        EchoObserver blocking = new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                permits.acquireUninterruptibly();
            }
        };
        try (EchoServer server = EchoServer.builder().observer(blocking).start()) {
            try (Socket socket = Clients.connect(server.address())) {
                assertEquals("could not tell within PT0.05S whether all connections are accepted:"
                                + " wait longer, or see what keeps the server from accepting",
                        assertThrows(TimeoutException.class, () -> server.awaitAccepted(SHORT))
                                .getMessage());
                assertThrows(TimeoutException.class, () -> server.awaitAccepted(SHORT));
                List<Socket> later = new ArrayList<>();
                for (int i = 0; i < ROUNDS; i++) {
                    later.add(Clients.connect(server.address()));
                }
                CompletableFuture<Long> accepted = new CompletableFuture<>();
                Thread waiting = new Thread(() -> {
                    try {
                        server.awaitAccepted(LONG);
                        accepted.complete(server.metrics().acceptedConnections());
                    } catch (Exception e) {
                        accepted.completeExceptionally(e);
                    }
                });
                waiting.start();
                Clients.await("it waits",
                        () -> waiting.getState() == Thread.State.TIMED_WAITING);
                // It accepts that probe now, which says nothing of what came after it.
                permits.release();
                Clients.await("one more is accepted",
                        () -> server.metrics().acceptedConnections() == 2);
                waiting.join(SHORT.toMillis());
                permits.release(ROUNDS);
                assertEquals(1 + ROUNDS,
                        accepted.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
                Clients.assertEchoes(socket, new byte[] {1});
                close(later);
            }
            assertEquals(0, server.metrics().refusedConnections());
        }
    }

    @Test
    void probeThatWasNeverAcceptedEndsWithTheServer() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        EchoObserver blocking = new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                awaitQuietly(release);
            }
        };
        EchoServer server = EchoServer.builder()
                .observer(blocking).closeTimeout(Duration.ZERO).start();
        try (Socket socket = Clients.connect(server.address())) {
            assertThrows(TimeoutException.class, () -> server.awaitAccepted(SHORT));
            server.close();
            assertTrue(socket.isConnected());
        } finally {
            release.countDown();
        }
    }

    /** Each port in TIME_WAIT is out of use for a minute. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc/net")
    void probesLeaveNoPortInUse() throws Exception {
        try (EchoServer server = EchoServer.start()) {
            // The listener, and what others left who had that port in the minute before.
            Set<String> before = socketsOf(server.port());
            for (int i = 0; i < ROUNDS; i++) {
                server.awaitAccepted(LONG);
            }
            Set<String> added = socketsOf(server.port());
            added.removeAll(before);
            assertEquals(Set.of(), added);
        }
    }

    /** Returns "local_address rem_address" of all sockets with this port at one of their ends. */
    private static Set<String> socketsOf(int port) throws IOException {
        String end = String.format(":%04X ", port);
        Set<String> sockets = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                if (line.contains(end)) {
                    sockets.add(line.replaceFirst("^ *\\d+: (\\S+ \\S+) .*$", "$1"));
                }
            }
        }
        return sockets;
    }

    @Test
    void closedServerHasNothingToAccept() throws Exception {
        EchoServer server = EchoServer.start();
        server.close();
        server.awaitAccepted(Duration.ZERO);
    }

    /** The kernel drops what would open one more, so that to connect takes seconds. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "others refuse when the backlog is full")
    void fullBacklogDoesNotLengthenTheWait() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        EchoObserver blocking = new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                awaitQuietly(release);
            }
        };
        List<SocketChannel> clients = new ArrayList<>();
        try (EchoServer server = EchoServer.builder()
                .backlog(1).observer(blocking).closeTimeout(Duration.ZERO).start()) {
            for (int i = 0; i < 10; i++) {
                SocketChannel client = SocketChannel.open();
                clients.add(client);
                client.configureBlocking(false);
                client.connect(server.address());
            }
            assertTrue(quickestNanos(() -> assertThrows(
                            TimeoutException.class, () -> server.awaitAccepted(SHORT)))
                    < FIRST_RETRY_NANOS, "took longer than the kernel's first retry");
            release.countDown();
        } finally {
            release.countDown();
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    void closeEndsTheWait() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        EchoObserver blocking = new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                blocked.countDown();
                awaitQuietly(release);
            }
        };
        EchoServer server = EchoServer.builder()
                .observer(blocking).closeTimeout(Duration.ZERO).start();
        try (Socket socket = Clients.connect(server.address())) {
            blocked.await();
            CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> {
                try {
                    server.awaitAccepted(Duration.ofDays(1));
                } catch (InterruptedException | TimeoutException e) {
                    throw new AssertionError(e);
                }
            });
            server.close();
            wait.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            assertTrue(socket.isConnected());
        } finally {
            release.countDown();
        }
    }

    @Test
    void interruptEndsTheWait() throws Exception {
        try (EchoServer server = EchoServer.start()) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> server.awaitAccepted(LONG));
            server.awaitAccepted(LONG);
            assertEquals(0, server.metrics().connections());
        }
    }

    @Test
    void manyThreadsMayWait() throws Exception {
        try (EchoServer server = EchoServer.builder().eventLoops(2).start()) {
            List<CompletableFuture<Void>> waits = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waits.add(CompletableFuture.runAsync(() -> {
                    for (int k = 0; k < 50; k++) {
                        try {
                            server.awaitAccepted(LONG);
                        } catch (InterruptedException | TimeoutException e) {
                            throw new AssertionError(e);
                        }
                    }
                }));
            }
            CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new)).get();
            assertEquals(EchoMetrics.NONE, server.metrics());
        }
    }

    @Test
    void observerMustNotWait() throws Exception {
        AtomicReference<EchoServer> started = new AtomicReference<>();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        CompletableFuture<Long> tookNanos = new CompletableFuture<>();
        EchoObserver observer = new EchoObserver() {
            @Override
            public void closed(
                    ConnectionInfo connection, CloseReason reason, long received, long sent) {
                failure.complete(assertThrows(IllegalStateException.class,
                        () -> started.get().awaitAccepted(LONG)));
                tookNanos.complete(quickestNanos(
                        () -> assertEquals(1, started.get().recordings().size())));
            }
        };
        try (EchoServer server = EchoServer.builder()
                        .observer(observer).recordReceived(1).start();
                Socket socket = Clients.connect(server.address())) {
            started.set(server);
            Clients.assertEchoesToTheEnd(socket, new byte[] {1});
            assertEquals("an observer must not wait for connections, which come by its thread",
                    failure.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).getMessage());
            assertTrue(tookNanos.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    < FIRST_RETRY_NANOS, "it waits for itself");
        }
    }

    /** Returns the least time of several: the machine may be busy once, but not each time. */
    private static long quickestNanos(Executable call) {
        return LongStream.range(0, 5).map(attempt -> {
            long beginNanos = System.nanoTime();
            assertDoesNotThrow(call);
            return System.nanoTime() - beginNanos;
        }).min().orElseThrow();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException expected) {
            // The server stops.
        }
    }

    private static void close(List<Socket> sockets) throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
