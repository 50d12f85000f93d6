package io.github.nioecho.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server and the client see of a delay, by a clock of the test's. */
@Timeout(60)
class DelayedChannelTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long DELAY = 500 * MILLI;
    private static final Latency LATENCY = new Latency(Duration.ofNanos(DELAY), Duration.ZERO);

    private final FakeTimer timer = new FakeTimer();
    private final FakeSocket socket = new FakeSocket();
    private AsynchronousSocketChannel channel = delay(socket, LATENCY);
    private FakeServer server = new FakeServer(channel);

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        channel.close();
        assertEquals(0, timer.alarms());
        assertFalse(socket.isOpen());
    }

    @Test
    void eachChunkComesTheDelayAfterItWasWritten() {
        for (int i = 0; i < 100; i++) {
            server.write((byte) i);
            assertEquals("write 1", server.end);
            timer.advance(20 * MILLI);
            // Of the chunks that came every 20 ms, those of 500 ms ago and earlier.
            assertEquals(Math.max(0, i + 1 - 24), socket.got.size());
        }
        timer.advance(DELAY);
        assertInOrder(100);
    }

    @Test
    void chunkIsNeverEarlyNorLateByMoreThanTheTimer() {
        server.write(new byte[10]);
        timer.advance(DELAY - 1);
        assertEquals(0, socket.got.size());
        timer.advance(1);
        assertEquals(10, socket.got.size());
    }

    @Test
    void withoutADelayGoesOnAtOnce() {
        use(delay(socket, new Latency(Duration.ZERO, Duration.ZERO)));
        server.write(new byte[10]);
        assertEquals(10, socket.got.size());
        assertEquals(0, timer.alarms());
    }

    @Test
    void keepsContentAndOrderWhateverTheSizesTheJitterAndTheSocketTakes() {
        long seed = System.nanoTime();
        System.out.println("DelayedChannelTest: seed " + seed);
        Random random = new Random(seed);
        Duration latency = Duration.ofNanos(DELAY);
        use(new Latency(latency, latency).delay(
                socket, timer, new SplittableRandom(seed), timer::nanoTime));
        byte[] all = new byte[200_000];
        random.nextBytes(all);
        int from = 0;
        while (from < all.length) {
            socket.mostBytes = 1 + random.nextInt(1000);
            if (random.nextInt(10) == 0) {
                socket.stall();
            } else if (random.nextInt(3) == 0) {
                socket.unstall();
            }
            int to = Math.min(all.length, from + 1 + random.nextInt(2000));
            server.write(Arrays.copyOfRange(all, from, to));
            assertEquals("write " + (to - from), server.end);
            from = to;
            timer.advance(random.nextInt((int) DELAY / 10));
            assertPrefix(all);
        }
        socket.unstall();
        timer.advance(2 * DELAY);
        assertArrayEquals(all, socket.got.toByteArray());
    }

    @Test
    void chunkWithALongerDelayHoldsUpTheNextAndNothingElse() {
        long[] delays = {30 * MILLI, 10 * MILLI, 50 * MILLI};
        int[] next = {0};
        use(new DelayedChannel(socket, timer, () -> delays[next[0]++], timer::nanoTime));
        server.write(new byte[1]);
        server.write(new byte[1]);
        server.write(new byte[1]);
        timer.advance(30 * MILLI - 1);
        assertEquals(0, socket.got.size());
        timer.advance(1);
        assertEquals(2, socket.got.size());
        timer.advance(20 * MILLI);
        assertEquals(3, socket.got.size());
    }

    @Test
    void fourMebibytesWaitAndNotAByteMore() {
        int chunkBytes = 1024 - DelayLine.BYTES_PER_CHUNK;
        byte[] chunk = new byte[chunkBytes];
        for (int i = 0; i < 4096; i++) {
            server.write(chunk);
            assertEquals("write " + chunkBytes, server.end);
        }
        server.write(chunk);
        assertTrue(server.isPending());
        socket.mostBytes = 1;
        timer.advance(DELAY);
        assertEquals("write " + chunkBytes, server.end);
        timer.advance(DELAY);
        assertEquals(4097 * chunkBytes, socket.got.size());
    }

    @Test
    void chunkThatDoesNotFitIsTakenInParts() {
        server.write(new byte[DelayLine.MOST_BYTES]);
        int taken = DelayLine.MOST_BYTES - DelayLine.BYTES_PER_CHUNK;
        assertEquals("write " + taken, server.end);
        server.writeRest();
        assertTrue(server.isPending());
        timer.advance(DELAY);
        assertEquals("write " + DelayLine.BYTES_PER_CHUNK, server.end);
        timer.advance(DELAY);
        assertEquals(DelayLine.MOST_BYTES, socket.got.size());
    }

    @Test
    void singleBytesCannotFillTheHeap() {
        int chunks = 0;
        while (!server.isPending()) {
            server.write((byte) chunks++);
        }
        assertEquals(DelayLine.MOST_BYTES / (1 + DelayLine.BYTES_PER_CHUNK), chunks - 1);
        timer.advance(2 * DELAY);
        assertInOrder(chunks);
    }

    @Test
    void clientThatDoesNotReadStopsTheServer() {
        socket.stall();
        while (!server.isPending()) {
            server.write(new byte[100_000]);
        }
        timer.advance(100 * DELAY);
        assertTrue(server.isPending());
        long waiting = server.written();
        assertTrue(waiting <= DelayLine.MOST_BYTES, () -> waiting + " bytes");
        socket.unstall();
        assertFalse(server.isPending());
    }

    @ParameterizedTest
    @MethodSource("bufferSizes")
    void carriesFourMebibytesInEachDelayWhateverTheBuffer(int bufferBytes) {
        int totalBytes = 50_000_000;
        byte[] chunk = new byte[bufferBytes];
        while (socket.got.size() < totalBytes) {
            if (server.isPending()) {
                timer.ringNext();
            } else if (!server.writeRest()) {
                server.write(chunk);
            }
            if (server.written() >= totalBytes) {
                timer.advance(DELAY);
            }
        }
        // A chunk of 1024 counts as one of 1152.
        long delays = totalBytes * 1152L / 1024 / DelayLine.MOST_BYTES + 2;
        assertTrue(timer.passedNanos() <= delays * DELAY, timer.passedNanos() + " ns");
    }

    static Stream<Integer> bufferSizes() {
        return Stream.of(1024, 16_384, 65_536);
    }

    @Test
    void endOfTheStreamComesAfterTheLastByte() {
        server.write(new byte[10]);
        server.read(1024);
        socket.completeRead(-1);
        socket.mostBytes = 4;
        socket.stall();
        timer.advance(DELAY);
        assertFalse(socket.isReading());
        socket.unstall();
        assertEquals(10, socket.got.size());
        // It is read again, and only then is it the server's.
        assertTrue(server.isPending());
        socket.completeRead(-1);
        assertEquals("read -1", server.end);
    }

    @Test
    void endOfTheStreamComesAtOnceWhereNothingWaits() {
        server.read(1024);
        socket.completeRead(-1);
        assertEquals("read -1", server.end);
    }

    @Test
    void readsGoOnWhileBytesWait() {
        server.write(new byte[10]);
        server.read(1024);
        socket.completeRead(3);
        assertEquals("read 3", server.end);
    }

    @Test
    void outputEndsAfterTheLastByte() throws Exception {
        server.write(new byte[10]);
        channel.shutdownOutput();
        server.read(1024);
        timer.advance(DELAY - 1);
        assertFalse(socket.outputShutDown);
        timer.advance(1);
        assertTrue(socket.outputShutDown);
        assertEquals(10, socket.got.size());
        socket.completeRead(-1);
        assertEquals("read -1", server.end);
    }

    @Test
    void clientThatEndsBeforeAStopStillGetsItsBytesAndTheEnd() throws Exception {
        server.write(new byte[10]);
        server.read(1024);
        socket.completeRead(-1);
        channel.shutdownOutput();
        assertTrue(server.isPending());
        timer.advance(DELAY);
        assertEquals(10, socket.got.size());
        assertTrue(socket.outputShutDown);
        socket.completeRead(-1);
        assertEquals("read -1", server.end);
    }

    /** Each leaves an operation of the server's pending, except the first. */
    static Stream<Arguments> states() {
        return Stream.of(
                state("bytes wait", t -> t.server.write(new byte[10])),
                state("reading", t -> t.server.read(1)),
                state("reading while bytes wait", t -> {
                    t.server.write(new byte[10]);
                    t.server.read(1);
                }),
                state("full", t -> {
                    while (!t.server.isPending()) {
                        t.server.write(new byte[100_000]);
                    }
                }),
                state("passing on", t -> {
                    t.socket.stall();
                    t.server.write(new byte[10]);
                    t.server.write(new byte[10]);
                    t.timer.advance(DELAY);
                    t.server.read(1);
                }),
                state("at the end of the stream", t -> {
                    t.server.write(new byte[10]);
                    t.server.read(1);
                    t.socket.completeRead(-1);
                }),
                state("stopping", t -> {
                    t.server.write(new byte[10]);
                    t.channel.shutdownOutput();
                    t.server.read(1);
                }));
    }

    @ParameterizedTest
    @MethodSource("states")
    void closeForgetsWhatWaitsAndFailsWhatIsPending(String name, State state) throws Exception {
        state.reach(this);
        boolean pending = server.isPending();
        channel.close();
        assertFalse(server.isPending());
        assertTrue(!pending || server.end.matches("(read|write) (AsynchronousClose|ClosedChannel)"
                + "Exception"), server.end);
        assertEquals(0, timer.alarms());
        assertEquals(0, socket.got.size());
        assertFalse(socket.outputShutDown);
        server.write(new byte[1]);
        assertEquals("write ClosedChannelException", server.end);
        assertEquals(0, timer.alarms());
    }

    @ParameterizedTest
    @MethodSource("states")
    void brokenConnectionIsToldWhateverTheServerDoes(String name, State state) throws Exception {
        state.reach(this);
        if (!socket.isWriting()) {
            socket.stall();
            timer.advance(DELAY);
        }
        if (socket.isWriting()) {
            socket.failWrite(new IOException("Broken pipe"));
            assertTrue(server.end.matches("(read|write) IOException|write 10"), server.end);
            assertEquals(0, timer.alarms());
            server.read(1);
            assertEquals("read IOException", server.end);
        }
    }

    @Test
    void endOfTheStreamReadAsTheConnectionBreaksIsNotAGoodEnd() {
        server.write(new byte[10]);
        server.read(1);
        socket.stall();
        timer.advance(DELAY);
        socket.endReadWithItsClose(-1);
        socket.failWrite(new IOException("Broken pipe"));
        assertEquals("read IOException", server.end);
    }

    @Test
    void secondFailureOfOneWriteChangesNothing() {
        server.write(new byte[10]);
        server.read(1);
        socket.stall();
        timer.advance(DELAY);
        socket.failWriteTwice(new IOException("Broken pipe"));
        assertEquals("read IOException", server.end);
    }

    @Test
    void socketThatThrowsEndsTheConnection() {
        server.write(new byte[10]);
        server.read(1);
        socket.thrown = new IllegalStateException("in a test");
        timer.advance(DELAY);
        assertEquals("read IllegalStateException", server.end);
        assertFalse(socket.isOpen());
    }

    @Test
    void longestDelayDoesNotOverflow() {
        use(delay(socket, new Latency(Duration.ofNanos(Long.MAX_VALUE), Duration.ZERO)));
        server.write(new byte[10]);
        timer.advance(1_000_000 * DELAY);
        server.write(new byte[10]);
        assertEquals(0, socket.got.size());
        assertEquals(1, timer.alarms());
    }

    @Test
    void delaysAddUp() {
        use(delay(channel, LATENCY));
        for (int i = 0; i < 10; i++) {
            server.write((byte) i);
            server.read(1);
            timer.advance(20 * MILLI);
            socket.completeRead(1);
        }
        timer.advance(2 * DELAY - 10 * 20 * MILLI - 1);
        assertEquals(0, socket.got.size());
        timer.advance(1);
        assertEquals(1, socket.got.size());
        timer.advance(DELAY);
        assertInOrder(10);
    }

    @Test
    void endPassesThroughSeveralDelaysBehindTheBytes() throws Exception {
        use(delay(channel, LATENCY));
        server.write(new byte[10]);
        channel.shutdownOutput();
        timer.advance(2 * DELAY - 1);
        assertFalse(socket.outputShutDown);
        timer.advance(1);
        assertEquals(10, socket.got.size());
        assertTrue(socket.outputShutDown);
    }

    @Test
    void limitBeforeTheDelayEndsAfterTheDelayedBytes() throws Exception {
        use(new LimitData(5).apply(channel, timer, null));
        server.write(new byte[10]);
        server.writeRest();
        assertEquals("write 0", server.end);
        timer.advance(DELAY - 1);
        assertFalse(socket.outputShutDown);
        timer.advance(1);
        assertEquals(5, socket.got.size());
        assertTrue(socket.outputShutDown);
    }

    @Test
    void limitBehindTheDelayEndsAtItsByteThoughMoreAreOnTheirWay() throws Exception {
        use(delay(new LimitData(5).apply(socket, timer, null), LATENCY));
        server.write(new byte[4]);
        timer.advance(DELAY / 2);
        server.write(new byte[4]);
        timer.advance(DELAY / 2);
        server.write(new byte[4]);
        server.read(1); // beside it, what is over the limit is dropped
        assertFalse(socket.outputShutDown);
        timer.advance(DELAY / 2);
        assertEquals(5, socket.got.size());
        assertTrue(socket.outputShutDown);
        timer.advance(DELAY);
        assertEquals(0, timer.alarms());
        assertTrue(server.isPending());
    }

    @Test
    void resetBeforeTheDelayComesAfterTheDelayedBytes() throws Exception {
        use(new ResetPeer(5).apply(channel, timer, null));
        assertResetAfterFiveBytes();
    }

    @Test
    void resetBehindTheDelayComesAfterTheDelayedBytes() throws Exception {
        use(delay(new ResetPeer(5).apply(socket, timer, null), LATENCY));
        assertResetAfterFiveBytes();
    }

    private void assertResetAfterFiveBytes() {
        server.read(1024);
        socket.completeRead(5);
        server.write(new byte[5]);
        server.read(1024);
        timer.advance(DELAY - 1);
        assertFalse(socket.isReading());
        timer.advance(1);
        assertEquals(5, socket.got.size());
        socket.completeRead(1);
        timer.advance(10 * MILLI);
        assertEquals("read IOException", server.end);
    }

    @Test
    void slicesAreCutAfterTheDelay() {
        use(delay(new Slicer(3, Duration.ofNanos(10 * MILLI)).apply(socket, timer, null), LATENCY));
        server.write(new byte[10]);
        timer.advance(DELAY);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sizes.add(socket.got.size());
            timer.advance(10 * MILLI);
        }
        assertEquals(List.of(3, 6, 9, 10), sizes);
    }

    @Test
    void slicesCutBeforeTheDelayStayApart() {
        use(new Slicer(3, Duration.ofNanos(10 * MILLI)).apply(channel, timer, null));
        server.write(new byte[10]);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            server.writeRest();
            timer.advance(10 * MILLI);
        }
        timer.advance(DELAY - 40 * MILLI);
        for (int i = 0; i < 4; i++) {
            sizes.add(socket.got.size());
            timer.advance(10 * MILLI);
        }
        assertEquals(List.of(3, 6, 9, 10), sizes);
    }

    @ParameterizedTest
    @MethodSource("bandwidths")
    void bandwidthIsTheSameBeforeAndBehindADelay(
            String name, Chain chain) {
        use(chain.of(this));
        server.write(new byte[1000]);
        while (timer.passedNanos() < DELAY + 500 * MILLI) {
            if (!server.isPending()) {
                server.writeRest();
            }
            timer.advance(MILLI);
        }
        // 500 in half a second, and what may come at once.
        assertTrue(Math.abs(socket.got.size() - 560) <= 60, () -> socket.got.size() + " bytes");
        timer.advance(1000 * MILLI);
    }

    static Stream<Arguments> bandwidths() {
        return Stream.of(
                chain("before", t ->
                         new Bandwidth(1000).limit(t.channel, t.timer, t.timer::nanoTime)),
                chain("behind", t ->
                         t.delay(new Bandwidth(1000).limit(
                                t.socket, t.timer, t.timer::nanoTime), LATENCY)));
    }

    @Test
    void droppedBytesNeedNoTime() throws Exception {
        use(new io.github.nioecho.fault.Timeout(0).apply(channel, timer, null));
        server.write(new byte[10]);
        assertEquals("write 0", server.end);
        assertEquals(0, timer.alarms());
    }

    private void use(AsynchronousSocketChannel faulty) {
        channel = faulty;
        server = new FakeServer(faulty);
    }

    private AsynchronousSocketChannel delay(AsynchronousSocketChannel next, Latency latency) {
        return latency.delay(next, timer, new SplittableRandom(1), timer::nanoTime);
    }

    private void assertInOrder(int chunks) {
        byte[] got = socket.got.toByteArray();
        assertEquals(chunks, got.length);
        for (int i = 0; i < chunks; i++) {
            assertEquals((byte) i, got[i]);
        }
    }

    private void assertPrefix(byte[] all) {
        byte[] got = socket.got.toByteArray();
        assertTrue(Arrays.equals(got, 0, got.length, all, 0, got.length));
    }

    private static Arguments state(String name, State state) {
        return Arguments.of(name, state);
    }

    private static Arguments chain(String name, Chain chain) {
        return Arguments.of(name, chain);
    }

    /** Makes a channel of several faults. */
    private interface Chain {
        AsynchronousSocketChannel of(DelayedChannelTest test);
    }

    /** Brings the channel of a test into a state. */
    private interface State {
        void reach(DelayedChannelTest test) throws Exception;
    }
}
