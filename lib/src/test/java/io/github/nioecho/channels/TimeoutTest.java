package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@EveryProvider
class TimeoutTest extends ProviderTest {

    private static final long SHORT_MILLIS = 30;

    TimeoutTest(Provider provider) {
        super(provider);
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAP", "DIRECT"})
    void readTimesOutNotBeforeItsTime(Placement memory) throws Exception {
        Link link = link();
        ByteBuffer buffer = memory.full(10).position(3).limit(7);
        long start = System.nanoTime();
        Outcome<Integer> outcome = timedRead(link.channel(), buffer, SHORT_MILLIS);
        outcome.failure(InterruptedByTimeoutException.class);
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(SHORT_MILLIS));
        assertTrue(threads.contains(outcome.thread()));
        assertEquals("attached", outcome.attachment());
        assertTrue(link.channel().isOpen());
        assertEquals(3, buffer.position());
        assertEquals(7, buffer.limit());
        assertEquals(memory.full(10), buffer.clear());
    }

    @Test
    void scatteringReadTimesOut() throws Exception {
        ByteBuffer[] buffers = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(1)};
        Outcome<Long> outcome = outcome();
        link().channel().read(
                buffers, 0, 2, SHORT_MILLIS, TimeUnit.MILLISECONDS, null, outcome);
        outcome.failure(InterruptedByTimeoutException.class);
        assertEquals(0, buffers[0].position() + buffers[1].position());
    }

    @Test
    void writeTimesOutAndTheOtherWayGoesOn() throws Exception {
        Link link = narrowLink();
        Outcome<Integer> outcome;
        do {
            outcome = outcome();
            link.channel().write(ByteBuffer.allocateDirect(1 << 20), SHORT_MILLIS,
                    TimeUnit.MILLISECONDS, null, outcome);
            outcome.end();
        } while (!outcome.hasFailed());
        outcome.failure(InterruptedByTimeoutException.class);
        link.send((byte) 1);
        assertEquals(1, read(link.channel(), ByteBuffer.allocate(1)).value());
    }

    @Test
    void gatheringWriteTimesOut() throws Exception {
        Link link = narrowLink();
        Outcome<Long> outcome;
        do {
            outcome = outcome();
            ByteBuffer[] buffers = {ByteBuffer.allocate(1 << 20), ByteBuffer.allocateDirect(99)};
            link.channel().write(
                    buffers, 0, 2, SHORT_MILLIS, TimeUnit.MILLISECONDS, null, outcome);
            outcome.end();
        } while (!outcome.hasFailed());
        outcome.failure(InterruptedByTimeoutException.class);
    }

    @Test
    void writeGoesOnAfterAReadTimedOut() throws Exception {
        Link link = link();
        timedRead(link.channel(), ByteBuffer.allocate(1), SHORT_MILLIS)
                .failure(InterruptedByTimeoutException.class);
        assertEquals(1, write(link.channel(), ByteBuffer.allocate(1)).value());
        assertEquals(1, link.receive(1).length);
    }

    /** A provider may refuse the next read; it must not lose a byte without a word. */
    @Test
    void nextReadIsRefusedOrGetsTheBytes() throws Exception {
        Link link = link();
        timedRead(link.channel(), ByteBuffer.allocate(1), SHORT_MILLIS)
                .failure(InterruptedByTimeoutException.class);
        link.send((byte) 7);
        ByteBuffer buffer = ByteBuffer.allocate(1);
        Outcome<Integer> next = outcome();
        try {
            link.channel().read(buffer, null, next);
        } catch (RuntimeException expected) {
            assertEquals(0, next.calls());
            return;
        }
        assertEquals(1, next.value());
        assertEquals(7, buffer.get(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void noneAndEndlessTimeoutsLetTheOperationWait(long timeout) throws Exception {
        Link link = link();
        for (TimeUnit unit : TimeUnit.values()) {
            Outcome<Integer> outcome = outcome();
            link.channel().read(ByteBuffer.allocate(1), timeout, unit, null, outcome);
            inHandler(link.channel(), () -> { });
            assertFalse(outcome.isDone(), unit::toString);
            link.send((byte) 1);
            assertEquals(1, outcome.value());
            Outcome<Integer> written = outcome();
            link.channel().write(ByteBuffer.allocate(1), timeout, unit, null, written);
            assertEquals(1, written.value());
        }
    }

    /** Also when the timer of the read before would have run out. */
    @Test
    void timeoutEndsWithItsOperation() throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocate(10);
        Outcome<Integer> first = timedRead(link.channel(), buffer, SHORT_MILLIS * 10);
        link.send((byte) 1);
        assertEquals(1, first.value());
        Outcome<Integer> next = read(link.channel(), buffer);
        timedRead(link().channel(), ByteBuffer.allocate(1), SHORT_MILLIS * 12)
                .failure(InterruptedByTimeoutException.class);
        assertFalse(next.isDone());
        link.send((byte) 2);
        assertEquals(1, next.value());
        assertEquals(2, buffer.position());
    }

    @Test
    void eachOfManyTimesOut() throws Exception {
        List<Outcome<Integer>> outcomes = new ArrayList<>();
        for (int i = 20; i > 0; i--) {
            outcomes.add(timedRead(link().channel(), ByteBuffer.allocate(1), i * 3L));
        }
        for (Outcome<Integer> outcome : outcomes) {
            outcome.failure(InterruptedByTimeoutException.class);
        }
    }

    @Test
    void manyTimedReadsThatSucceedLeaveNothing() throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        for (int i = 0; i < 2000; i++) {
            Outcome<Integer> outcome = timedRead(link.channel(), buffer.clear(), 60_000);
            link.send(Bytes.at(i));
            assertEquals(1, outcome.value());
            assertEquals(Bytes.at(i), buffer.get(0));
        }
    }

    @Test
    void timedOperationsOfNothingCompleteWithZero() throws Exception {
        Link link = link();
        assertEquals(0, timedRead(link.channel(), ByteBuffer.allocate(0), 1).value());
        Outcome<Integer> written = outcome();
        link.channel().write(
                ByteBuffer.allocate(0), 1, TimeUnit.NANOSECONDS, null, written);
        assertEquals(0, written.value());
    }

    private Outcome<Integer> timedRead(
            AsynchronousSocketChannel channel, ByteBuffer target, long millis) {
        Outcome<Integer> outcome = outcome();
        channel.read(target, millis, TimeUnit.MILLISECONDS, "attached", outcome);
        return outcome;
    }
}
