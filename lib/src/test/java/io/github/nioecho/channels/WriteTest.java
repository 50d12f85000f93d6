package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.WritePendingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EveryProvider
class WriteTest extends ProviderTest {

    WriteTest(Provider provider) {
        super(provider);
    }

    @ParameterizedTest
    @EnumSource
    void bytesBetweenPositionAndLimitAreSent(Placement memory) throws Exception {
        Link link = link();
        ByteBuffer buffer = memory.full(20).position(3).limit(13);
        assertEquals(10, write(link.channel(), buffer).value());
        assertEquals(13, buffer.position());
        assertEquals(13, buffer.limit());
        assertArrayEquals(Bytes.from(3, 10), link.receive(10));
        assertEquals(7, link.channel().write(buffer.limit(20)).get(10, TimeUnit.SECONDS));
        assertArrayEquals(Bytes.from(13, 7), link.receive(7));
    }

    @ParameterizedTest
    @EnumSource
    void readOnlyBufferCanBeSent(Placement memory) throws Exception {
        Link link = link();
        ByteBuffer buffer = memory.full(20).asReadOnlyBuffer().position(3);
        assertEquals(17, write(link.channel(), buffer).value());
        assertEquals(20, buffer.position());
        assertArrayEquals(Bytes.from(3, 17), link.receive(17));
    }

    @Test
    void writeOfNothingCompletesWithZeroAtOnce() throws Exception {
        Link link = link();
        assertEquals(0, write(link.channel(), ByteBuffer.allocate(0)).value());
        assertEquals(0, write(link.channel(), ByteBuffer.allocateDirect(3).position(3)).value());
        assertEquals(0, link.channel().write(ByteBuffer.allocate(0)).get());
    }

    @Test
    void afterShutdownOutputThePeerSeesTheEndAndCanGoOn() throws Exception {
        Link link = link();
        AsynchronousSocketChannel channel = link.channel();
        assertEquals(3, write(channel, ByteBuffer.wrap(Bytes.of(3))).value());
        assertEquals(channel, channel.shutdownOutput());
        assertEquals(channel, channel.shutdownOutput());
        assertArrayEquals(Bytes.of(3), link.receive(4));
        write(channel, ByteBuffer.allocate(1)).failure(ClosedChannelException.class);
        write(channel, ByteBuffer.allocate(0)).failure(ClosedChannelException.class);
        assertEquals(ClosedChannelException.class,
                failure(channel.write(ByteBuffer.allocate(1))).getClass());
        assertTrue(channel.isOpen());
        link.send((byte) 5);
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertEquals(1, read(channel, buffer).value());
        assertEquals(5, buffer.get(0));
    }

    @Test
    void halfCloseLeavesAPendingReadAlone() throws Exception {
        Link link = link();
        Outcome<Integer> pending = read(link.channel(), ByteBuffer.allocate(1));
        link.channel().shutdownOutput();
        assertEquals(0, link.receive(1).length);
        assertFalse(pending.isDone());
        link.send((byte) 5);
        assertEquals(1, pending.value());
    }

    @Test
    void secondWriteIsRefusedWhileOneIsPending() throws Exception {
        Link link = narrowLink();
        AsynchronousSocketChannel channel = link.channel();
        Outcome<Integer> pending = stuckWrite(channel);
        Outcome<Integer> refused = outcome();
        ByteBuffer other = ByteBuffer.allocate(1);
        assertThrows(WritePendingException.class, () -> channel.write(other, null, refused));
        assertThrows(WritePendingException.class, () -> channel.write(other));
        Outcome<Long> gathering = outcome();
        assertThrows(WritePendingException.class, () -> channel.write(
                new ByteBuffer[] {other}, 0, 1, 0, TimeUnit.SECONDS, null, gathering));
        link.send((byte) 5);
        assertEquals(1, read(channel, ByteBuffer.allocate(1)).value());
        assertFalse(pending.isDone());
        drain(link);
        assertTrue(pending.value() > 0);
        assertEquals(0, other.position());
        assertEquals(0, refused.calls() + gathering.calls());
    }

    @Test
    void resetFailsThePendingWrite() throws Exception {
        Link link = narrowLink();
        Outcome<Integer> pending = stuckWrite(link.channel());
        link.reset();
        pending.failure(IOException.class);
    }

    @Test
    void writeAfterAResetFailsSoon() throws Exception {
        Link link = link();
        link.reset();
        for (int i = 0; i < 100; i++) {
            Outcome<Integer> outcome = write(link.channel(), ByteBuffer.allocate(1));
            outcome.end();
            if (outcome.hasFailed()) {
                outcome.failure(IOException.class);
                return;
            }
        }
        throw new AssertionError("no write failed");
    }

    @Test
    void badArgumentsAreRefusedAtOnce() throws Exception {
        AsynchronousSocketChannel channel = link().channel();
        Outcome<Integer> never = outcome();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertThrows(NullPointerException.class, () -> channel.write(null));
        assertThrows(NullPointerException.class, () -> channel.write(null, null, never));
        assertThrows(NullPointerException.class, () -> channel.write(buffer, null, null));
        assertEquals(1, write(channel, buffer).value());
        assertEquals(0, never.calls());
    }

    @Test
    void unconnectedChannelCannotWrite() throws Exception {
        AsynchronousSocketChannel channel = channel();
        Outcome<Integer> never = outcome();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertThrows(NotYetConnectedException.class, () -> channel.write(buffer));
        assertThrows(NotYetConnectedException.class, () -> channel.write(buffer, null, never));
        assertThrows(NotYetConnectedException.class, channel::shutdownOutput);
        assertEquals(0, never.calls());
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAP", "DIRECT"})
    void eightMebibytesReachAPeerThatTakesLittleAtATime(Placement memory) throws Exception {
        int total = 8 << 20;
        Link link = link();
        CompletableFuture<Integer> received = CompletableFuture.supplyAsync(() -> count(link));
        ByteBuffer buffer = memory.full(total);
        while (buffer.hasRemaining()) {
            int before = buffer.position();
            int count = write(link.channel(), buffer).value();
            assertTrue(count > 0, "a write of " + count + " bytes");
            assertEquals(before + count, buffer.position());
        }
        link.channel().shutdownOutput();
        assertEquals(total, received.get(30, TimeUnit.SECONDS));
    }

    /** Both ways at once, as an echo of more than the buffers of the sockets hold. */
    @Test
    void readsAndWritesDoNotWaitForEachOther() throws Exception {
        Link link = link();
        AsynchronousSocketChannel channel = link.channel();
        Outcome<Integer> writing = stuckWrite(channel);
        byte[] content = Bytes.of(100_000);
        CompletableFuture.runAsync(() -> {
            try {
                link.send(content);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        ByteBuffer buffer = ByteBuffer.allocate(content.length);
        while (buffer.hasRemaining()) {
            read(channel, buffer).value();
        }
        Bytes.check(buffer);
        assertFalse(writing.isDone());
    }

    /** Reads and checks all that comes, in small pieces. */
    private static int count(Link link) {
        byte[] chunk = new byte[1777];
        int total = 0;
        try {
            for (int n; (n = link.peer().getInputStream().read(chunk)) >= 0; total += n) {
                Bytes.check(total, chunk, n);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return total;
    }

    private static void drain(Link link) {
        CompletableFuture.runAsync(() -> {
            try {
                link.peer().getInputStream().skip(Long.MAX_VALUE);
            } catch (IOException expected) {
                // The connection ends when the test does.
            }
        });
    }
}
