package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.NotYetConnectedException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads into several buffers. */
@EveryProvider
class ScatterTest extends ProviderTest {

    ScatterTest(Provider provider) {
        super(provider);
    }

    @Test
    void buffersAreFilledInOrderAndOthersLeftAlone() throws Exception {
        Link link = link();
        ByteBuffer[] buffers = {
            Placement.HEAP.of(4), Placement.DIRECT.of(3), Placement.HEAP.of(0), Placement.HEAP_SLICE.of(5),
            Placement.DIRECT_SLICE.of(6).position(2), Placement.HEAP.of(4)
        };
        link.send(Bytes.of(10));
        long count = fill(link, buffers, 1, 4, 10);
        assertEquals(10, count);
        assertEquals(0, buffers[0].position());
        assertEquals(3, buffers[1].position());
        assertEquals(5, buffers[3].position());
        assertEquals(4, buffers[4].position());
        assertEquals(6, buffers[4].limit());
        assertEquals(0, buffers[5].position());
        buffers[4].limit(4).position(2);
        assertArrayEquals(Bytes.of(10),
                bytes(buffers[1].flip(), buffers[3].flip(), buffers[4]));
    }

    @Test
    void pendingReadIsFilledWhenBytesCome() throws Exception {
        Link link = link();
        ByteBuffer[] buffers = {ByteBuffer.allocateDirect(1), ByteBuffer.allocate(9)};
        Outcome<Long> pending = scatter(link, buffers, 0, 2);
        link.send((byte) 7);
        assertEquals(1L, pending.value());
        assertEquals(7, buffers[0].get(0));
        assertEquals(0, buffers[1].position());
    }

    @Test
    void endOfStreamIsMinusOne() throws Exception {
        Link link = link();
        Outcome<Long> pending = scatter(link, new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1);
        link.peer().shutdownOutput();
        assertEquals(-1L, pending.value());
        assertEquals(-1L, scatter(
                link, new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1).value());
    }

    @Test
    void endOfStreamIsMinusOneAfterShutdownInput() throws Exception {
        Link link = link();
        link.channel().shutdownInput();
        assertEquals(-1L, scatter(
                link, new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1).value());
    }

    /** With bytes there: without, the JDK's waits for some first. */
    @Test
    void noRoomAtAllIsZero() throws Exception {
        Link link = link();
        link.send((byte) 1);
        assertEquals(0L, scatter(link, new ByteBuffer[0], 0, 0).value());
        ByteBuffer[] full = {ByteBuffer.allocate(0), ByteBuffer.allocateDirect(3).position(3)};
        assertEquals(0L, scatter(link, full, 0, 2).value());
        assertEquals(0L, scatter(link, full, 2, 0).value());
        assertEquals(1, read(link.channel(), ByteBuffer.allocate(1)).value());
    }

    /** The system takes 1,024 at a time; how many are filled by one read is its matter. */
    @Test
    void moreBuffersThanTheSystemTakesAreFilledInOrder() throws Exception {
        Link link = link();
        int count = 3000;
        ByteBuffer[] buffers = new ByteBuffer[count];
        Arrays.setAll(buffers, i -> i % 2 == 0
                ? ByteBuffer.allocate(i % 3) : ByteBuffer.allocateDirect(i % 3));
        int total = Arrays.stream(buffers).mapToInt(ByteBuffer::remaining).sum();
        link.send(Bytes.of(total));
        assertEquals(total, fill(link, buffers, 0, count, total));
        Arrays.stream(buffers).forEach(ByteBuffer::flip);
        assertArrayEquals(Bytes.of(total), bytes(buffers));
    }

    @ParameterizedTest
    @CsvSource({"-1,1", "0,-1", "0,4", "4,0", "2,2", "2147483647,1", "1,2147483647"})
    void offsetAndLengthMustLieWithinTheArray(int offset, int length) throws Exception {
        Link link = link();
        ByteBuffer[] buffers = new ByteBuffer[3];
        Arrays.setAll(buffers, i -> ByteBuffer.allocate(1));
        assertThrows(IndexOutOfBoundsException.class,
                () -> scatter(link, buffers, offset, length));
    }

    @Test
    void badArgumentsAreRefusedAtOnce() throws Exception {
        Link link = link();
        AsynchronousSocketChannel channel = link.channel();
        ByteBuffer good = ByteBuffer.allocate(1);
        ByteBuffer[] buffers = {good.asReadOnlyBuffer(), good, null};
        assertThrows(IllegalArgumentException.class, () -> scatter(link, buffers, 0, 2));
        assertThrows(NullPointerException.class, () -> scatter(link, buffers, 1, 2));
        assertThrows(NullPointerException.class, () -> scatter(link, null, 0, 0));
        assertThrows(NullPointerException.class, () -> channel.read(
                new ByteBuffer[] {good}, 0, 1, 0, TimeUnit.SECONDS, null, null));
        link.send((byte) 3);
        assertEquals(1L, scatter(link, buffers, 1, 1).value());
        assertEquals(3, good.get(0));
    }

    @Test
    void unconnectedChannelCannotRead() throws Exception {
        AsynchronousSocketChannel channel = channel();
        Outcome<Long> never = outcome();
        assertThrows(NotYetConnectedException.class, () -> channel.read(
                new ByteBuffer[1], 0, 0, 0, TimeUnit.SECONDS, null, never));
        assertEquals(0, never.calls());
    }

    private Outcome<Long> scatter(Link link, ByteBuffer[] buffers, int offset, int length) {
        Outcome<Long> outcome = outcome();
        link.channel().read(buffers, offset, length, 0, TimeUnit.SECONDS, null, outcome);
        return outcome;
    }

    /** Reads until so many bytes are there, and checks that no buffer is passed over. */
    private long fill(Link link, ByteBuffer[] buffers, int offset, int length, int expected)
            throws Exception {
        int[] starts = Arrays.stream(buffers).mapToInt(ByteBuffer::position).toArray();
        int first = offset;
        long count = 0;
        while (count < expected) {
            long read = scatter(link, buffers, first, offset + length - first).value();
            assertTrue(read > 0, "read " + read);
            count += read;
            while (first < offset + length && !buffers[first].hasRemaining()) {
                first++;
            }
            for (int i = first + 1; i < offset + length; i++) {
                assertEquals(starts[i], buffers[i].position(), "buffer " + i + ", out of order");
            }
        }
        return count;
    }

    private static byte[] bytes(ByteBuffer... buffers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }
}
