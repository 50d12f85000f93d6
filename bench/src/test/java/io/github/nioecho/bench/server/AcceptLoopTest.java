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
        CountDownLatch failure = new CountDownLatch(1);
        long pauseMillis = 10 * LONG.toMillis();
        AcceptLoop loop = AcceptLoop.start(ANY_PORT, "accept-test", channel -> {
            failure.countDown();
            throw new IOException("always");
        }, new AcceptBackoff(pauseMillis, pauseMillis));
        TestClient.connect(loop.address()).close();
        failure.await();
        long startNanos = System.nanoTime();
        loop.close(LONG);
        assertTrue(System.nanoTime() - startNanos < LONG.toNanos(), "waited for the pause");
    }
}
