package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that clients, ports and threads bring upon a server, each provoked for real. */
@ExtendWith(LeakCheck.class)
@OnEachProvider
@Timeout(120)
class EchoServerFaultTest {

    private static final int MIB = 1 << 20;

    @Test
    void resetBeforeAcceptIsNotAnAcceptFailure() throws Exception {
        int resets = 500;
        Recorder recorder = new Recorder();
        BusyLoop busy = new BusyLoop();
        try (EchoServer server = EchoServer.builder().observer(busy.before(recorder)).start()) {
            Socket first = Clients.connect(server.address());
            busy.await();
            for (int i = 0; i < resets; i++) {
                Socket socket = Clients.connect(server.address());
                if (i % 2 == 0) {
                    socket.getOutputStream().write(i);
                }
                Clients.reset(socket);
            }
            busy.release();
            Clients.assertEchoes(first, new byte[] {1});
            try (Socket last = Clients.connect(server.address())) {
                Clients.assertEchoesToTheEnd(last, new byte[] {2});
            }
            Clients.await("only the first is left", () -> recorder.closed.size() == resets + 1);
            assertEquals(0, server.metrics().acceptFailures());
            assertEquals(1, server.metrics().openConnections());
            first.close();
        }
    }

    @Test
    void halfCloseBeforeAcceptIsServed() throws Exception {
        BusyLoop busy = new BusyLoop();
        try (EchoServer server =
                EchoServer.builder().observer(busy.before(GuardedObserver.NONE)).start()) {
            Socket first = Clients.connect(server.address());
            busy.await();
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Socket socket = Clients.connect(server.address());
                socket.getOutputStream().write(Clients.randomBytes(3000, i));
                socket.shutdownOutput();
                sockets.add(socket);
            }
            busy.release();
            for (int i = 0; i < 100; i++) {
                try (Socket socket = sockets.get(i)) {
                    assertArrayEquals(Clients.randomBytes(3000, i),
                            socket.getInputStream().readAllBytes());
                }
            }
            first.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 65_536})
    void halfCloseWithManyMegabytesInFlightLosesNothing(int bufferSize) throws Exception {
        int size = 64 * MIB;
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        MessageDigest echoed = MessageDigest.getInstance("SHA-256");
        try (EchoServer server = EchoServer.builder().bufferSize(bufferSize).start();
                Socket socket = Clients.connect(server.address())) {
            Thread writer = new Thread(() -> {
                try {
                    OutputStream out = new DigestOutputStream(socket.getOutputStream(), sent);
                    byte[] block = Clients.randomBytes(MIB + 1, 6);
                    for (int left = size; left > 0; left -= block.length) {
                        out.write(block, 0, Math.min(left, block.length));
                    }
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            InputStream in = new DigestInputStream(socket.getInputStream(), echoed);
            assertEquals(size, in.transferTo(OutputStream.nullOutputStream()));
            writer.join();
            assertArrayEquals(sent.digest(), echoed.digest());
        }
    }

    @Test
    void floodOfConnectionsLeavesNothingBehind() throws Exception {
        int clients = 50_000;
        int threads = 4;
        try (EchoServer server = EchoServer.builder()
                .bindAddress(new InetSocketAddress(0).getAddress()).backlog(4096).start()) {
            AtomicLong connected = new AtomicLong();
            connectAndClose(server, connected, 0, 100);
            awaitAllEnded(server, 100);
            ProcessState before = ProcessState.now();
            inThreads(threads, thread ->
                    connectAndClose(server, connected, thread, clients / threads));
            awaitAllEnded(server, clients + 100);
            before.awaitNoMoreThanNow();
            assertEquals(0, server.metrics().acceptFailures());
        }
    }

    @Test
    void interruptsHaveNoEffect() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        AtomicBoolean done = new AtomicBoolean();
        EchoServer server = EchoServer.builder()
                .eventLoops(2)
                .threadFactory(task -> {
                    Thread thread = new Thread(task);
                    threads.add(thread);
                    return thread;
                })
                .start();
        Thread interrupter = new Thread(() -> {
            while (!done.get()) {
                threads.forEach(Thread::interrupt);
                Thread.yield();
            }
        });
        try {
            interrupter.start();
            inThreads(8, client -> {
                for (int i = 0; i < 20; i++) {
                    try (Socket socket = Clients.connect(server.address())) {
                        for (int j = 0; j < 20; j++) {
                            Clients.assertEchoes(socket, Clients.randomBytes(2000, j));
                        }
                        Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(MIB / 8, i));
                    }
                }
            });
            Socket open = Clients.connect(server.address());
            Clients.assertEchoes(open, new byte[] {1});
            server.close();
            assertEquals(-1, open.getInputStream().read());
            open.close();
            server.whenClosed().get(0, TimeUnit.SECONDS);
        } finally {
            done.set(true);
            interrupter.join();
            server.close();
        }
        assertEquals(3, threads.size(), "a thread was replaced");
        Clients.await("all threads end", () -> threads.stream().noneMatch(Thread::isAlive));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void failedStartsLeaveNothingOpen(int eventLoops) throws Exception {
        try (EchoServer first = EchoServer.builder().eventLoops(eventLoops).start()) {
            EchoServerBuilder builder =
                    EchoServer.builder().port(first.port()).eventLoops(eventLoops);
            assertThrows(BindException.class, builder::start);
            ProcessState before = ProcessState.now();
            for (int i = 0; i < 1000; i++) {
                assertThrows(BindException.class, builder::start);
            }
            before.awaitNoMoreThanNow();
            try (Socket socket = Clients.connect(first.address())) {
                Clients.assertEchoes(socket, new byte[] {1});
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void connectionLimitHoldsAfterAStormOfResets(int eventLoops) throws Exception {
        int limit = 10;
        try (EchoServer server = EchoServer.builder()
                .maxConnections(limit).eventLoops(eventLoops).start()) {
            long seed = System.nanoTime();
            System.out.println("connectionLimitHoldsAfterAStormOfResets: seed " + seed);
            inThreads(4, client -> {
                Random random = new Random(seed + client);
                for (int i = 0; i < 500; i++) {
                    Socket socket = Clients.connect(server.address());
                    try {
                        socket.getOutputStream().write(new byte[1 + random.nextInt(3000)]);
                        if (random.nextBoolean()) {
                            socket.getInputStream().read();
                        }
                    } catch (SocketException expected) {
                        // It was over the limit.
                    }
                    Clients.reset(socket);
                    assertTrue(server.metrics().openConnections() <= limit);
                }
            });
            Clients.await("all are accepted or refused", () ->
                    server.metrics().acceptedConnections()
                            + server.metrics().refusedConnections() == 2000);
            Clients.await("all have ended", () -> server.metrics().openConnections() == 0);
            List<Socket> served = new ArrayList<>();
            for (int i = 0; i < limit; i++) {
                Socket socket = Clients.connect(server.address());
                Clients.assertEchoes(socket, new byte[] {1});
                served.add(socket);
            }
            for (int i = 0; i < limit; i++) {
                try (Socket over = Clients.connect(server.address())) {
                    assertEquals(-1, over.getInputStream().read());
                }
            }
            for (Socket socket : served) {
                Clients.assertEchoesToTheEnd(socket, new byte[] {2});
                socket.close();
            }
        }
    }

    @Test
    void fullBacklogCostsTimeButNoConnection() throws Exception {
        int clients = 1000;
        BusyLoop busy = new BusyLoop();
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try (EchoServer server = EchoServer.builder()
                .backlog(64).observer(busy.before(GuardedObserver.NONE)).start();
                Socket first = Clients.connect(server.address())) {
            busy.await();
            CountDownLatch connecting = new CountDownLatch(clients);
            List<Future<?>> echoes = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                byte[] payload = Clients.randomBytes(100, i);
                echoes.add(pool.submit(() -> {
                    connecting.countDown();
                    try (Socket socket = Clients.connect(server.address())) {
                        Clients.assertEchoes(socket, payload);
                    }
                    return null;
                }));
            }
            connecting.await();
            busy.release();
            for (Future<?> echo : echoes) {
                echo.get(2 * Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            }
            assertEquals(0, server.metrics().acceptFailures());
            Clients.assertEchoes(first, new byte[] {1});
        } finally {
            busy.release();
            pool.shutdownNow();
        }
    }

    /**
     * Opens connections and closes them, most with a reset: tens of thousands in TIME_WAIT would
     * take the ports away from others. Never more at a time than the backlog holds, because the
     * kernel forgets one that it had no place for and that is reset.
     */
    private static void connectAndClose(
            EchoServer server, AtomicLong connected, int thread, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            byte[] loopback = {127, 0, (byte) thread, (byte) (1 + i % 50)};
            Socket socket = Clients.connect(new InetSocketAddress(
                    InetAddress.getByAddress(loopback), server.port()));
            if (i % 10 == 0) {
                socket.close();
            } else {
                Clients.reset(socket);
            }
            if (connected.incrementAndGet() % 100 == 0) {
                Clients.await("the server keeps up", () ->
                        connected.get() - server.metrics().acceptedConnections() < 1000);
            }
        }
    }

    private static void awaitAllEnded(EchoServer server, int connections) {
        Clients.await(connections + " are accepted",
                () -> server.metrics().acceptedConnections() == connections);
        Clients.await("all have ended", () -> server.metrics().openConnections() == 0);
    }

    private interface Client {
        void run(int number) throws Exception;
    }

    private static void inThreads(int threads, Client client) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> clients = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                clients.add(() -> {
                    client.run(number);
                    return null;
                });
            }
            for (Future<Void> end : pool.invokeAll(clients)) {
                end.get();
            }
        } finally {
            pool.shutdown();
            assertTrue(pool.awaitTermination(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
        }
    }
}
