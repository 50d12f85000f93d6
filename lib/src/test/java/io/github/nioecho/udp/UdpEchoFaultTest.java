package io.github.nioecho.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.Clients;
import io.github.nioecho.EchoObserverTest;
import io.github.nioecho.LeakCheck;
import io.github.nioecho.RecordedLog;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures of the platform that a test can only provoke with a socket of its own. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class UdpEchoFaultTest {

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    private final AtomicReference<FaultyDatagramSocket> opened = new AtomicReference<>();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private final UdpEchoServerBuilder builder = UdpEchoServer.builder()
            .sockets(() -> {
                opened.set(new FaultyDatagramSocket());
                return opened.get();
            })
            .threadFactory(task -> {
                thread.set(new Thread(task, "udp-test"));
                return thread.get();
            });
    private UdpClient client;

    @BeforeEach
    void openClient() throws Exception {
        client = UdpClient.open();
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new IOException("thrown by a test's socket"),
                new SocketException("Message too long"),
                new SocketException("No buffer space available"),
                new SecurityException("thrown by a test's socket"),
                new AssertionError("thrown by a test's socket"),
                new OutOfMemoryError("thrown by a test's socket"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void failedReceiveIsCountedAndReceivingGoesOn(Throwable fault) throws Exception {
        try (UdpEchoServer server = builder.start()) {
            for (int i = 0; i < 3; i++) {
                client.assertEchoes(server.address(), new byte[] {1});
                opened.get().receiveFaults.add(fault);
                client.send(new byte[] {2}, server.address());
                int failures = i + 1;
                Clients.await("it is counted",
                        () -> server.metrics().receiveFailures() == failures);
                client.assertEchoes(server.address(), new byte[] {3});
            }
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void failedSendIsThatDatagramsEndOnly(Throwable fault) throws Exception {
        try (UdpEchoServer server = builder.start()) {
            for (int i = 1; i <= 3; i++) {
                opened.get().sendFaults.add(fault);
                client.send(new byte[] {1}, server.address());
                client.assertEchoes(server.address(), new byte[] {2});
                assertEquals(i, server.metrics().sendFailures());
            }
            assertEquals(0, server.metrics().receiveFailures());
        }
    }

    @Test
    void newsOfAnEarlierClientThatIsGoneIsNoFailure() throws Exception {
        try (UdpEchoServer server = builder.start()) {
            opened.get().receiveFaults.add(new PortUnreachableException());
            client.send(new byte[] {1}, server.address());
            client.assertEchoes(server.address(), new byte[] {2});
            assertEquals(0, server.metrics().receiveFailures());
        }
    }

    @Test
    void datagramThatWasCutOffGetsNoAnswer() throws Exception {
        try (UdpEchoServer server = builder.start()) {
            client.assertEchoes(server.address(), new byte[] {0});
            opened.get().cutsOff = true;
            client.send(new byte[] {1}, server.address());
            Clients.await("it is dropped", () -> server.metrics().oversize() == 1);
            opened.get().cutsOff = false;
            client.assertEchoes(server.address(), new byte[] {2});
            client.assertNothingArrived();
        }
    }

    @Test
    void failedReceiveIsLogged() throws Exception {
        try (UdpEchoServer server = builder.start()) {
            opened.get().receiveFaults.add(new IOException("thrown by a test's socket"));
            // What fails, fails with a datagram that has arrived.
            client.send(new byte[] {1}, server.address());
            Clients.await("it is logged", () -> log.records().size() == 1);
            client.assertEchoes(server.address(), new byte[] {2});
        }
        assertEquals(
                List.of("cannot receive datagrams: java.io.IOException: thrown by a test's socket;"
                        + " trying again in 10 ms"),
                log.messages());
        assertEquals(Level.WARNING, log.records().get(0).getLevel());
    }

    @Test
    void observerThatThrowsDoesNotEndTheEcho() throws Exception {
        AtomicInteger told = new AtomicInteger();
        builder.observer((source, datagram, outcome) -> {
            told.incrementAndGet();
            throw EchoObserverTest.sneaky(new IOException("thrown by a test's observer"));
        });
        try (UdpEchoServer server = builder.start()) {
            for (int i = 0; i < 3; i++) {
                client.assertEchoes(server.address(), new byte[] {1});
            }
            Clients.await("it is counted", () -> server.metrics().observerFailures() == 3);
            assertEquals(3, told.get());
            assertEquals(List.of("an observer threw, 1 time so far; warns again at 10"),
                    log.messages());
        }
    }

    @Test
    void observerIsToldOfEachDatagramAndMayClose() throws Exception {
        AtomicReference<UdpEchoServer> server = new AtomicReference<>();
        AtomicBoolean closedWhileTold = new AtomicBoolean();
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        builder.observer((source, datagram, outcome) -> {
            told.add(source.getPort() + " " + datagram.remaining() + " " + outcome);
            server.get().close();
            closedWhileTold.set(server.get().whenClosed().isDone());
        });
        server.set(builder.start());
        client.assertEchoes(server.get().address(), new byte[] {1, 2});
        server.get().whenClosed().get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        Clients.await("it ends", () -> !thread.get().isAlive());
        assertFalse(closedWhileTold.get(), "whenClosed() is early");
        assertEquals(List.of(client.port() + " 2 ANSWERED"), told);
    }

    @Test
    void interruptsDoNotMakeAPausingServerSpin() throws Exception {
        try (UdpEchoServer server = startBroken()) {
            thread.get().interrupt();
            Clients.await("it pauses for long", () -> server.metrics().receiveFailures() >= 5);
            thread.get().interrupt();
            Clients.await("it pauses again", () -> !thread.get().isInterrupted()
                    && thread.get().getState() == Thread.State.TIMED_WAITING);
            long failures = server.metrics().receiveFailures();
            assertTrue(failures < 20, failures + " failures: the pauses do not grow");
        }
    }

    @Test
    void closeEndsAPause() throws Exception {
        long pauseNanos = Duration.ofMillis(640).toNanos();
        long closeNanos = pauseNanos;
        // The machine may be busy once, but not each time.
        for (int attempt = 0; attempt < 5 && closeNanos > pauseNanos / 2; attempt++) {
            UdpEchoServer server = startBroken();
            Clients.await("it pauses for long", () -> server.metrics().receiveFailures() >= 7
                    && thread.get().getState() == Thread.State.TIMED_WAITING);
            long startNanos = System.nanoTime();
            server.close();
            closeNanos = System.nanoTime() - startNanos;
        }
        assertTrue(closeNanos <= pauseNanos / 2, "it waits for the pause: " + closeNanos + " ns");
    }

    @Test
    void closeByAnInterruptedThreadWaitsForTheServersThread() throws Exception {
        for (int i = 0; i < 200; i++) {
            UdpEchoServer server = builder.start();
            Thread.currentThread().interrupt();
            server.close();
            boolean alive = thread.get().isAlive();
            assertTrue(Thread.interrupted());
            assertFalse(alive);
        }
    }

    @Test
    void startThatFailsClosesItsSocket() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            UdpEchoServerBuilder notBound = builder.port(taken.getLocalPort());
            assertThrows(BindException.class, notBound::start);
            assertTrue(opened.get().isClosed());
        }
        builder.port(0).socketOption(StandardSocketOptions.TCP_NODELAY, true);
        opened.set(null);
        assertThrows(IllegalArgumentException.class, builder::start);
        assertTrue(opened.get().isClosed());
    }

    @Test
    void startWithoutAThreadClosesItsSocket() {
        builder.threadFactory(task -> null);
        assertThrows(NullPointerException.class, builder::start);
        assertTrue(opened.get().isClosed());
    }

    private UdpEchoServer startBroken() throws IOException {
        UdpEchoServer server = builder.start();
        opened.get().broken = true;
        // What it waits for already may arrive; whatever it waits for next fails.
        client.send(new byte[] {1}, server.address());
        return server;
    }
}
