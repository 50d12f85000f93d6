package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a variant does while its process has no direct memory left for another buffer. */
@Timeout(60)
class DirectMemoryLimitTest {

    private static final int BUFFER_BYTES = 65_536;
    private static final int MOST_BUFFERS = 8;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @ParameterizedTest
    @EnumSource(names = {"ASYNC", "BLOCKING", "VIRTUAL", "SELECTOR"})
    void connectionWithoutBufferIsClosedAndOthersAreServed(ServerVariant variant)
            throws IOException {
        List<TestClient> served = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(
                variant, ServerSpec.onLoopback(BUFFER_BYTES, 1),
                List.of("-XX:MaxDirectMemorySize=" + MOST_BUFFERS * BUFFER_BYTES))) {
            for (int i = 0; i < 2; i++) {
                takeAllBuffers(server.address(), served);
                assertFalse(served.isEmpty());
                for (TestClient client : served) {
                    client.roundTrip();
                }
                served.remove(0).close();
                awaitService(server.address());
            }
            assertTrue(server.isAlive());
        } finally {
            for (TestClient client : served) {
                client.close();
            }
        }
    }

    /** Connects until a connection is closed instead of served. */
    private static void takeAllBuffers(SocketAddress address, List<TestClient> served)
            throws IOException {
        TestClient client = TestClient.connect(address);
        while (isServed(client)) {
            served.add(client);
            assertTrue(served.size() <= MOST_BUFFERS, "more connections than buffers");
            client = TestClient.connect(address);
        }
        client.close();
    }

    /** Connects until a connection is served: its buffer comes back a little after its end. */
    private static void awaitService(SocketAddress address) throws IOException {
        long startNanos = System.nanoTime();
        boolean served = false;
        while (!served) {
            assertTrue(System.nanoTime() - startNanos < PATIENCE_NANOS, "serves no one any more");
            try (TestClient client = TestClient.connect(address)) {
                served = isServed(client);
            }
        }
    }

    /** Returns whether the server echoes; false if it closes the connection. */
    private static boolean isServed(TestClient client) throws IOException {
        try {
            client.roundTrip();
            return true;
        } catch (IOException e) {
            // With what was sent unread, the server's close is a reset.
            if (e instanceof EOFException || e.getCause() instanceof SocketException
                    || e instanceof SocketException) {
                return false;
            }
            throw e;
        }
    }
}
