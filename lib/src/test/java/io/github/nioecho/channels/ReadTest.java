package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@EveryProvider
class ReadTest extends ProviderTest {

    ReadTest(Provider provider) {
        super(provider);
    }

    @ParameterizedTest
    @EnumSource
    void bytesGoBetweenPositionAndLimit(Placement memory) throws Exception {
        Link link = link();
        ByteBuffer buffer = memory.of(20).position(3).limit(13);
        Outcome<Integer> pending = read(link.channel(), buffer);
        link.send(Bytes.of(10));
        int count = pending.value();
        assertEquals(3 + count, buffer.position());
        assertEquals(13, buffer.limit());
        while (buffer.hasRemaining()) {
            count += read(link.channel(), buffer).value();
        }
        assertEquals(10, count);
        byte[] whole = new byte[20];
        buffer.clear().get(whole);
        byte[] expected = new byte[20];
        System.arraycopy(Bytes.of(10), 0, expected, 3, 10);
        assertArrayEquals(expected, whole);
    }

    @ParameterizedTest
    @EnumSource
    void noMoreIsReadThanThereIsRoom(Placement memory) throws Exception {
        Link link = link();
        link.send(Bytes.of(100));
        for (int start = 0; start < 100; start += 10) {
            ByteBuffer buffer = memory.of(10);
            while (buffer.hasRemaining()) {
                read(link.channel(), buffer).value();
            }
            byte[] bytes = new byte[10];
            buffer.flip().get(bytes);
            assertArrayEquals(Bytes.from(start, 10), bytes);
        }
    }

    @Test
    void readOfNothingCompletesWithZeroAtOnce() throws Exception {
        Link link = link();
        assertEquals(0, read(link.channel(), ByteBuffer.allocate(0)).value());
        assertEquals(0, link.channel().read(ByteBuffer.allocateDirect(0)).get());
        link.send((byte) 1);
        assertEquals(0, read(link.channel(), ByteBuffer.allocate(9).position(9)).value());
        ByteBuffer one = ByteBuffer.allocate(1);
        assertEquals(1, read(link.channel(), one).value());
        link.peer().close();
        assertEquals(-1, read(link.channel(), one.clear()).value());
        assertEquals(0, read(link.channel(), one.limit(0)).value());
    }

    @Test
    void endOfStreamIsToldAgainAndAgainAfterTheLastByte() throws Exception {
        Link link = link();
        link.send(Bytes.of(3));
        link.peer().shutdownOutput();
        ByteBuffer buffer = ByteBuffer.allocate(10);
        while (read(link.channel(), buffer).value() >= 0) {
            Bytes.check(buffer);
        }
        assertEquals(3, buffer.position());
        for (int i = 0; i < 5; i++) {
            assertEquals(-1, read(link.channel(), buffer).value());
            assertEquals(-1, link.channel().read(buffer).get(10, TimeUnit.SECONDS));
        }
        assertEquals(3, buffer.position());
        assertEquals(10, buffer.limit());
    }

