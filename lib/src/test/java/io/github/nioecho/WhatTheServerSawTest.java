package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.fault.EchoFault;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class WhatTheServerSawTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void awaitConnectionsCountsThoseServedAndThoseRefused(int recordedBytes) throws Exception {
        try (EchoServer server = EchoServer.builder().recordReceived(recordedBytes)
                .fault(2, EchoFault.refuse()).start()) {
            connect(server);
            try (Socket refused = Clients.connect(server.address())) {
                server.awaitConnections(2, LONG);
                assertEquals(-1, refused.getInputStream().read());
            }
            CompletableFuture<Void> third = CompletableFuture.runAsync(() -> connect(server));
            server.awaitConnections(3, LONG);
            third.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            assertEquals(2, server.metrics().acceptedConnections());
            assertEquals(1, server.metrics().refusedConnections());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void awaitBytesCountsThoseOfAllConnections(int recordedBytes) throws Exception {
        try (EchoServer server = EchoServer.builder().recordReceived(recordedBytes).start();
                Socket first = Clients.connect(server.address());
                Socket second = Clients.connect(server.address())) {
            first.getOutputStream().write(HELLO);
            second.getOutputStream().write(HELLO);
            server.awaitBytes(10, LONG);
            assertEquals(10, server.metrics().bytesReceived());
        }
    }

    @Test
    void whatWasAwaitedInVainIsToldWithWhatWasSeen() throws Exception {
        try (EchoServer server = EchoServer.start();
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoes(socket, HELLO);
            Clients.await("it counts", () -> server.metrics().bytesSent() == 5);
            String seen = " (connections: 1 accepted, 0 refused, 1 open, 0 reset, 0 idle;"
                    + " bytes: 5 received, 5 sent): await fewer, or for longer";
            assertMessage(TimeoutException.class,
                    "awaited 3 connections for PT0.02S, saw 1" + seen,
                    () -> server.awaitConnections(3, SHORT));
            assertMessage(TimeoutException.class, "awaited 6 bytes for PT0.02S, saw 5" + seen,
                    () -> server.awaitBytes(6, SHORT));
        }
    }

    @Test
    void awaitOfAClosedServerEndsAtOnce() throws Exception {
        EchoServer server = EchoServer.start();
        try (Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoesToTheEnd(socket, HELLO);
        }
        server.close();
        server.awaitConnections(1, LONG);
        IllegalStateException failure = assertThrows(IllegalStateException.class,
                () -> server.awaitBytes(6, Duration.ofDays(1)));
        assertTrue(failure.getMessage().startsWith(
                "awaited 6 bytes of a server that has closed, saw 5 ("), failure.getMessage());
        assertTrue(failure.getMessage().endsWith("): await before it closes"),
                failure.getMessage());
    }

    @Test
    void awaitOutOfBoundsIsNamed() throws Exception {
        try (EchoServer server = EchoServer.start()) {
            assertMessage(IllegalArgumentException.class,
                    "connections to await must be >= 1, was 0",
                    () -> server.awaitConnections(0, LONG));
            assertMessage(IllegalArgumentException.class,
                    "timeout must be zero or more, was PT-1S",
                    () -> server.awaitBytes(1, Duration.ofSeconds(-1)));
            assertMessage(NullPointerException.class, "timeout",
                    () -> server.awaitBytes(1, null));
        }
    }

    @Test
    void observerMustNotAwait() throws Exception {
        CompletableFuture<EchoServer> started = new CompletableFuture<>();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        EchoObserver observer = new EchoObserver() {
            @Override
            public void opened(ConnectionInfo connection) {
                failure.complete(assertThrows(IllegalStateException.class,
                        () -> started.join().awaitConnections(2, LONG)));
            }
        };
        try (EchoServer server = EchoServer.builder().observer(observer).start()) {
            started.complete(server);
            connect(server);
            assertEquals("an observer must not wait for connections, which come by its thread",
                    failure.get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).getMessage());
        }
    }

    @Test
    void recordingsHoldTheFirstBytesOfEachConnectionInOrder() throws Exception {
        EchoServer server = EchoServer.builder().recordReceived(8).bufferSize(3).start();
        List<Socket> sockets = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            sockets.add(Clients.connect(server.address()));
            server.awaitConnections(i, LONG);
        }
        sockets.get(2).getOutputStream().write("123456789".getBytes(StandardCharsets.US_ASCII));
        sockets.get(0).getOutputStream().write(HELLO);
        server.awaitBytes(14, LONG);
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        assertEquals(
                List.of("connection 1, 5 bytes: hello", "connection 2, 0 bytes: ",
                        "connection 3, 8 bytes and more: 12345678"),
                server.recordings().stream().map(EchoRecording::toString).toList());
        assertFalse(server.recordings().get(0).truncated());
        assertTrue(server.recordings().get(2).truncated());
    }

    @Test
    void recordingOfExactlyTheBoundIsNotTruncated() throws Exception {
        try (EchoServer server = EchoServer.builder().recordReceived(5).start();
                Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoes(socket, HELLO);
            EchoRecording recording = server.recordings().get(0);
            assertEquals("hello", recording.text());
            assertFalse(recording.truncated());
        }
    }

    @Test
    void recordingHoldsWhatAFaultDropsOrChanges() throws Exception {
        try (EchoServer server = EchoServer.builder().recordReceived(100)
                        .fault(EchoFault.corrupt(0).and(EchoFault.timeout(2))).start();
                Socket socket = Clients.connect(server.address())) {
            socket.getOutputStream().write(HELLO);
            server.awaitBytes(5, LONG);
            assertEquals("hello", server.recordings().get(0).text());
        }
    }

    @Test
    void recordingLeavesTheObserverItsChunks() throws Exception {
        Recorder recorder = new Recorder();
        try (EchoServer server = EchoServer.builder().recordReceived(2).observer(recorder)
                .fault(2, EchoFault.refuse()).start()) {
            try (Socket socket = Clients.connect(server.address())) {
                Clients.assertEchoesToTheEnd(socket, HELLO);
            }
            try (Socket refused = Clients.connect(server.address())) {
                assertEquals(-1, refused.getInputStream().read());
            }
            Clients.await("it is told", () -> recorder.calls.size() == 4);
        }
        assertEquals(List.of("hello"), recorder.received);
        assertEquals(List.of("END_OF_STREAM 5/5"), recorder.closed);
        assertEquals(List.of(2L), recorder.refused);
    }

    @Test
    void recordingCannotBeChanged() {
        byte[] bytes = HELLO.clone();
        ConnectionInfo connection = new ConnectionInfo(1,
                InetSocketAddress.createUnresolved("client", 1),
                InetSocketAddress.createUnresolved("server", 7));
        EchoRecording recording = new EchoRecording(connection, bytes, false);
        bytes[0] = 0;
        recording.bytes()[0] = 0;
        assertArrayEquals(HELLO, recording.bytes());
        assertEquals(recording, new EchoRecording(connection, HELLO, false));
        assertEquals(recording.hashCode(), new EchoRecording(connection, HELLO, false).hashCode());
        assertNotEquals(recording, new EchoRecording(connection, HELLO, true));
        assertEquals("connection 1, 5 bytes: \\x00ello",
                new EchoRecording(connection, bytes, false).toString());
    }

    /** Connections without sockets, as so many take long. */
    @Test
    void oldestOfTooManyRecordingsAreDroppedAndCounted() {
        Recorder next = new Recorder();
        RecordingObserver recorder = new RecordingObserver(5, next);
        InetSocketAddress address = InetSocketAddress.createUnresolved("client", 1);
        for (long id = 1; id <= 10_000; id++) {
            recorder.opened(new ConnectionInfo(id, address, address));
        }
        assertEquals(0, recorder.dropped());
        assertEquals(1, recorder.recordings().get(0).connection().id());
        for (long id = 10_001; id <= 10_003; id++) {
            recorder.opened(new ConnectionInfo(id, address, address));
        }
        assertEquals(3, recorder.dropped());
        assertEquals(10_003, recorder.connections());
        assertEquals(10_000, recorder.recordings().size());
        assertEquals(4, recorder.recordings().get(0).connection().id());
        recorder.received(new ConnectionInfo(3, address, address), ByteBuffer.wrap(HELLO));
        assertEquals(5, recorder.bytes());
        assertEquals(List.of("hello"), next.received);
    }

    @Test
    void awaitInVainTellsOfDroppedRecordings() {
        MetricsWatch watch = new MetricsWatch(
                () -> EchoMetrics.NONE, () -> 3, () -> false, () -> { });
        assertMessage(TimeoutException.class, "awaited 1 bytes for PT0S, saw 0 (connections: 0"
                        + " accepted, 0 refused, 0 open, 0 reset, 0 idle; bytes: 0 received, 0 sent;"
                        + " recordings: the oldest 3 dropped): await fewer, or for longer",
                () -> watch.await("bytes", 1, () -> 0, Duration.ZERO));
    }

    @Test
    void recordingsWithoutRecordingNameTheRemedy() throws Exception {
        try (EchoServer server = EchoServer.start()) {
            assertMessage(IllegalStateException.class,
                    "nothing is recorded: build the server with"
                            + " recordReceived(maxBytesPerConnection)",
                    server::recordings);
            assertThrows(IllegalStateException.class, server::droppedRecordings);
        }
    }

    @Test
    void openConnectionsAreThoseThatHaveNotEnded() throws Exception {
        try (EchoServer server = EchoServer.start();
                Socket first = Clients.connect(server.address());
                Socket second = Clients.connect(server.address())) {
            Clients.assertEchoes(second, HELLO);
            assertEquals(List.of(1L, 2L), openIds(server));
            first.shutdownOutput();
            Clients.await("it has ended", () -> openIds(server).equals(List.of(2L)));
        }
    }

    private static List<Long> openIds(EchoServer server) {
        return server.openConnections().stream().map(ConnectionInfo::id).toList();
    }

    private static void connect(EchoServer server) {
        try (Socket socket = Clients.connect(server.address())) {
            Clients.assertEchoes(socket, HELLO);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertMessage(
            Class<? extends Exception> type, String message, Executable executable) {
        assertEquals(message, assertThrows(type, executable).getMessage());
    }
}
