package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OpenLoopTest {

    private static final long SEED = 862;
    private static final Messages SMALL = Messages.of(20);
    private static final Messages MIXTURE = Messages.parse("10:50%,20:30%,300:20%");
    private static final OpenLoop.Times UNTIMED = OpenLoop.Times.IGNORED;

    private final Recorded times = new Recorded();

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1000, 100", "1, 1024, 20000, 2000", "8, 1024, 5000, 1001", "3, 65536, 500, 100",
        "200, 100, 10000, 3000", "5, 100, 1000, 3", "1, 100, 0.5, 1"
    })
    void everyMessageComesBack(int connections, int messageSize, double rate, long messages)
            throws IOException {
        try (RunningServer server = selector();
                OpenLoop load = connect(server.address(), connections, messageSize)) {
            OpenLoopOutcome outcome = load.run(new Schedule(rate, messages), times);

            assertEquals(messages, outcome.answered());
            assertEquals(0, outcome.unanswered());
            assertEquals(messages, times.responses.size());
            assertTrue(outcome.elapsedNanos() >= messages / rate * 1e9 - 1, outcome::toString);
            assertTrue(outcome.achievedRate() <= rate * 1.000_001, outcome::toString);
        }
    }

    @Test
    void everyMessageOfAMixtureComesBackWithItsSize() throws IOException {
        Messages web = Messages.parse("64:50%,1024:40%,64KiB:10%");
        try (RunningServer server = selector();
                OpenLoop load = OpenLoop.connect(server.address(), 8, web, SEED)) {
            for (int run = 0; run < 2; run++) {
                times.sizes.clear();
                load.run(new Schedule(2_000, 1_000), times);
                assertEquals(Map.of(64, 500L, 1_024, 400L, 65_536, 100L), count(times.sizes));
            }
        }
    }

    @Test
    void manyOutstandingMessagesKeepTheirSizesInOrder() throws IOException {
        int[] sizes = SizeSequenceTest.first(MIXTURE, SEED, 403);
        int first = IntStream.of(sizes).limit(3).sum();
        int rest = IntStream.of(sizes).skip(3).sum();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(first)); // so that the ring does not begin at 0
                    out.write(in.readNBytes(rest));
                    in.read();
                });
                OpenLoop load = OpenLoop.connect(server.address(), 1, MIXTURE, SEED)) {
            load.run(new Schedule(4_000, 403), times);

            assertEquals(IntStream.of(sizes).boxed().toList(), times.sizes, "seed " + SEED);
        }
    }

    @Test
    void runsFollowEachOtherOnTheSameConnections() throws IOException {
        try (RunningServer server = selector();
                OpenLoop load = connect(server.address(), 3, 100)) {
            for (int messages = 1; messages < 20; messages++) {
                times.responses.clear();
                assertEquals(messages,
                        load.run(new Schedule(10_000, messages), times).answered());
                assertEquals(messages, times.responses.size());
            }
        }
    }

    @Test
    void messagesGoRoundTheConnections() throws IOException {
        AtomicLongArray received = new AtomicLongArray(4);
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(20);
                    while (message.length > 0) {
                        received.incrementAndGet(connection);
                        out.write(message);
                        message = in.readNBytes(20);
                    }
                });
                OpenLoop load = connect(server.address(), 4, 20)) {
            load.run(new Schedule(10_000, 402), UNTIMED);

            assertEquals("[101, 101, 100, 100]", received.toString());
        }
    }

    @Test
    void scheduleGoesOnWhileNothingComesBack() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(100 * 20)); // a closed loop would send one
                    in.read();
                });
                OpenLoop load = connect(server.address(), 1, 20)) {
            load.run(new Schedule(1_000, 100), times);

            // None came back before the last was due.
            for (int message = 0; message < 100; message++) {
                long leastNanos = (99 - message) * 1_000_000L;
                assertTrue(times.responses.get(message) >= leastNanos, times.responses::toString);
            }
        }
    }

    @Test
    void responseTimeCountsFromWhenAMessageWasDueAndServiceTimeFromWhenItWasSent()
            throws IOException {
        // More than the socket buffers hold, so that the last is sent only when the server reads.
        int size = 2 << 20;
        int messages = 20;
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    int first = in.read();
                    park(500);
                    out.write(first);
                    in.transferTo(out);
                });
                OpenLoop load = connect(server.address(), 1, size)) {
            load.run(new Schedule(100, messages), times);

            long lastDueMillis = (messages - 1) * 10;
            long lateMillis = (times.responses.get(messages - 1)
                    - times.services.get(messages - 1)) / 1_000_000;
            assertTrue(lateMillis >= 500 - lastDueMillis, () -> lateMillis + " ms late");
            assertTrue(times.responses.get(0) >= 500_000_000, times.responses::toString);
        }
    }

    @Test
    void serviceTimeIsNeverLongerThanResponseTime() throws IOException {
        try (RunningServer server = selector();
                OpenLoop load = connect(server.address(), 8, 1024)) {
            load.run(new Schedule(1_000_000, 5_000), times); // faster than it can send

            for (int i = 0; i < 5_000; i++) {
                assertTrue(times.services.get(i) <= times.responses.get(i));
                assertTrue(times.services.get(i) > 0);
            }
        }
    }

    @Test
    void stallShowsInTheOpenLoopAndIsUnderstatedByTheClosedLoop() throws IOException {
        int messages = 3_000;
        int connections = 8;
        Histogram open = new Histogram(3);
        try (ScriptedServer server = new ScriptedServer(new StallOnce(100, 1_000, 200));
                OpenLoop load = connect(server.address(), connections, 100)) {
            load.run(new Schedule(2_000, messages), new OpenLoop.Times() {
                @Override
                public void echoed(int sizeBytes, long responseNanos, long serviceNanos) {
                    open.recordValue(responseNanos);
                }

                @Override
                public void unanswered(int sizeBytes, long waitedNanos) {
                    throw new AssertionError("unanswered");
                }
            });
        }
        // A busy machine stalls the loop, too: once, but not each time.
        int attempts = 0;
        Histogram closed;
        do {
            closed = closedLoopWithAStall(connections, messages);
        } while (++attempts < 5 && slowerThanMillis(100, closed) > connections);
        // What was due in the first half of the stall waited for more than the other half: 200
        // messages. A closed loop has one message on each connection, and sends no more.
        long openSlow = slowerThanMillis(100, open);
        long closedSlow = slowerThanMillis(100, closed);
        String told = openSlow + " of the open loop, " + closedSlow + " of the closed loop";
        assertTrue(openSlow >= 190, told);
        assertTrue(closedSlow >= 1 && closedSlow <= openSlow / 10, told);
        assertTrue(open.getValueAtPercentile(99) >= 100_000_000, told);
        assertTrue(closed.getValueAtPercentile(99) < 100_000_000, told);
    }

    private static Histogram closedLoopWithAStall(int connections, int messages)
            throws IOException {
        Histogram nanos = new Histogram(3);
        try (ScriptedServer server = new ScriptedServer(new StallOnce(100, 1_000, 200));
                ClosedLoop load = ClosedLoop.connect(
                        server.address(), connections, Messages.of(100), SEED,
                        nanos::recordValue)) {
            while (load.completed() < messages) {
                load.roundTrip();
            }
        }
        return nanos;
    }

    @Test
    void serverThatIsTooSlowMissesTheRate() throws IOException {
        try (ScriptedServer server = new ScriptedServer(OpenLoopTest::echoOnceIn5Millis);
                OpenLoop load = connect(server.address(), 1, 20)) {
            OpenLoopOutcome outcome = load.run(new Schedule(2_000, 100), times);

            assertTrue(outcome.missedRate());
            assertTrue(outcome.achievedRate() <= 200, outcome::toString);
            assertEquals(0, outcome.unanswered());
        }
    }

    @Test
    void rateWithinOnePercentIsHeld() {
        Schedule schedule = new Schedule(1_000, 1_000);

        assertFalse(new OpenLoopOutcome(schedule, 1_000, 1_000_000_000).missedRate());
        assertFalse(new OpenLoopOutcome(schedule, 1_000, 1_010_000_000).missedRate());
        assertTrue(new OpenLoopOutcome(schedule, 1_000, 1_011_000_000).missedRate());
        assertTrue(new OpenLoopOutcome(schedule, 989, 1_000_000_000).missedRate());
    }

    @Test
    void serverTooFarBehindIsGivenUpAndWhatWaitsIsCounted() throws IOException {
        try (ScriptedServer server = new ScriptedServer(OpenLoopTest::echoOnceIn5Millis);
                OpenLoop load = OpenLoop.connect(server.address(), 2, SMALL, SEED, 2_000)) {
            OpenLoopOutcome outcome = load.run(new Schedule(100_000, 10_000), times);

            assertTrue(outcome.missedRate());
            assertTrue(outcome.answered() > 0 && outcome.answered() < 5_000, outcome::toString);
            assertEquals(outcome.unanswered(), times.waited.size());
            assertEquals(10_000, times.responses.size() + times.waited.size());
            assertTrue(times.waited.stream().allMatch(nanos -> nanos >= 4_000_000_000L));
            assertThrows(IllegalStateException.class,
                    () -> load.run(new Schedule(1, 1), UNTIMED));
        }
    }

    @Test
    void whatIsGivenUpHasItsSizes() throws IOException {
        // More than the socket buffers hold: of some not even the first byte was sent.
        Messages large = Messages.parse("100:50%,1000:30%,30000:20%");
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] chunk = in.readNBytes(1_000);
                    while (chunk.length > 0) {
                        park(5);
                        out.write(chunk);
                        chunk = in.readNBytes(1_000);
                    }
                });
                OpenLoop load = OpenLoop.connect(server.address(), 2, large, SEED, 2_000)) {
            OpenLoopOutcome outcome = load.run(new Schedule(100_000, 10_000), times);

            assertTrue(outcome.answered() > 0 && outcome.answered() < 5_000, outcome::toString);
            assertEquals(outcome.answered(), times.sizes.size());
            assertEquals(outcome.unanswered(), times.sizesGivenUp.size());
            List<Integer> all = new ArrayList<>(times.sizes);
            all.addAll(times.sizesGivenUp);
            assertEquals(Map.of(100, 5_000L, 1_000, 3_000L, 30_000, 2_000L), count(all));
        }
    }

    @Test
    void wrongByteIsNamedAmongMessagesOfSeveralSizes() throws IOException {
        int[] sizes = SizeSequenceTest.first(MIXTURE, SEED, 50);
        int wrong = IntStream.range(1, 50).filter(i -> sizes[i] == 300).findFirst().orElseThrow();
        int before = IntStream.of(sizes).limit(wrong).sum();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] messages = in.readNBytes(IntStream.of(sizes).sum());
                    messages[before + 299] ^= 1;
                    out.write(messages);
                    in.read();
                });
                OpenLoop load = OpenLoop.connect(server.address(), 1, MIXTURE, SEED)) {
            String message = failure(load, new Schedule(10_000, 50));

            assertTrue(message.contains("connection 0, message " + (wrong + 1)
                    + ", byte 299 of 300: expected 0x"), message);
            assertEquals(wrong, times.responses.size());
        }
    }

    @Test
    void wrongByteIsNamedAmongPipelinedMessages() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] messages = in.readNBytes(5 * 20);
                    messages[2 * 20 + 7] ^= 1;
                    out.write(messages);
                    in.read();
                });
                OpenLoop load = connect(server.address(), 1, 20)) {
            String message = failure(load, new Schedule(10_000, 5));

            assertTrue(message.contains("connection 0, message 3, byte 7 of 20: expected 0x"),
                    message);
            assertEquals(2, times.responses.size());
        }
    }

    @Test
    void messagesInTheWrongOrderAreAWrongEcho() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] first = in.readNBytes(20);
                    out.write(in.readNBytes(20));
                    out.write(first);
                    in.read();
                });
                OpenLoop load = connect(server.address(), 1, 20)) {
            String message = failure(load, new Schedule(10_000, 2));

            assertTrue(message.contains("wrong echo on connection 0, message 1, byte "), message);
        }
    }

    @Test
    void surplusByteIsAWrongEcho() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] longer = new byte[21];
                    in.readNBytes(longer, 0, 20);
                    out.write(longer);
                    in.read();
                });
                OpenLoop load = connect(server.address(), 1, 20)) {
            String message = failure(load, new Schedule(0.1, 2));

            assertTrue(message.contains("byte 20 of 20: expected no more than was sent"), message);
        }
    }

    @Test
    void endOfStreamIsAFailure() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(30));
                    in.readNBytes(10);
                    socket.close();
                });
                OpenLoop load = connect(server.address(), 1, 20)) {
            String message = failure(load, new Schedule(10_000, 2));

            assertTrue(message.contains("message 2, byte 10 of 20: the server closed"), message);
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
                OpenLoop load = connect(server.address(), 1, 20)) {
            String message = failure(load, new Schedule(100, 1_000));

            // A reset takes along what the client has not read yet.
            assertTrue(message.contains("the server broke the connection")
                    || message.contains("the server broke connection 0 before it echoed anything"),
                    message);
        }
    }

    @Test
    void silentConnectionIsAFailureWhileOthersGoOn() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    in.transferTo(connection == 1 ? OutputStream.nullOutputStream() : out);
                });
                OpenLoop load = OpenLoop.connect(server.address(), 3, SMALL, SEED, 2_000)) {
            long begun = System.nanoTime();
            String message = failure(load, new Schedule(1_000, 50_000));

            assertTrue(message.contains("silent for 2000 ms on connection 1, message 1"), message);
            assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(40), "too late");
        }
    }

    @Test
    void serverThatFallsSilentAtTheEndIsAFailureAndNotSlow() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    out.write(in.readNBytes(19 * 20));
                    in.transferTo(OutputStream.nullOutputStream());
                });
                OpenLoop load = OpenLoop.connect(server.address(), 1, SMALL, SEED, 2_000)) {
            String message = failure(load, new Schedule(1_000, 20));

            assertTrue(message.contains("silent for 2000 ms on connection 0, message 20"), message);
        }
    }

    @Test
    void interruptEndsTheRun() throws IOException {
        try (RunningServer server = selector();
                OpenLoop load = connect(server.address(), 1, 20)) {
            Thread.currentThread().interrupt();

            assertThrows(InterruptedIOException.class,
                    () -> load.run(new Schedule(100, 100_000), UNTIMED));

            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void refusedConnectionNamesTheAddress() throws IOException {
        InetSocketAddress closed;
        try (ServerSocket listener = new ServerSocket(0)) {
            closed = new InetSocketAddress("127.0.0.1", listener.getLocalPort());
        }

        IOException e = assertThrows(IOException.class, () -> connect(closed, 3, 1));

        assertTrue(e.getMessage().contains("connection 0 to /127.0.0.1:"), e.getMessage());
    }

    @Test
    void argumentsHaveBounds() {
        InetSocketAddress nowhere = new InetSocketAddress("127.0.0.1", 1);

        assertThrows(IllegalArgumentException.class, () -> connect(nowhere, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> connect(nowhere, 1, 0));
    }

    private static void echoOnceIn5Millis(
            int connection, Socket socket, InputStream in, OutputStream out)
            throws IOException {
        byte[] message = in.readNBytes(20);
        while (message.length > 0) {
            park(5);
            out.write(message);
            message = in.readNBytes(20);
        }
    }

    /** Stands still for at least this long. */
    private static void park(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static long slowerThanMillis(long millis, Histogram nanos) {
        return nanos.getCountBetweenValues(millis * 1_000_000, Long.MAX_VALUE);
    }

    private static Map<Integer, Long> count(List<Integer> sizes) {
        return sizes.stream().collect(
                Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private String failure(OpenLoop load, Schedule schedule) {
        return assertThrows(IOException.class, () -> load.run(schedule, times)).getMessage();
    }

    private static OpenLoop connect(SocketAddress server, int connections, int messageSize)
            throws IOException {
        return OpenLoop.connect(server, connections, Messages.of(messageSize), SEED);
    }

    private static RunningServer selector() throws IOException {
        return ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1));
    }

    /** Keeps all times in the order of the echoes. */
    private static final class Recorded implements OpenLoop.Times {

        private final List<Long> responses = new ArrayList<>();
        private final List<Long> services = new ArrayList<>();
        private final List<Long> waited = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private final List<Integer> sizesGivenUp = new ArrayList<>();

        @Override
        public void echoed(int sizeBytes, long responseNanos, long serviceNanos) {
            responses.add(responseNanos);
            services.add(serviceNanos);
            sizes.add(sizeBytes);
        }

        @Override
        public void unanswered(int sizeBytes, long waitedNanos) {
            waited.add(waitedNanos);
            sizesGivenUp.add(sizeBytes);
        }
    }
}
