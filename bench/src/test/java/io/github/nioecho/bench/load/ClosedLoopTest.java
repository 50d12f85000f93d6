package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ClosedLoopTest {

    private static final long SEED = 862;
    private static final Messages SMALL = Messages.of(20);
    private static final Messages WEB = Messages.parse("64:50%,1024:40%,64KiB:10%");
    private static final LongConsumer UNTIMED = nanos -> { };

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 1024", "16, 1024", "3, 65536", "200, 100"})
    void roundTripCompletesExactlyOne(int connections, int messageSize) throws IOException {
        try (RunningServer server = selector();
                ClosedLoop load = ClosedLoop.connect(
                        server.address(), connections, Messages.of(messageSize), SEED, UNTIMED)) {
            for (int i = 1; i <= 500; i++) {
                load.roundTrip();
                assertEquals(i, load.completed());
            }
        }
    }

    @Test
    void messageLargerThanTheSocketBuffersDoesNotDeadlock() throws IOException {
        try (RunningServer server = selector();
                ClosedLoop load =
                        ClosedLoop.connect(
                                server.address(), 2, Messages.of(32 << 20), SEED, UNTIMED)) {
            load.roundTrip();
            load.roundTrip();
            load.drain();

            assertEquals(4, load.completed());
        }
    }

    @Test
    void firstRoundTripStartsOneOnEveryConnection() throws Exception {
        CountDownLatch received = new CountDownLatch(3);
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(10);
                    received.countDown();
                    if (connection == 1) {
                        out.write(message);
                        in.readNBytes(10);
                    }
                    in.read();
                });
                ClosedLoop load = ClosedLoop.connect(
                        server.address(), 3, Messages.of(10), SEED, UNTIMED)) {
            load.roundTrip();

            received.await();
            assertEquals(1, load.completed());
        }
    }

    @Test
    void wrongByteIsNamed() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    for (int i = 1; ; i++) {
                        byte[] message = in.readNBytes(20);
                        if (i == 3) {
                            message[7] ^= 1;
                        }
                        out.write(message);
                    }
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 1, SMALL, SEED, UNTIMED)) {
            load.roundTrip();
            load.roundTrip();

            String message = failure(load::roundTrip);

            assertTrue(
                    message.contains("connection 0, message 3, byte 7 of 20: expected 0x"),
                    message);
            assertEquals(2, load.completed());
        }
    }

    @Test
    void messagesOfAMixtureHaveTheirShares() throws IOException {
        AtomicLong bytes = new AtomicLong();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] chunk = new byte[1 << 16];
                    for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
                        bytes.addAndGet(count);
                        out.write(chunk, 0, count);
                    }
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 4, WEB, SEED, UNTIMED)) {
            while (load.completed() < 997) { // and four are on their way then
                load.roundTrip();
            }
            load.drain();

            assertEquals(1_001, load.completed());
            long thousand = 500 * 64 + 400 * 1_024 + 100 * 65_536;
            int one = SizeSequenceTest.first(WEB, SEED, 1_001)[1_000];
            assertEquals(thousand + one, bytes.get(), "seed " + SEED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ASYNC", "BLOCKING", "VIRTUAL", "SELECTOR"})
    void everyModelEchoesAMixture(ServerVariant variant) throws IOException {
        try (RunningServer server = variant.start(ServerSpec.onLoopback(1024, 1));
                ClosedLoop load = ClosedLoop.connect(server.address(), 16, WEB, SEED, UNTIMED)) {
            for (int i = 0; i < 2_000; i++) {
                load.roundTrip();
            }
            load.roundTripOfFirst();
            load.drain();
        }
    }

    @Test
    void wrongByteInAMessageOfAnotherSizeIsNamed() throws IOException {
        int[] sizes = SizeSequenceTest.first(WEB, SEED, 100);
        int other = IntStream.range(1, 100).filter(i -> sizes[i] != sizes[0]).findFirst()
                .orElseThrow();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    for (int i = 0; ; i++) {
                        byte[] message = in.readNBytes(sizes[i]);
                        if (i == other) {
                            message[sizes[i] - 1] ^= 1;
                        }
                        out.write(message);
                    }
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 1, WEB, SEED, UNTIMED)) {
            for (int i = 0; i < other; i++) {
                load.roundTripOfFirst();
            }

            String message = failure(load::roundTripOfFirst);

            assertTrue(message.contains("connection 0, message " + (other + 1) + ", byte "
                    + (sizes[other] - 1) + " of " + sizes[other] + ": expected 0x"), message);
            assertEquals(other, load.completed());
        }
    }

    @Test
    void repeatedMessageIsAWrongEcho() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] first = in.readNBytes(20);
                    do {
                        out.write(first);
                    } while (in.readNBytes(20).length == 20);
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 1, SMALL, SEED, UNTIMED)) {
            load.roundTrip();

            String message = failure(load::roundTrip);

            assertTrue(message.contains("connection 0, message 2, byte "), message);
        }
    }

    @Test
    void anotherConnectionsMessageIsAWrongEcho() throws IOException {
        byte[][] messages = new byte[2][];
        CountDownLatch both = new CountDownLatch(2);
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    messages[connection] = in.readNBytes(20);
                    both.countDown();
                    both.await();
                    out.write(messages[1 - connection]);
                    in.read();
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 2, SMALL, SEED, UNTIMED)) {
            String message = failure(load::roundTrip);

            assertTrue(message.contains("wrong echo on connection"), message);
        }
    }

    @Test
    void surplusByteIsAWrongEcho() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(20);
                    byte[] longer = new byte[21];
                    System.arraycopy(message, 0, longer, 0, 20);
                    out.write(longer);
                    in.read();
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 1, SMALL, SEED, UNTIMED)) {
            String message = failure(load::roundTrip);

            assertTrue(message.contains("byte 20 of 20: expected no more than was sent"), message);
        }
    }

    @Test
    void endOfStreamIsAFailure() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(10));
                    in.readNBytes(10);
                    socket.close();
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 1, SMALL, SEED, UNTIMED)) {
            String message = failure(load::roundTrip);

            assertTrue(
                    message.contains(
                            "connection 0, message 1, byte 10 of 20: the server closed"),
                    message);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, closed, ''", "true, broke, ' (Connection reset)'"})
    void serverThatEndsConnectionInsteadOfEchoingMayLimitThem(
            boolean reset, String did, String why) throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    do {
                        in.readNBytes(20);
                        if (connection == 1) {
                            socket.setSoLinger(reset, 0);
                            socket.close();
                        }
                    } while (!socket.isClosed());
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 2, SMALL, SEED, UNTIMED)) {
            assertEquals("the server " + did + " connection 1 before it echoed anything" + why
                    + ": does it limit connections?", failure(load::roundTrip));
        }
    }

    @Test
    void serverThatClosesAfterAnEchoIsNotSaidToHaveRefused() throws Exception {
        CountDownLatch others = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    if (connection == 1) {
                        Thread closer = new Thread(() -> {
                            try {
                                others.await();
                                socket.close();
                            } catch (IOException | InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
                        closer.setDaemon(true);
                        closer.start();
                    }
                    in.transferTo(out);
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 2, SMALL, SEED, UNTIMED)) {
            load.roundTrip();
            load.drain();
            load.keepActive(1);
            others.countDown();

            String message = failure(() -> {
                for (;;) {
                    load.roundTrip();
                }
            });

            // Whichever was first has had two.
            assertTrue(message.matches("the server closed connection 1 with nothing outstanding,"
                    + " after it had echoed (1 message|2 messages)"), message);
        }
    }

    @Test
    void resetIsAFailure() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(10));
                    in.readNBytes(10);
                    socket.setSoLinger(true, 0);
                    socket.close();
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 1, SMALL, SEED, UNTIMED)) {
            String message = failure(load::roundTrip);

            // A reset takes along what the client has not read yet.
            assertTrue(message.contains("the server broke the connection")
                    || message.contains("the server broke connection 0 before it echoed anything"),
                    message);
        }
    }

    @Test
    void silentServerIsAFailure() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> in.read());
                ClosedLoop load =
                        ClosedLoop.connect(server.address(), 2, SMALL, SEED, UNTIMED, 200)) {
            String message = failure(load::roundTrip);

            assertTrue(message.contains("silent for 200 ms on connection 0, message 1"), message);
            assertTrue(message.contains("2 of 2 connections"), message);
        }
    }

    @Test
    void silentFirstConnectionIsAFailureWhileOthersGoOn() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    while (connection > 0) {
                        out.write(in.readNBytes(20));
                    }
                    in.read();
                });
                ClosedLoop load =
                        ClosedLoop.connect(server.address(), 2, SMALL, SEED, UNTIMED, 200)) {
            String message = failure(load::roundTripOfFirst);

            assertTrue(message.contains("silent for 200 ms on connection 0"), message);
        }
    }

    @Test
    void drainFindsAConnectionThatWasForgotten() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    while (connection != 1) {
                        out.write(in.readNBytes(20));
                    }
                    in.read();
                });
                ClosedLoop load =
                        ClosedLoop.connect(server.address(), 3, SMALL, SEED, UNTIMED, 200)) {
            for (int i = 0; i < 100; i++) {
                load.roundTrip();
            }

            String message = failure(load::drain);

            assertTrue(message.contains("silent for 200 ms on connection 1, message 1"), message);
        }
    }

    @Test
    void interruptEndsTheWait() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> in.read());
                ClosedLoop load = ClosedLoop.connect(server.address(), 1, SMALL, SEED, UNTIMED)) {
            Thread.currentThread().interrupt();

            assertThrows(InterruptedIOException.class, load::roundTrip);

            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void roundTripOfFirstCompletesOneOfThatConnection() throws IOException {
        AtomicInteger firstCount = new AtomicInteger();
        Semaphore messagesOfOthers = new Semaphore(0);
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    while (true) {
                        byte[] message = in.readNBytes(20);
                        if (connection == 0) {
                            firstCount.incrementAndGet();
                            // Only a client that keeps the others busy ever hears of its first.
                            messagesOfOthers.acquire(2);
                        } else {
                            messagesOfOthers.release();
                        }
                        out.write(message);
                    }
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 4, SMALL, SEED, UNTIMED)) {
            for (int i = 1; i <= 200; i++) {
                load.roundTripOfFirst();
                assertEquals(i, firstCount.get());
            }
            load.drain();

            assertEquals(200, firstCount.get());
            assertTrue(load.completed() >= 600, () -> "only " + load.completed());
        }
    }

    @Test
    void bothKindsOfRoundTripMix() throws IOException {
        try (RunningServer server = selector();
                ClosedLoop load = ClosedLoop.connect(
                        server.address(), 4, Messages.of(100), SEED, UNTIMED)) {
            for (int i = 0; i < 100; i++) {
                load.roundTrip();
                load.roundTripOfFirst();
                if (i % 10 == 0) {
                    load.drain();
                }
            }
            load.drain();
            long completed = load.completed();
            load.drain();

            assertEquals(completed, load.completed());
        }
    }

    @Test
    void everyRoundTripIsTimed() throws IOException {
        Histogram nanos = new Histogram(3);
        try (RunningServer server = selector()) {
            try (ClosedLoop load =
                    ClosedLoop.connect(
                            server.address(), 4, Messages.of(100), SEED, nanos::recordValue)) {
                long start = System.nanoTime();
                for (int i = 0; i < 300; i++) {
                    load.roundTripOfFirst();
                }
                load.drain();
                long elapsed = System.nanoTime() - start;

                assertEquals(load.completed(), nanos.getTotalCount());
                assertTrue(nanos.getMinValue() > 0);
                assertTrue(nanos.getMaxValue() <= elapsed * 1.01);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1024", "64:50%,1024:40%,64KiB:10%"})
    void roundTripAllocatesNothing(String messages) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Histogram nanos = new Histogram(60_000_000_000L, 3);
        try (RunningServer server = selector();
                ClosedLoop load = ClosedLoop.connect(
                        server.address(), 8, Messages.parse(messages), SEED,
                        nanos::recordValue)) {
            for (int i = 0; i < 5_000; i++) {
                load.roundTrip();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 5_000; i++) {
                load.roundTrip();
            }
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;

            assertTrue(bytes < 5_000, () -> bytes + " bytes for 5000 round trips");
        }
    }

    @Test
    void keepActiveLeavesTheOthersIdle() throws IOException {
        AtomicInteger[] messages = new AtomicInteger[10];
        Arrays.setAll(messages, i -> new AtomicInteger());
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    for (;;) {
                        byte[] message = in.readNBytes(20);
                        messages[connection].incrementAndGet();
                        out.write(message);
                    }
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 10, SMALL, SEED, UNTIMED)) {
            load.keepActive(3);
            for (int i = 0; i < 20; i++) {
                load.roundTrip();
            }
            load.drain();

            assertEquals(23, load.completed());
            for (int i = 0; i < 10; i++) {
                assertEquals(i == 0 || i == 3 || i == 6, messages[i].get() > 0, "number " + i);
            }

            load.keepActive(10);
            load.roundTrip();
            load.drain();

            assertEquals(23 + 11, load.completed());
            for (int i = 0; i < 10; i++) {
                assertTrue(messages[i].get() > 0, "number " + i);
            }
        }
    }

    @Test
    void idleConnectionThatBreaksEndsTheLoad() throws Exception {
        CountDownLatch others = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    if (connection == 1) {
                        others.await();
                        socket.close();
                        return;
                    }
                    for (;;) {
                        out.write(in.readNBytes(20));
                    }
                });
                ClosedLoop load = ClosedLoop.connect(server.address(), 2, SMALL, SEED, UNTIMED)) {
            load.keepActive(1);
            load.roundTrip();
            others.countDown();

            String message = failure(() -> {
                for (;;) {
                    load.roundTrip();
                }
            });

            assertEquals("the server closed connection 1 before it echoed anything:"
                    + " does it limit connections?", message);
        }
    }

    @Test
    void keepActiveHasBoundsAndNeedsARest() throws IOException {
        try (RunningServer server = selector();
                ClosedLoop load =
                        ClosedLoop.connect(server.address(), 2, SMALL, SEED, UNTIMED)) {
            assertThrows(IllegalArgumentException.class, () -> load.keepActive(0));
            assertThrows(IllegalArgumentException.class, () -> load.keepActive(3));
            load.roundTrip();
            assertThrows(IllegalStateException.class, () -> load.keepActive(1));
        }
    }

    @Test
    void closeHasTheServerEndItsConnectionsFirst() throws Exception {
        AtomicInteger open = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    open.incrementAndGet();
                    in.transferTo(out);
                    open.decrementAndGet();
                    socket.close();
                })) {
            for (int i = 0; i < 50; i++) {
                ClosedLoop load = ClosedLoop.connect(server.address(), 3, SMALL, SEED, UNTIMED);
                load.roundTrip();
                load.drain();
                load.close();

                assertEquals(0, open.get());
            }
        }
    }

    @Test
    void closeDoesNotWaitForAServerThatDoesNotEnd() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) ->
                        in.transferTo(out))) {
            ClosedLoop load = ClosedLoop.connect(server.address(), 3, SMALL, SEED, UNTIMED);
            load.roundTrip();
            load.drain();
            load.close();

            assertThrows(IOException.class, load::roundTrip);
        }
    }

    @Test
    void refusedConnectionNamesTheAddress() throws IOException {
        InetSocketAddress closed;
        try (ServerSocket listener = new ServerSocket(0)) {
            closed = new InetSocketAddress("127.0.0.1", listener.getLocalPort());
        }

        IOException e = assertThrows(
                IOException.class, () -> ClosedLoop.connect(closed, 3, SMALL, SEED, UNTIMED));

        assertTrue(e.getMessage().contains("connection 0 to /127.0.0.1:"), e.getMessage());
    }

    @Test
    void argumentsHaveBounds() {
        InetSocketAddress nowhere = new InetSocketAddress("127.0.0.1", 1);

        assertThrows(IllegalArgumentException.class,
                () -> ClosedLoop.connect(nowhere, 0, Messages.of(1), SEED, UNTIMED));
        assertThrows(IllegalArgumentException.class,
                () -> ClosedLoop.connect(nowhere, 1, Messages.of(0), SEED, UNTIMED));
    }

    private interface Action {
        void run() throws IOException;
    }

    private static String failure(Action action) {
        return assertThrows(IOException.class, () -> {
            for (int i = 0; i < 1_000; i++) {
                action.run();
            }
        }).getMessage();
    }

    private static RunningServer selector() throws IOException {
        return ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1));
    }
}