    @Test
    void endOfStreamCompletesAPendingRead() throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocate(10);
        Outcome<Integer> pending = read(link.channel(), buffer);
        link.peer().shutdownOutput();
        assertEquals(-1, pending.value());
        assertEquals(0, buffer.position());
    }

    @Test
    void otherSideCanStillReadAfterItsHalfClose() throws Exception {
        Link link = link();
        link.peer().shutdownOutput();
        assertEquals(-1, read(link.channel(), ByteBuffer.allocate(1)).value());
        assertEquals(100, write(link.channel(), ByteBuffer.wrap(Bytes.of(100))).value());
        assertArrayEquals(Bytes.of(100), link.receive(100));
    }

    @Test
    void resetFailsThePendingRead() throws Exception {
        Link link = link();
        Outcome<Integer> pending = read(link.channel(), ByteBuffer.allocate(1));
        link.reset();
        pending.failure(IOException.class);
    }

    @Test
    void afterShutdownInputEachReadGivesTheEndOfStream() throws Exception {
        Link link = link();
        assertEquals(link.channel(), link.channel().shutdownInput());
        assertEquals(link.channel(), link.channel().shutdownInput());
        for (int i = 0; i < 3; i++) {
            assertEquals(-1, read(link.channel(), ByteBuffer.allocate(1)).value());
            assertEquals(-1, link.channel().read(ByteBuffer.allocate(1)).get());
        }
        assertEquals(1, write(link.channel(), ByteBuffer.allocate(1)).value());
        assertEquals(1, link.receive(1).length);
    }

    /** Also when the system would still hand out what comes. */
    @Test
    void afterShutdownInputNoByteIsReadWhateverComes() throws Exception {
        Link link = link();
        link.channel().shutdownInput();
        link.send(Bytes.of(10));
        ByteBuffer buffer = ByteBuffer.allocate(10);
        assertEquals(-1, read(link.channel(), buffer).value());
        assertEquals(-1, read(link.channel(), ByteBuffer.allocate(0)).value());
        assertEquals(0, buffer.position());
    }

    @Test
    void secondReadIsRefusedWhileOneIsPending() throws Exception {
        Link link = link();
        AsynchronousSocketChannel channel = link.channel();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        Outcome<Integer> pending = read(channel, buffer);
        Outcome<Integer> refused = outcome();
        ByteBuffer other = ByteBuffer.allocate(1);
        assertThrows(ReadPendingException.class, () -> channel.read(other, null, refused));
        assertThrows(ReadPendingException.class, () -> channel.read(other));
        Outcome<Long> scattering = outcome();
        assertThrows(ReadPendingException.class, () -> channel.read(
                new ByteBuffer[] {other}, 0, 1, 0, TimeUnit.SECONDS, null, scattering));
        assertEquals(1, write(channel, ByteBuffer.allocate(1)).value());
        assertFalse(pending.isDone());
        link.send((byte) 7);
        assertEquals(1, pending.value());
        assertEquals(7, buffer.get(0));
        assertEquals(0, other.position());
        assertEquals(0, refused.calls() + scattering.calls());
    }

    @Test
    void nextReadCanStartInTheHandler() throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
        CompletableFuture<Void> full = new CompletableFuture<>();
        new Object() {
            void next() {
                Outcome<Integer> outcome = outcome(count -> {
                    if (buffer.hasRemaining()) {
                        next();
                    } else {
                        full.complete(null);
                    }
                });
                link.channel().read(buffer, null, outcome);
            }
        }.next();
        for (int i = 0; i < 1000; i++) {
            link.send(Bytes.at(i));
        }
        full.get(20, TimeUnit.SECONDS);
        Bytes.check(buffer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void badBuffersAreRefusedAtOnce(boolean direct) throws Exception {
        Link link = link();
        AsynchronousSocketChannel channel = link.channel();
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(1) : ByteBuffer.allocate(1);
        ByteBuffer readOnly = buffer.asReadOnlyBuffer();
        Outcome<Integer> never = outcome();
        assertThrows(IllegalArgumentException.class, () -> channel.read(readOnly));
        assertThrows(IllegalArgumentException.class, () -> channel.read(readOnly, null, never));
        assertThrows(NullPointerException.class, () -> channel.read(null));
        assertThrows(NullPointerException.class, () -> channel.read(null, null, never));
        assertThrows(NullPointerException.class, () -> channel.read(buffer, null, null));
        link.send((byte) 1);
        assertEquals(1, read(channel, buffer).value());
        assertEquals(0, never.calls());
    }

    @Test
    void unconnectedChannelCannotRead() throws Exception {
        AsynchronousSocketChannel channel = channel();
        Outcome<Integer> never = outcome();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertThrows(NotYetConnectedException.class, () -> channel.read(buffer));
        assertThrows(NotYetConnectedException.class, () -> channel.read(buffer, null, never));
        assertThrows(NotYetConnectedException.class, channel::shutdownInput);
        assertEquals(0, never.calls());
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAP", "DIRECT"})
    void eightMebibytesArriveWhole(Placement memory) throws Exception {
        int total = 8 << 20;
        Link link = link();
        byte[] content = Bytes.of(total);
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try {
                link.send(content);
                link.peer().shutdownOutput();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        ByteBuffer buffer = memory.of(50_001);
        byte[] chunk = new byte[buffer.capacity()];
        int read = 0;
        for (int n; (n = read(link.channel(), buffer.clear()).value()) >= 0; read += n) {
            buffer.flip().get(chunk, 0, n);
            Bytes.check(read, chunk, n);
        }
        assertEquals(total, read);
        sent.get();
    }
}
