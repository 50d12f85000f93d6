package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AcceptLoopTest {

    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void connectionThatCannotBeTakenOnIsClosedAndTheNextIsServed() throws Exception {
        BlockingQueue<SocketChannel> accepted = new LinkedBlockingQueue<>();
        AtomicBoolean refused = new AtomicBoolean();
        AcceptLoop loop = AcceptLoop.start(ANY_PORT, "accept-test", channel -> {
            if (refused.compareAndSet(false, true)) {
                throw new IOException("the first one");
            }
            accepted.add(channel);
        });
        try (TestClient first = TestClient.connect(loop.address())) {
            first.expectEnd();
            TestClient.connect(loop.address()).close();
            accepted.take().close();
        } finally {
            loop.close(LONG);
        }
    }

    @Test
    void closeEndsThePauseAfterAFailure() throws Exception {
        CountDownLatch failures = new CountDownLatch(8);
        AcceptLoop loop = AcceptLoop.start(ANY_PORT, "accept-test", channel -> {
            failures.countDown();
            throw new IOException("always");
        });
        for (int i = 0; i < 8; i++) {
            TestClient.connect(loop.address()).close();
        }
        failures.await();
        // The pause is one second now.
        long startNanos = System.nanoTime();
        loop.close(LONG);
        assertTrue(System.nanoTime() - startNanos < 500_000_000L, "waited for the pause");
    }
}
