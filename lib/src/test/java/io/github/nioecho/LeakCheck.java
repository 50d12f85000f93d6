package io.github.nioecho;

import io.github.nioecho.udp.UdpEchoServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind, and says what.
 *
 * <pre>{@code
 * @ExtendWith(LeakCheck.class)
 * class EchoServerTest {
 * }</pre>
 *
 * <p>After each test, so that the message names the culprit, descriptors, threads and direct memory
 * must be back to what they were before it. After each class, as it takes a full collection, no
 * server and no connection may be reachable that was not before: a registry, a timer's queue or a
 * thread that still knows one would keep it alive.
 *
 * <p>Not for tests that run at the same time as others.
 */
public final class LeakCheck
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LeakCheck.class);

    private static final List<Class<?>> SERVERS_OWN =
            List.of(
            EchoServer.class, EventLoop.class, EchoConnection.class, UdpEchoServer.class);

    private final Duration timeout;

    /** For {@code @ExtendWith}: what a test began to end may take ten seconds to do so. */
    public LeakCheck() {
        this(Duration.ofSeconds(10));
    }

    LeakCheck(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        context.getStore(NAMESPACE).put(LiveObjects.class, LiveObjects.of(SERVERS_OWN));
        openWhatIsKept();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(ProcessState.class, ProcessState.now());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getStore(NAMESPACE).get(ProcessState.class, ProcessState.class)
                .awaitNoMoreThanNow(timeout);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LiveObjects before = context.getStore(NAMESPACE).get(LiveObjects.class, LiveObjects.class);
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        LiveObjects now = LiveObjects.of(SERVERS_OWN);
        while (now.anyMoreThan(before)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("still reachable: " + now + ", before: " + before);
            }
            now = LiveObjects.of(SERVERS_OWN);
        }
    }

    /** First sockets open some descriptors, and a channel group of each provider, for ever. */
    private static void openWhatIsKept() throws IOException {
        AsynchronousSocketChannel.open().close();
        OwnProviders.available();
        try (EchoServer server = EchoServer.start();
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoes(socket, new byte[] {1});
        }
    }
}
