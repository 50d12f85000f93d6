package io.github.nioecho.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class BandwidthTest {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What the server itself could do: twice as much as the fastest rate. */
    private static final double NANOS_PER_BYTE = 5;

    static Stream<Arguments> ratesAndBuffers() {
        return LongStream.of(1, 60, 1000, 20_000, 1_000_000, 5_000_000, 10_000_000, 100_000_000)
                .boxed().flatMap(rate -> Stream.of(1, 1024, 16_384, 65_536)
                        .filter(bytes -> rate < 10_000_000 || bytes > 1)
                        .map(bytes -> Arguments.of(rate, bytes)));
    }

    @ParameterizedTest
    @MethodSource("ratesAndBuffers")
    void givesTheRateWhateverTheBufferAndHoweverLateTheTimer(long rate, int bufferBytes) {
        long seed = System.nanoTime();
        System.out.println("BandwidthTest: seed " + seed);
        Random random = new Random(seed);
        FakeTimer timer = new FakeTimer(() -> random.nextInt(10_000_000));
        FakeSocket socket = new FakeSocket();
        FakeServer server = new FakeServer(
                new Bandwidth(rate).limit(socket, timer, timer::nanoTime));
        long forNanos = (rate < 1000 ? 100 : rate < 1_000_000 ? 10 : 1) * SECOND_NANOS;
        long writtenBytes = 0;
        byte[] chunk = new byte[bufferBytes];
        while (timer.passedNanos() < forNanos) {
            if (server.isPending()) {
                timer.ringNext();
            } else if (!server.writeRest()) {
                server.write(chunk);
            }
            timer.pass((long) ((server.written() - writtenBytes) * NANOS_PER_BYTE));
            writtenBytes = server.written();
        }
        double asked = rate * (timer.passedNanos() / (double) SECOND_NANOS);
        assertEquals(1, writtenBytes / asked, Math.max(0.02, 2 / asked));
    }

    @Test
    void makesUpForLittleOfATimeWithoutBytes() {
        FakeTimer timer = new FakeTimer();
        FakeServer server = new FakeServer(
                new Bandwidth(1000).limit(new FakeSocket(), timer, timer::nanoTime));
        timer.advance(100 * SECOND_NANOS);
        server.write(new byte[1000]);
        while (!server.isPending()) {
            server.writeRest();
        }
        // What may pass in 20 ms, and in the 100 ms before them.
        assertEquals(120, server.written());
    }

    @Test
    void sendsTheFirstBytesAtOnceAndSmallPortionsFromThereOn() {
        FakeTimer timer = new FakeTimer();
        FakeServer server = new FakeServer(
                new Bandwidth(1000).limit(new FakeSocket(), timer, timer::nanoTime));
        server.write(new byte[1000]);
        assertEquals(20, server.written());
        for (int portion = 2; portion <= 50; portion++) {
            server.writeRest();
            assertTrue(server.isPending());
            timer.advance(TimeUnit.MILLISECONDS.toNanos(20));
            assertEquals(20 * portion, server.written());
        }
    }

    @Test
    void fastestRateDoesNotOverflow() {
        FakeTimer timer = new FakeTimer();
        FakeServer server = new FakeServer(
                new Bandwidth(Long.MAX_VALUE).limit(new FakeSocket(), timer, timer::nanoTime));
        for (int i = 0; i < 100; i++) {
            server.write(new byte[1 << 20]);
            assertEquals("write " + (1 << 20), server.end);
            timer.pass(SECOND_NANOS * 1_000_000);
        }
        assertEquals(0, timer.alarms());
    }
}
