package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes from several buffers. */
@EveryProvider
class GatherTest extends ProviderTest {

    GatherTest(Provider provider) {
        super(provider);
    }

    @Test
    void buffersAreSentInOrderAndOthersLeftAlone() throws Exception {
        Link link = link();
        ByteBuffer[] buffers = {
            Placement.HEAP.full(4), part(Placement.DIRECT, 0, 3), Placement.HEAP.of(0),
            part(Placement.HEAP_SLICE, 3, 8).asReadOnlyBuffer(), part(Placement.DIRECT_SLICE, 8, 10),
            Placement.HEAP.full(4)
        };
        assertEquals(10L, gather(link, buffers, 1, 4).value());
        assertArrayEquals(Bytes.of(10), link.receive(10));
        assertEquals(0, buffers[0].position());
        for (int i = 1; i < 5; i++) {
            assertEquals(buffers[i].limit(), buffers[i].position());
        }
        assertEquals(0, buffers[5].position());
    }

    @Test
    void nothingToSendIsZero() throws Exception {
        Link link = link();
        assertEquals(0L, gather(link, new ByteBuffer[0], 0, 0).value());
        ByteBuffer[] empty = {ByteBuffer.allocate(0), ByteBuffer.allocateDirect(3).position(3)};
        assertEquals(0L, gather(link, empty, 0, 2).value());
        assertEquals(0L, gather(link, empty, 1, 0).value());
    }

    /** The system takes 1,024 at a time; how many are sent by one write is its matter. */
    @Test
    void moreBuffersThanTheSystemTakesAreSentInOrder() throws Exception {
        Link link = link();
        int total = 3000;
        ByteBuffer[] buffers = new ByteBuffer[total];
        Arrays.setAll(buffers, i -> part(i % 2 == 0 ? Placement.HEAP : Placement.DIRECT, i, i + 1));
        int sent = 0;
        while (sent < total) {
            long count = gather(link, buffers, sent, total - sent).value();
            assertTrue(count > 0);
            for (int i = sent; i < total; i++) {
                assertEquals(i < sent + count ? i + 1 : i, buffers[i].position());
            }
            sent += (int) count;
        }
        assertArrayEquals(Bytes.of(total), link.receive(total));
    }

    /** More than a socket takes at once: what a short write leaves is told by the positions. */
    @Test
    void manyLargeBuffersArriveWhole() throws Exception {
        Link link = link();
        int size = 100_000;
        ByteBuffer[] buffers = new ByteBuffer[80];
        Arrays.setAll(buffers, i -> (i % 2 == 0 ? Placement.HEAP : Placement.DIRECT).of(size)
                .put(Bytes.from((long) i * size, size)).flip());
        int total = buffers.length * size;
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> {
            try {
                return link.receive(total);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        long sent = 0;
        while (sent < total) {
            sent += gather(link, buffers, 0, buffers.length).value();
            long left = Arrays.stream(buffers).mapToLong(ByteBuffer::remaining).sum();
            assertEquals(total - sent, left);
        }
        Bytes.check(0, received.get(20, TimeUnit.SECONDS), total);
    }

    @ParameterizedTest
    @CsvSource({"-1,1", "0,-1", "0,4", "4,0", "2,2", "2147483647,1", "1,2147483647"})
    void offsetAndLengthMustLieWithinTheArray(int offset, int length) throws Exception {
        Link link = link();
        ByteBuffer[] buffers = new ByteBuffer[3];
        Arrays.setAll(buffers, i -> ByteBuffer.allocate(1));
        assertThrows(IndexOutOfBoundsException.class,
                () -> gather(link, buffers, offset, length));
    }

    @Test
    void badArgumentsAreRefusedAtOnce() throws Exception {
        Link link = link();
        ByteBuffer good = ByteBuffer.allocate(1);
        assertThrows(NullPointerException.class, () -> gather(link, null, 0, 0));
        assertThrows(NullPointerException.class, () -> link.channel().write(
                new ByteBuffer[] {good}, 0, 1, 0, TimeUnit.SECONDS, null, null));
        assertEquals(1L, gather(link, new ByteBuffer[] {good, null}, 0, 1).value());
    }

    @Test
    void unconnectedAndHalfClosedChannelsCannotWrite() throws Exception {
        Outcome<Long> never = outcome();
        assertThrows(NotYetConnectedException.class, () -> channel().write(
                new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1, 0, TimeUnit.SECONDS, null, never));
        Link link = link();
        link.channel().shutdownOutput();
        gather(link, new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1)
                .failure(ClosedChannelException.class);
        assertEquals(0, never.calls());
    }

    private Outcome<Long> gather(Link link, ByteBuffer[] buffers, int offset, int length) {
        Outcome<Long> outcome = outcome();
        link.channel().write(buffers, offset, length, 0, TimeUnit.SECONDS, null, outcome);
        return outcome;
    }

    private static ByteBuffer part(Placement memory, int start, int end) {
        return memory.full(end).position(start);
    }
}
