package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What every server variant promises: this is what the tests of it share. A variant that fails one
 * must not be timed: it would be compared doing less than the others.
 *
 * <p>Each claim is made of every {@linkplain #variants() variant that can run here}. One that needs
 * a JVM of its own has one, so that its leaks do not show.
 */
@Isolated
abstract class ServerContract {

    static final int BUFFER_BYTES = 1_024;
    static final long MIB = 1L << 20;

    private static boolean warm;

    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private ProcessFootprint before;

    /** Lets the JDK and others start what they need for every kind of server and client. */
    @BeforeAll
    static void warmUp() throws IOException {
        if (warm) {
            return;
        }
        for (ServerVariant variant : variants().toList()) {
            try (RunningServer server = start(variant)) {
                for (int i = 0; i < 10; i++) {
                    try (TestClient client = TestClient.connect(server.address())) {
                        client.echo(Payload.random(MIB));
                    }
                }
            }
        }
        ProcessFootprint.now();
        warm = true;
    }

    @BeforeEach
    void watchProcess() throws IOException {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        before = ProcessFootprint.now();
    }

    @AfterEach
    void nothingIsLeftBehindAndNoThreadDied() throws IOException {
        Thread.setDefaultUncaughtExceptionHandler(null);
        assertAll(
                () -> before.awaitReturn(),
                () -> assertEquals(List.of(), List.copyOf(uncaught), "uncaught in any thread"));
    }

    /** The variants that can run here. */
    static Stream<ServerVariant> variants() {
        return Arrays.stream(ServerVariant.values())
                .filter(variant -> variant.unavailable().isEmpty());
    }

    /** The variants that can run in this JVM. */
    static Stream<ServerVariant> variantsInThisJvm() {
        return variants().filter(variant -> variant.missingJvmArg().isEmpty());
    }

    static RunningServer start(ServerVariant variant) throws IOException {
        return start(variant, ServerSpec.onLoopback(BUFFER_BYTES, 1));
    }

    static RunningServer start(ServerVariant variant, ServerSpec spec) throws IOException {
        return variant.missingJvmArg().isEmpty()
                ? variant.start(spec)
                : new InOwnJvm(ServerProcess.start(
                        variant, spec, List.of("-XX:TieredStopAtLevel=1"))); // starts faster
    }

    static void assertServes(RunningServer server) throws IOException {
        assertServes(server.address());
    }

    static void assertServes(SocketAddress address) throws IOException {
        try (TestClient client = TestClient.connect(address)) {
            client.echo(Payload.random(10_000));
        }
    }

    /** Waits until a running server's connections have left nothing behind. */
    static void awaitIdle(ServerVariant variant, RunningServer server, ProcessFootprint idle)
            throws IOException {
        if (variant == ServerVariant.ASYNC_DEFAULT_GROUP) {
            // A cached pool keeps an idle thread for a minute: that is what it is for.
            idle.awaitDescriptors();
            return;
        }
        if (variant == ServerVariant.SMART_SOCKET) {
            // Its close() does not wake the selector, whose next event releases the descriptor.
            idle.awaitReturn(() -> TestClient.connect(server.address()).close());
        } else {
            idle.awaitReturn();
        }
    }

    static void closeAll(List<TestClient> clients) throws IOException {
        for (TestClient client : clients) {
            client.close();
        }
    }

    private record InOwnJvm(ServerProcess process) implements RunningServer {

        @Override
        public SocketAddress address() {
            return process.address();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
