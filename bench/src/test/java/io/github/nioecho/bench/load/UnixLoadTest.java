package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Loads over Unix domain sockets. */
@Timeout(60)
class UnixLoadTest {

    private static final long SEED = 42;
    private static final long PATIENCE_MILLIS = 20_000;

    @TempDir
    private Path folder;

    private Path path;
    private UnixDomainSocketAddress address;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("echo.socket");
        address = UnixDomainSocketAddress.of(path);
    }

    @Test
    void closedLoopHasItsEchoesVerified() throws IOException {
        try (RunningServer server = start();
                ClosedLoop load = ClosedLoop.connect(
                        address, 8, Messages.of(100_000), SEED, nanos -> { })) {
            assertEquals(address, server.address());
            for (int i = 0; i < 100; i++) {
                load.roundTrip();
            }
            load.drain();
            assertTrue(load.completed() >= 100, () -> "completed " + load.completed());
        }
    }

    @Test
    void connectionsComeAndGo() throws IOException {
        try (RunningServer server = start();
                Churn load = Churn.against(server.address(), 8, Messages.of(3_000), SEED)) {
            for (int i = 0; i < 200; i++) {
                load.roundTrip();
            }
            load.drain();
            assertTrue(load.completed() >= 200, () -> "completed " + load.completed());
        }
    }

    @Test
    void rampOpensConnections() throws IOException {
        try (RunningServer server = start();
                ClosedLoop load =
                        Ramp.open(server.address(), 500, Messages.of(1_024), SEED).load()) {
            assertEquals(500, load.completed());
        }
    }

    @Test
    void absentServerIsNamed() {
        IOException e = assertThrows(IOException.class,
                () -> ClosedLoop.connect(address, 2, Messages.of(1), SEED, nanos -> { }));
        assertTrue(e.getMessage().startsWith("connection 0 to " + path + ": "), e.getMessage());
    }

    @Test
    void serverThatHasEndedIsNotWaitedFor() throws IOException {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address).close();
        long beganNanos = System.nanoTime();

        IOException e = assertThrows(IOException.class,
                () -> Churn.against(address, 2, Messages.of(1), SEED).roundTrip());

        assertTrue(e.getMessage().startsWith("connection 0 to " + path + ": "), e.getMessage());
        long tookNanos = System.nanoTime() - beganNanos;
        assertTrue(tookNanos < TimeUnit.MILLISECONDS.toNanos(
                LoadConnection.LONGEST_SILENCE_MILLIS), "took " + tookNanos + " ns");
    }

    @Test
    @EnabledOnOs(OS.LINUX) // refuses, where other systems may take one more
    void fullBacklogIsWaitedFor() throws Exception {
        try (ServerSocketChannel listener = busyListener()) {
            FutureTask<SocketChannel> connect = new FutureTask<>(
                    () -> UnixConnect.connect("it", address, PATIENCE_MILLIS));
            Thread client = Thread.ofPlatform().start(connect);
            long deadlineNanos =
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (client.getState() != Thread.State.TIMED_WAITING) {
                assertFalse(connect.isDone(), "was refused, or the backlog was not full");
                assertTrue(System.nanoTime() < deadlineNanos, "did not wait");
                LockSupport.parkNanos(10_000);
            }

            listener.accept().close();

            try (SocketChannel connected = connect.get()) {
                assertTrue(connected.isConnected());
                assertFalse(connected.isBlocking());
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void serverThatDoesNotAcceptIsNotWaitedForWithoutEnd() throws IOException {
        try (ServerSocketChannel listener = busyListener()) {
            assertTrue(listener.isOpen());
            IOException e = assertThrows(IOException.class,
                    () -> UnixConnect.connect("connection 3 to it", address, 50));
            assertEquals("connection 3 to it: the server has not accepted it for 50 ms: its backlog"
                    + " is full", e.getMessage());
        }
    }

    /** Returns one that has as many connections waiting as it takes. */
    private ServerSocketChannel busyListener() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(address, 1);
        // The kernel keeps them, though they are closed.
        SocketChannel.open(address).close();
        SocketChannel.open(address).close();
        return listener;
    }

    private RunningServer start() throws IOException {
        return ServerVariant.SELECTOR.start(ServerSpec.onUnixSocket(path, 1_024, 1));
    }
}
