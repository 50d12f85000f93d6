package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
@OnEachProvider
@Timeout(60)
public class EchoObserverTest {

    @Test
    void hearsOfAConnectionInThePromisedOrder() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder().observer(recorder).start()) {
            for (int i = 1; i <= 2; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    Clients.assertEchoes(socket, "hello".getBytes(StandardCharsets.UTF_8));
                    Clients.assertEchoesToTheEnd(socket, new byte[] {'!'});
                }
                int ended = i;
                Clients.await("it is told of the end", () -> recorder.closed.size() == ended);
            }
        }
        assertEquals(
                List.of("opened 1", "received 1", "received 1", "closed 1",
                        "opened 2", "received 2", "received 2", "closed 2"),
                recorder.calls);
        assertEquals(List.of("hello", "!", "hello", "!"), recorder.received);
        assertEquals(List.of("END_OF_STREAM 6/6", "END_OF_STREAM 6/6"), recorder.closed);
    }

    @Test
    void cannotChangeTheChunk() throws Exception {
        CompletableFuture<Boolean> readOnly = new CompletableFuture<>();
        EchoObserver vandal = new EchoObserver() {
            @Override
            public void received(ConnectionInfo connection, ByteBuffer chunk) {
                assertThrows(ReadOnlyBufferException.class, () -> chunk.put(0, (byte) 0));
                chunk.position(chunk.limit());
                readOnly.complete(true);
            }
        };
        try (EchoServer server = EchoServer.builder().observer(vandal).start();
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(100_000, 1));
            assertTrue(readOnly.get(1, TimeUnit.SECONDS));
        }
    }

    @Test
    void learnsBothAddresses() throws Exception {
        CompletableFuture<ConnectionInfo> opened = new CompletableFuture<>();
        EchoObserver observer = new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                opened.complete(connection);
            }
        };
        try (EchoServer server = EchoServer.builder().observer(observer).start();
                Socket socket = Clients.connect(server.address())) {
            ConnectionInfo connection = opened.get(20, TimeUnit.SECONDS);
            assertEquals(socket.getLocalSocketAddress(), connection.remoteAddress());
            assertEquals(server.address(), connection.localAddress());
            assertEquals(1, connection.id());
        }
    }

    static Stream<Supplier<Throwable>> throwables() {
        return Stream.of(
                () -> new IllegalStateException("thrown by a test's observer"),
                () -> new AssertionError("thrown by a test's observer"),
                () -> new IOException("thrown by a test's observer"));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void whatItThrowsIsContainedAndCounted(Supplier<Throwable> throwable) throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        EchoObserver thrower = new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                throwIt();
            }

            @Override
            public void received(ConnectionInfo connection, ByteBuffer chunk) {
                throwIt();
            }

            @Override
            public void closed(ConnectionInfo connection, CloseReason reason, long in, long out) {
                throwIt();
            }

            @Override
            public void refused(ConnectionInfo connection) {
                throwIt();
            }

            private void throwIt() {
                threads.add(Thread.currentThread());
                throw sneaky(throwable.get());
            }
        };
        int connections = 50;
        try (EchoServer server =
                EchoServer.builder().maxConnections(1).observer(thrower).start()) {
            for (int i = 0; i < connections; i++) {
                try (Socket socket = Clients.connect(server.address());
                        Socket over = Clients.connect(server.address())) {
                    Clients.assertEchoes(socket, new byte[] {1});
                    assertEquals(-1, over.getInputStream().read());
                    Clients.assertEchoesToTheEnd(socket, new byte[] {2});
                }
                Clients.await("it has ended", () -> server.metrics().openConnections() == 0);
            }
            Clients.await("every call is counted",
                    () -> server.metrics().observerFailures() == 5L * connections);
            assertEquals(1, threads.size(), "the event loop's thread was replaced");
        }
    }

    @SuppressWarnings("unchecked")
    public static <T extends Throwable> RuntimeException sneaky(Throwable t) throws T {
        throw (T) t;
    }
}
