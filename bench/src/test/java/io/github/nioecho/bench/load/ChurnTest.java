package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChurnTest {

    private static final long SEED = 862;
    private static final int SIZE = 20;
    private static final Messages MESSAGES = Messages.of(SIZE);
    private static final Messages MIXTURE = Messages.parse("20:50%,1024:40%,64KiB:10%");
    private static final int SHORT_MILLIS = 300;

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 1024", "16, 1024", "3, 65536", "200, 100"})
    void roundTripCompletesExactlyOne(int connections, int messageSize) throws IOException {
        try (RunningServer server = selector();
                Churn load = Churn.against(
                        server.address(), connections, Messages.of(messageSize), SEED)) {
            for (int i = 1; i <= 500; i++) {
                load.roundTrip();
                assertEquals(i, load.completed());
            }
            load.drain();

            assertEquals(499 + connections, load.completed());
        }
    }

    @Test
    void messageLargerThanTheSocketBuffersDoesNotDeadlock() throws IOException {
        try (RunningServer server = selector();
                Churn load = Churn.against(server.address(), 2, Messages.of(16 << 20), SEED)) {
            load.roundTrip();
            load.drain();

            assertEquals(2, load.completed());
        }
    }

    @Test
    void serverSeesOneMessageAndAnOrdinaryEndOfEachConnection() throws IOException {
        List<Integer> ends = new CopyOnWriteArrayList<>();
        AtomicInteger messages = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    try (socket) {
                        out.write(in.readNBytes(SIZE));
                        messages.incrementAndGet();
                        ends.add(in.read());
                    } catch (IOException e) {
                        ends.add(-2); // a reset
                        throw e;
                    }
                });
                Churn load = against(server, 3)) {
            for (int i = 0; i < 60; i++) {
                load.roundTrip();
            }
            load.drain();

            assertEquals(62, load.completed());
            assertEquals(62, messages.get());
            assertEquals(Collections.nCopies(62, -1), ends);
        }
    }

    @Test
    void noMoreAreOpenAtATimeThanWereAskedFor() throws IOException {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    out.write(in.readNBytes(SIZE));
                    in.read();
                    open.decrementAndGet();
                    socket.close();
                });
                Churn load = against(server, 3)) {
            for (int i = 0; i < 60; i++) {
                load.roundTrip();
            }
            load.drain();

            assertEquals(3, most.get());
            assertEquals(0, open.get());
        }
    }

    @Test
    void connectionCountsOnlyOnceTheServerHasEndedItToo() throws Exception {
        CountDownLatch echoed = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(SIZE));
                    in.read();
                    echoed.countDown();
                    released.await();
                    socket.close();
                });
                Churn load = against(server, 1)) {
            CompletableFuture<Void> trip = CompletableFuture.runAsync(() -> roundTrip(load));
            echoed.await();

            assertEquals(0, load.completed());

            released.countDown();
            trip.get();

            assertEquals(1, load.completed());
        }
    }

    @Test
    void connectionsComeFromManyAddressesSoThatPortsDoNotRunOut() throws IOException {
        Set<InetAddress> seen = Collections.synchronizedSet(new HashSet<>());
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    seen.add(socket.getInetAddress());
                    out.write(in.readNBytes(SIZE));
                    in.read();
                    socket.close();
                });
                Churn load = against(server, 4)) {
            assumeTrue(SourceAddresses.inTurn(server.address()).of(0) != null,
                    "the system has no other loopback addresses");
            for (int i = 0; i < SourceAddresses.IN_TURN; i++) {
                load.roundTrip();
            }
            load.drain(); // a connection may have overtaken one that came before it

            assertEquals(SourceAddresses.IN_TURN, seen.size());
        }
    }

    @Test
    void wrongByteIsNamed() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(SIZE);
                    message[7] ^= connection == 2 ? (byte) 1 : 0;
                    out.write(message);
                    in.read();
                    socket.close();
                });
                Churn load = against(server, 1)) {
            String message = failure(load);

            assertTrue(message.contains("connection 2, message 1, byte 7 of 20: expected 0x"),
                    message);
            assertEquals(2, load.completed());
        }
    }

    @Test
    void everyConnectionHasTheNextSizeOfAMixture() throws IOException {
        List<Integer> received = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] chunk = new byte[1 << 16];
                    int bytes = 0;
                    for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
                        bytes += count;
                        out.write(chunk, 0, count);
                    }
                    received.add(bytes);
                    socket.close();
                });
                Churn load = Churn.against(server.address(), 1, MIXTURE, SEED)) {
            for (int i = 0; i < 100; i++) {
                load.roundTrip();
            }

            assertEquals(IntStream.of(SizeSequenceTest.first(MIXTURE, SEED, 100)).boxed().toList(),
                    received, "seed " + SEED);
        }
    }

    @Test
    void mixtureIsEchoedOverManyConnectionsAtATime() throws IOException {
        try (RunningServer server = selector();
                Churn load = Churn.against(server.address(), 16, MIXTURE, SEED)) {
            for (int i = 0; i < 500; i++) {
                load.roundTrip();
            }
            load.drain();

            assertEquals(515, load.completed());
        }
    }

    @Test
    void wrongByteInAMessageOfAnotherSizeIsNamed() throws IOException {
        int[] sizes = SizeSequenceTest.first(MIXTURE, SEED, 100);
        int other = IntStream.range(1, 100).filter(i -> sizes[i] != sizes[0]).findFirst()
                .orElseThrow();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(sizes[connection]);
                    message[message.length - 1] ^= connection == other ? (byte) 1 : 0;
                    out.write(message);
                    in.read();
                    socket.close();
                });
                Churn load = Churn.against(server.address(), 1, MIXTURE, SEED)) {
            String message = failure(load);

            assertTrue(message.contains("connection " + other + ", message 1, byte "
                    + (sizes[other] - 1) + " of " + sizes[other] + ": expected 0x"), message);
            assertEquals(other, load.completed());
        }
    }

    @Test
    void messageOfAnEarlierConnectionIsAWrongEcho() throws IOException {
        byte[][] first = new byte[1][];
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(SIZE);
                    first[0] = connection == 0 ? message : first[0];
                    out.write(first[0]);
                    in.read();
                    socket.close();
                });
                Churn load = against(server, 1)) {
            assertTrue(failure(load).contains("wrong echo on connection 1, message 1, byte "));
        }
    }

    @Test
    void byteAfterTheEchoIsAWrongEcho() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(SIZE));
                    in.read();
                    out.write(1);
                    socket.close();
                });
                Churn load = against(server, 1)) {
            String message = failure(load);

            assertTrue(message.contains("byte 20 of 20: expected no more than was sent"), message);
        }
    }

    @Test
    void endBeforeTheEchoIsAFailure() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(SIZE), 0, 10);
                    socket.close();
                });
                Churn load = against(server, 1)) {
            String message = failure(load);

            assertTrue(message.contains(
                    "connection 0, message 1, byte 10 of 20: the server closed"), message);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE / 2, SIZE})
    void resetIsAFailureWheneverItComes(int read) throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(read));
                    if (read == SIZE) {
                        in.read(); // the client's end
                    }
                    socket.setSoLinger(true, 0);
                    socket.close();
                });
                Churn load = against(server, 1)) {
            String message = failure(load);

            // A reset takes along what the client has not read yet.
            assertTrue(message.matches(
                            "connection 0, message 1, byte \\d+ .*the server broke the connection.*")
                    || read < SIZE && message.startsWith(
                            "the server broke connection 0 before it echoed anything"), message);
        }
    }

    @Test
    void silentServerIsAFailure() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> in.read());
                Churn load = Churn.against(server.address(), 2, MESSAGES, SEED, SHORT_MILLIS)) {
            String message = failure(load);

            assertTrue(message.contains("silent for 300 ms on connection 0, message 1"), message);
            assertTrue(message.contains("2 of 2 connections are open"), message);
        }
    }

    @Test
    void serverThatDoesNotEndItsSideIsAFailure() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) ->
                        out.write(in.readNBytes(SIZE)));
                Churn load = Churn.against(server.address(), 1, MESSAGES, SEED, SHORT_MILLIS)) {
            String message = failure(load);

            assertTrue(message.contains("silent for 300 ms on connection 0, message 1, byte 20 of"
                    + " 20: its echo came back, but not the end of the stream"), message);
        }
    }

    @Test
    void drainFindsAConnectionThatWasForgotten() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    if (connection == 1) {
                        in.read();
                        return;
                    }
                    out.write(in.readNBytes(SIZE));
                    in.read();
                    socket.close();
                });
                Churn load = Churn.against(server.address(), 3, MESSAGES, SEED, SHORT_MILLIS)) {
            for (int i = 0; i < 100; i++) {
                load.roundTrip();
            }

            String message = assertThrows(IOException.class, load::drain).getMessage();

            assertTrue(message.contains("silent for 300 ms on connection 1, message 1"), message);
        }
    }

    @Test
    void refusedConnectionNamesTheAddress() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        }
        try (Churn load = Churn.against(nobody, 2, MESSAGES, SEED)) {
            String message = failure(load);

            assertTrue(message.contains(nobody + ": Connection refused"), message);
        }
    }

    @Test
    void closeLeavesNoConnectionOpen() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    in.readNBytes(SIZE);
                    end.complete(in.read());
                })) {
            try (Churn load = Churn.against(server.address(), 1, MESSAGES, SEED, SHORT_MILLIS)) {
                failure(load);
            }

            assertEquals(-1, end.get());
        }
    }

    @Test
    void interruptEndsTheWait() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> in.read());
                Churn load = against(server, 1)) {
            Thread.currentThread().interrupt();

            assertThrows(InterruptedIOException.class, load::roundTrip);

            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void argumentsHaveBounds() {
        InetSocketAddress nowhere = new InetSocketAddress("127.0.0.1", 1);

        assertThrows(IllegalArgumentException.class,
                () -> Churn.against(nowhere, 0, Messages.of(1), SEED));
        assertThrows(IllegalArgumentException.class,
                () -> Churn.against(nowhere, 1, Messages.of(0), SEED));
    }

    private static RunningServer selector() throws IOException {
        return ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1));
    }

    private static Churn against(ScriptedServer server, int connections) throws IOException {
        return Churn.against(server.address(), connections, MESSAGES, SEED);
    }

    private static String failure(Churn load) {
        return assertThrows(IOException.class, () -> {
            for (int i = 0; i < 1_000; i++) {
                load.roundTrip();
            }
        }).getMessage();
    }

    private static void roundTrip(Churn load) {
        try {
            load.roundTrip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
