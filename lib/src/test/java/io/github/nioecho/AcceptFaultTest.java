package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.FaultyProvider.Fault;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Failed accepts that a test can only provoke with a provider of its own. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class AcceptFaultTest {

    static Stream<Arguments> faults() {
        List<Supplier<Throwable>> failures = List.of(
                () -> new IOException("Too many open files"),
                () -> new IllegalStateException("thrown by a test's provider"),
                () -> new AssertionError("thrown by a test's provider"),
                () -> new OutOfMemoryError("thrown by a test's provider"));
        return Stream.of(Fault.values())
                .flatMap(fault -> failures.stream().map(f -> Arguments.of(fault, f.get())));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isReportedAndAcceptingGoesOn(Fault fault, Throwable failure) throws Exception {
        int faults = 3;
        int clients = 5;
        Recorder recorder = new Recorder();
        FaultyProvider provider = new FaultyProvider();
        EchoServer server = EchoServer.builder().provider(provider).observer(recorder).start();
        for (int i = 0; i < faults; i++) {
            provider.plan(fault, failure);
        }
        // The accept that waits already is the last that succeeds, for a while.
        for (int i = 0; i < clients; i++) {
            try (Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoesToTheEnd(socket, new byte[] {1, 2, 3});
            }
        }
        int failures = fault == Fault.FAILED_TWICE ? 2 * faults : faults;
        // The first one, and one more after each success and each failure.
        Clients.await("all pauses are over",
                () -> provider.accepts.get() == 1 + clients + failures);
        server.close();
        assertEquals(failures, recorder.pauses.size());
        assertEquals(failures, server.metrics().acceptFailures());
        assertTrue(
                recorder.pauses.containsAll(List.of(
                        Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(40))),
                recorder.pauses.toString());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), recorder.opened);
        assertEquals(clients, server.metrics().acceptedConnections());
    }

    @ParameterizedTest
    @EnumSource
    void whatTheObserverThrowsDoesNotStopAccepting(Fault fault) throws Exception {
        FaultyProvider provider = new FaultyProvider();
        EchoObserver thrower = new EchoObserver() {
            @Override
            public void acceptFailed(Throwable failure, Duration pause) {
                throw EchoObserverTest.sneaky(failure);
            }
        };
        try (EchoServer server =
                EchoServer.builder().provider(provider).observer(thrower).start()) {
            List<Throwable> failures = List.of(
                    new IOException(), new IllegalStateException(), new AssertionError());
            failures.forEach(failure -> provider.plan(fault, failure));
            for (int i = 0; i < 3; i++) {
                try (Socket socket = Clients.connect(server.address())) {
                    Clients.assertEchoesToTheEnd(socket, new byte[] {1});
                }
            }
            assertEquals(server.metrics().acceptFailures(), server.metrics().observerFailures());
            assertTrue(server.metrics().observerFailures() >= 3);
        }
    }

    @Test
    void closeFromTheObserverReturnsAtOnceAndStops() throws Exception {
        FaultyProvider provider = new FaultyProvider();
        AtomicReference<EchoServer> server = new AtomicReference<>();
        CompletableFuture<Boolean> closedOnReturn = new CompletableFuture<>();
        EchoObserver closing = new EchoObserver() {
            @Override
            public void acceptFailed(Throwable failure, Duration pause) {
                server.get().close();
                closedOnReturn.complete(server.get().whenClosed().isDone());
            }
        };
        server.set(EchoServer.builder().provider(provider).observer(closing).start());
        provider.plan(Fault.FAILED, new IOException("Too many open files"));
        try (Socket socket = Clients.connect(server.get().address())) {
            assertFalse(closedOnReturn.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
            assertEquals(-1, socket.getInputStream().read());
        }
        server.get().whenClosed().get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Test
    void stopWhileAcceptingPausesEndsAtOnce() throws Exception {
        FaultyProvider provider = new FaultyProvider();
        EchoServer server = EchoServer.builder().provider(provider).start();
        for (int i = 0; i < 100; i++) {
            provider.plan(Fault.FAILED, new IOException("Too many open files"));
        }
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sockets.add(Clients.connect(server.address()));
        }
        Clients.await("it pauses for long", () -> server.metrics().acceptFailures() >= 5);
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        long failures = server.metrics().acceptFailures();
        assertTrue(server.whenClosed().isDone());
        assertTrue(failures < 20, failures + " failures: the pauses do not grow");
    }
}
