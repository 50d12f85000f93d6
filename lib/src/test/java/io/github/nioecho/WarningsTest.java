package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.nioecho.FaultyProvider.Fault;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the library logs, as {@code java.util.logging} receives it from {@link System.Logger}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class WarningsTest {

    private final IllegalStateException thrown =
            new IllegalStateException("thrown by a test's observer");
    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    @Test
    void tellOfAFailedAcceptWhereNoObserverDoes() throws Exception {
        FaultyProvider provider = failingToAccept(2);
        try (EchoServer server = EchoServer.builder().provider(provider).start()) {
            assertEchoes(server, 2);
            Clients.await("both have failed", () -> log.records().size() == 2);
        }
        assertEquals(
                List.of("cannot accept: java.io.IOException: Too many open files;"
                                + " trying again in 10 ms",
                        "cannot accept: java.io.IOException: Too many open files;"
                                + " trying again in 20 ms"),
                log.messages());
        for (LogRecord logged : log.records()) {
            assertEquals(Level.WARNING, logged.getLevel());
            assertNull(logged.getThrown());
        }
    }

    @Test
    void leaveAFailedAcceptToAnObserverThatHearsOfIt() throws Exception {
        Recorder recorder = new Recorder();
        FaultyProvider provider = failingToAccept(2);
        try (EchoServer server =
                EchoServer.builder().provider(provider).observer(recorder).start()) {
            assertEchoes(server, 2);
            Clients.await("both have failed", () -> recorder.pauses.size() == 2);
        }
        assertNothingLogged();
    }

    @Test
    void tellOfAnObserverThatThrowsAtEachPowerOfTen() throws Exception {
        try (EchoServer server = EchoServer.builder().observer(thrower()).start();
                Socket socket = Clients.connect(server.address())) {
            for (int i = 0; i < 101; i++) {
                Clients.assertEchoes(socket, new byte[] {1});
            }
            assertEquals(101, server.metrics().observerFailures());
        }
        assertEquals(
                List.of("an observer threw, 1 time so far; warns again at 10",
                        "an observer threw, 10 times so far; warns again at 100",
                        "an observer threw, 100 times so far; warns again at 1000"),
                log.messages());
        for (LogRecord logged : log.records()) {
            assertEquals(Level.WARNING, logged.getLevel());
            assertSame(thrown, logged.getThrown());
        }
    }

    @Test
    void aLoggerThatThrowsStopsNeitherEchoNorAccepting() throws Exception {
        log.failure = new AssertionError("thrown by a test's logger");
        FaultyProvider provider = failingToAccept(2);
        try (EchoServer server =
                EchoServer.builder().provider(provider).observer(thrower()).start()) {
            assertEchoes(server, 2);
            // One for each chunk: the logger's own are not taken for an observer's.
            assertEquals(2, server.metrics().observerFailures());
        }
        Clients.await("all were logged", () -> log.records().size() == 3);
    }

    @Test
    void doNotTellOfWhatIsOrdinary() throws Exception {
        try (EchoServer server = EchoServer.builder().maxConnections(1).start()) {
            try (Socket socket = Clients.connect(server.address());
                    Socket refused = Clients.connect(server.address())) {
                Clients.assertEchoes(socket, new byte[] {1});
                assertEquals(-1, refused.getInputStream().read());
                Clients.reset(socket);
            }
            Clients.await("it has ended", () -> server.metrics().resetConnections() == 1);
        }
        assertNothingLogged();
    }

    private EchoObserver thrower() {
        return new EchoObserver() {
            @Override
            public void received(ConnectionInfo connection, ByteBuffer chunk) {
                throw thrown;
            }
        };
    }

    private void assertNothingLogged() {
        assertEquals(List.of(), log.messages());
    }

    /** Returns a provider whose first accepts fail. */
    private static FaultyProvider failingToAccept(int times) {
        FaultyProvider provider = new FaultyProvider();
        for (int i = 0; i < times; i++) {
            provider.plan(Fault.FAILED, new IOException("Too many open files"));
        }
        return provider;
    }

    private static void assertEchoes(EchoServer server, int clients) throws Exception {
        for (int i = 0; i < clients; i++) {
            try (Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoesToTheEnd(socket, new byte[] {1});
            }
        }
    }
}
