package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class IdleTimeoutTest {

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
                } catch (java.io.IOException expected) {
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
            IdleSweep sweep = new IdleSweep(Duration.ofNanos(100), () -> now[0],
                    () -> List.of(connection));
            sweep.run();
            now[0] += 99;
            sweep.run();
            Clients.assertEchoes(socket, new byte[] {2});
            now[0] += 99;
            sweep.run();
            now[0] += 99;
            sweep.run();
            Clients.assertEchoes(socket, new byte[] {3});
            sweep.run();
            now[0] += 100;
            sweep.run();
            assertEquals(-1, socket.getInputStream().read());
            Clients.await("it is counted", () -> server.metrics().idleConnections() == 1);
        }
    }

    @Test
    void sweepsEightTimesInATimeoutWithinBounds() {
        assertEquals(Duration.ofMillis(50).toNanos(), intervalOf(Duration.ofMillis(400)));
        assertEquals(Duration.ofMillis(500).toNanos(), intervalOf(Duration.ofHours(1)));
        assertEquals(Duration.ofMillis(1).toNanos(), intervalOf(Duration.ofNanos(1)));
    }

    private static long intervalOf(Duration timeout) {
        return new IdleSweep(timeout, System::nanoTime, List::of).intervalNanos();
    }
}
