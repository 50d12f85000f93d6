package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
@OnEachProvider
@Timeout(60)
class IdleTimeoutTest {

    @TempDir
    private Path folder;

    @Test
    void silentConnectionIsClosedAndToldApart() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder()
                        .idleTimeout(Duration.ofMillis(50)).observer(recorder).start();
                Socket socket = Clients.connect(server.address())) {
            assertEquals(-1, socket.getInputStream().read());
            Clients.await("the observer is told", () -> recorder.closed.size() == 1);
            assertEquals(List.of("IDLE_TIMEOUT 0/0"), recorder.closed);
            assertEquals(1, server.metrics().idleConnections());
        }
    }

    @Test
    void clientThatDoesNotReadIsClosedToo() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder()
                        .idleTimeout(Duration.ofMillis(200)).observer(recorder).start();
                Socket socket = Clients.connect(server.address())) {
            Thread writer = new Thread(() -> {
                try {
                    socket.getOutputStream().write(new byte[64 << 20]);
                } catch (IOException expected) {
                    // The server ends the connection while this thread writes.
                }
            });
            writer.start();
            Clients.await("the observer is told", () -> recorder.closed.size() == 1);
            assertTrue(recorder.closed.get(0).startsWith("IDLE_TIMEOUT "), recorder.closed.get(0));
            writer.join();
        }
    }

    @Test
    void sweepClosesAtTheTimeoutAndNotBefore() throws Exception {
        try (EchoServer server = EchoServer.start();
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoes(socket, new byte[] {1});
            long[] now = {Long.MAX_VALUE - 10};
            EchoConnection connection = server.connections().get(0);
            awaitSent(connection, 1);
            IdleSweep sweep = new IdleSweep(Duration.ofNanos(100), () -> now[0],
                    () -> List.of(connection), new SendQueues());
            sweep.run();
            now[0] += 99;
            sweep.run();
            Clients.assertEchoes(socket, new byte[] {2});
            awaitSent(connection, 2);
            now[0] += 99;
            sweep.run();
            now[0] += 99;
            sweep.run();
            Clients.assertEchoes(socket, new byte[] {3});
            awaitSent(connection, 3);
            sweep.run();
            now[0] += 100;
            sweep.run();
            assertEquals(-1, socket.getInputStream().read());
            Clients.await("it is counted", () -> server.metrics().idleConnections() == 1);
        }
    }

    /** One whose bytes the kernel holds has four times as long, from when it last took some. */
    @Test
    void sweepIsPatientWithAClientThatHasBytesToTake() throws Exception {
        try (EchoServer server = EchoServer.start();
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoes(socket, new byte[] {1});
            EchoConnection connection = server.connections().get(0);
            awaitSent(connection, 1);
            long[] now = {0};
            Path table = folder.resolve("tcp");
            IdleSweep sweep = new IdleSweep(Duration.ofNanos(100), () -> now[0],
                    server::connections, new SendQueues(table));
            String line = "1: 0100007F:%04X 0100007F:%04X 01 %08X:00000000 00:00000000".formatted(
                    server.port(), socket.getLocalPort(), 0);
            Files.write(table, List.of("heading", line.replace(" 00000000:", " 00000009:")));
            sweep.run();
            now[0] += 50;
            sweep.run();
            now[0] += 349;
            sweep.run();
            assertNull(connection.reason());
            Files.write(table, List.of("heading", line.replace(" 00000000:", " 00000008:")));
            sweep.run();
            now[0] += 399;
            sweep.run();
            assertNull(connection.reason(), "it took a byte");
            Files.write(table, List.of("heading", line));
            sweep.run();
            now[0] += 99;
            sweep.run();
            assertNull(connection.reason(), "it took the last byte");
            now[0] += 1;
            sweep.run();
            assertEquals(CloseReason.IDLE_TIMEOUT, connection.reason());
        }
    }

    /**
     * The kernel lets the server write when a third of its buffer is free, which a slow reader takes
     * many timeouts to bring about.
     */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "others do not tell what the kernel holds")
    void clientThatReadsSlowlyIsNotIdle() throws Exception {
        try (EchoServer server = EchoServer.builder().bufferSize(64 << 10).start();
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(128 << 10);
            socket.connect(server.address(), Clients.TIMEOUT_MILLIS);
            socket.setSoTimeout(Clients.TIMEOUT_MILLIS);
            byte[] payload = Clients.randomBytes(24 << 20, 7);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try {
                    socket.getOutputStream().write(payload);
                } catch (IOException expected) {
                    // The server ends the connection in the end.
                }
            });
            EchoConnection connection = awaitConnection(server);
            long[] now = {0};
            SendQueues queues = SendQueues.ofSystem();
            IdleSweep sweep = new IdleSweep(
                    Duration.ofNanos(100), () -> now[0], server::connections, queues);
            awaitBytesToTake(connection, queues);
            int unseen = 0;
            for (int i = 0; i < 3; i++) {
                sweep.run();
                long before = connection.sent();
                readUntilTheKernelSendsOn(socket, connection, queues);
                unseen += connection.sent() == before ? 1 : 0;
                now[0] += 390;
                sweep.run();
                assertNull(connection.reason(), "closed while its client reads, time " + i);
            }
            assertTrue(unseen > 0, "the server saw each step itself");

            Clients.await("it is closed when it reads no more", () -> {
                now[0] += 400;
                sweep.run();
                return connection.reason() == CloseReason.IDLE_TIMEOUT;
            });
            writer.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static EchoConnection awaitConnection(EchoServer server) {
        Clients.await("it is accepted", () -> server.connections().size() == 1);
        return server.connections().get(0);
    }

    private static void awaitBytesToTake(EchoConnection connection, SendQueues queues) {
        long[] sent = {-1};
        Clients.await("the client's buffer is full", () -> {
            boolean same = sent[0] == connection.sent() && queued(connection, queues) > 0;
            sent[0] = connection.sent();
            LockSupport.parkNanos(100_000_000);
            return same;
        });
    }

    private static void readUntilTheKernelSendsOn(
            Socket socket, EchoConnection connection, SendQueues queues) {
        long sent = connection.sent();
        long queued = queued(connection, queues);
        byte[] read = new byte[32 << 10];
        Clients.await("the kernel sends on", () -> {
            try {
                assertTrue(socket.getInputStream().read(read) > 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return connection.sent() > sent || queued(connection, queues) < queued;
        });
    }

    private static long queued(EchoConnection connection, SendQueues queues) {
        return queues.of(List.of(connection.info())).getOrDefault(connection.info(), -1L);
    }

    @Test
    void sweepsEightTimesInATimeoutWithinBounds() {
        assertEquals(Duration.ofMillis(50).toNanos(), intervalOf(Duration.ofMillis(400)));
        assertEquals(Duration.ofMillis(500).toNanos(), intervalOf(Duration.ofHours(1)));
        assertEquals(Duration.ofMillis(1).toNanos(), intervalOf(Duration.ofNanos(1)));
    }

    private static long intervalOf(Duration timeout) {
        return new IdleSweep(timeout, System::nanoTime, List::of, SendQueues.ofSystem())
                .intervalNanos();
    }

    /** A client can have the echo before the server has counted it, which is a move to the sweep. */
    private static void awaitSent(EchoConnection connection, long bytes) {
        Clients.await("the echo is counted",
                () -> connection.sent() == bytes && !connection.isWriting());
    }
}
