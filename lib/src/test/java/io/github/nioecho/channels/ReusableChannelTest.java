package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A read that ended without a byte, by its timeout or because it was cancelled, costs nothing. */
@OwnProviders
class ReusableChannelTest extends ProviderTest {

    ReusableChannelTest(Provider provider) {
        super(provider);
    }

    @Test
    void timedOutReadCanBeRepeated() throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocateDirect(4);
        for (int i = 0; i < 4; i++) {
            timedRead(link, buffer, 2).failure(InterruptedByTimeoutException.class);
            Outcome<Integer> next = read(link.channel(), buffer);
            assertFalse(next.isDone());
            link.send(Bytes.at(i));
            assertEquals(1, next.value());
        }
        Bytes.check(buffer);
    }

    @Test
    void timedOutScatteringReadCanBeRepeated() throws Exception {
        Link link = link();
        ByteBuffer[] buffers = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(1)};
        Outcome<Long> timed = outcome();
        link.channel().read(buffers, 0, 2, 2, TimeUnit.MILLISECONDS, null, timed);
        timed.failure(InterruptedByTimeoutException.class);
        Outcome<Long> next = outcome();
        link.channel().read(buffers, 0, 2, 0, TimeUnit.MILLISECONDS, null, next);
        link.send((byte) 7);
        assertEquals(1L, next.value());
        assertEquals(7, buffers[0].get(0));
    }

    @Test
    void timedOutReadCanBeRepeatedInItsHandler() throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        CompletableFuture<Integer> end = new CompletableFuture<>();
        AtomicInteger timeouts = new AtomicInteger();
        link.channel().read(buffer, 1, TimeUnit.MILLISECONDS, null,
                new CompletionHandler<Integer, Void>() {
                    @Override
                    public void completed(Integer count, Void attachment) {
                        end.complete(count);
                    }

                    @Override
                    public void failed(Throwable failure, Void attachment) {
                        timeouts.incrementAndGet();
                        try {
                            link.channel().read(buffer, 1, TimeUnit.MILLISECONDS, null, this);
                        } catch (RuntimeException e) {
                            end.completeExceptionally(e);
                        }
                    }
                });
        while (timeouts.get() < 20 && !end.isDone()) {
            Thread.onSpinWait();
        }
        link.send((byte) 7);
        assertEquals(1, end.get(10, TimeUnit.SECONDS));
        assertEquals(7, buffer.get(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelledReadCanBeRepeated(boolean bytesComeFirst) throws Exception {
        Link link = link();
        for (int i = 0; i < 20; i++) {
            ByteBuffer cancelled = ByteBuffer.allocateDirect(4);
            assertTrue(link.channel().read(cancelled).cancel(false));
            if (bytesComeFirst) {
                link.send(Bytes.at(i));
            }
            ByteBuffer buffer = ByteBuffer.allocateDirect(4);
            Outcome<Integer> next = read(link.channel(), buffer);
            if (!bytesComeFirst) {
                link.send(Bytes.at(i));
            }
            assertEquals(1, next.value());
            assertEquals(Bytes.at(i), buffer.get(0));
        }
    }

    @Test
    void endOfStreamIsSeenAfterACancelledRead() throws Exception {
        Link link = link();
        assertTrue(link.channel().read(ByteBuffer.allocate(1)).cancel(false));
        link.peer().shutdownOutput();
        assertEquals(-1, read(link.channel(), ByteBuffer.allocate(1)).value());
    }

    @Test
    void cancelledAcceptCanBeRepeated() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        for (int i = 0; i < 20; i++) {
            assertTrue(listener.accept().cancel(false));
            Outcome<AsynchronousSocketChannel> next = accept(listener);
            AsynchronousSocketChannel channel = channel();
            channel.connect(listener.getLocalAddress()).get(10, TimeUnit.SECONDS);
            assertEquals(channel.getLocalAddress(), next.value().getRemoteAddress());
        }
    }

    @Test
    void cancelsThatRaceWithBytesLoseNone() throws Exception {
        int rounds = 8000;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Link link = link();
        int cancelled = 0;
        AtomicInteger ordered = new AtomicInteger();
        CompletableFuture<Void> sender = sendAsOrdered(link, ordered, rounds);
        int received = 0;
        for (int i = 1; i <= rounds; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(8);
            Future<Integer> reading = link.channel().read(buffer);
            ordered.set(i);
            spin(random.nextInt(30_000));
            if (reading.cancel(false)) {
                cancelled++;
            } else {
                received = check(buffer, reading.get(), received, seed);
            }
        }
        sender.get(10, TimeUnit.SECONDS);
        while (received < rounds) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
            received = check(buffer, read(link.channel(), buffer).value(), received, seed);
        }
        System.out.printf("%d of %d reads were cancelled, seed %d%n", cancelled, rounds, seed);
    }

    @Test
    void timeoutsThatRaceWithBytesLoseNone() throws Exception {
        int rounds = 2000;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Link link = link();
        AtomicInteger ordered = new AtomicInteger();
        CompletableFuture<Void> sender = sendAsOrdered(link, ordered, rounds);
        int timeouts = 0;
        int received = 0;
        for (int i = 1; i <= rounds; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(8);
            Outcome<Integer> outcome = outcome();
            link.channel().read(buffer, 1 + random.nextInt(1000), TimeUnit.MICROSECONDS,
                    null, outcome);
            spin(random.nextInt(1_000_000));
            ordered.set(i);
            outcome.end();
            if (outcome.hasFailed()) {
                outcome.failure(InterruptedByTimeoutException.class);
                assertEquals(ByteBuffer.allocate(8), buffer, "seed " + seed);
                timeouts++;
            } else {
                received = check(buffer, outcome.value(), received, seed);
            }
        }
        sender.get(10, TimeUnit.SECONDS);
        while (received < rounds) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
            received = check(buffer, read(link.channel(), buffer).value(), received, seed);
        }
        System.out.printf("%d of %d reads timed out, seed %d%n", timeouts, rounds, seed);
    }

    /** Sends byte after byte, as soon as so many are ordered. */
    private static CompletableFuture<Void> sendAsOrdered(
            Link link, AtomicInteger ordered, int total) {
        return CompletableFuture.runAsync(() -> {
            try {
                for (int sent = 0; sent < total; sent++) {
                    while (ordered.get() <= sent) {
                        Thread.onSpinWait();
                    }
                    link.send(Bytes.at(sent));
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static int check(ByteBuffer buffer, int count, int received, long seed) {
        assertEquals(count, buffer.position(), "seed " + seed);
        for (int i = 0; i < count; i++) {
            assertEquals(Bytes.at(received + i), buffer.get(i),
                    "byte " + (received + i) + ", seed " + seed);
        }
        return received + count;
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    private Outcome<Integer> timedRead(Link link, ByteBuffer target, long millis) {
        Outcome<Integer> outcome = outcome();
        link.channel().read(target, millis, TimeUnit.MILLISECONDS, null, outcome);
        return outcome;
    }
}
