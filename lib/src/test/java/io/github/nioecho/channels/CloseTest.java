package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EveryProvider
class CloseTest extends ProviderTest {

    CloseTest(Provider provider) {
        super(provider);
    }

    @ParameterizedTest
    @EnumSource
    void pendingReadFailsAndItsBufferIsLeftAlone(Placement memory) throws Exception {
        for (int i = 0; i < 50; i++) {
            Link link = link();
            ByteBuffer buffer = memory.of(100);
            Outcome<Integer> pending = read(link.channel(), buffer);
            link.channel().close();
            link.channel().close();
            assertFalse(link.channel().isOpen());
            assertEquals(AsynchronousCloseException.class,
                    pending.failure(IOException.class).getClass());
            try {
                link.send(Bytes.of(100));
            } catch (SocketException expected) {
                // The reset may come before the last byte is sent.
            }
            inHandler(link().channel(), () -> { });
            assertEquals(1, pending.calls());
            assertEquals(0, buffer.position());
            assertEquals(memory.of(100), buffer);
        }
    }

    @Test
    void allThatIsPendingFails() throws Exception {
        Link link = narrowLink();
        Outcome<Integer> writing = stuckWrite(link.channel());
        Outcome<Integer> reading = read(link.channel(), ByteBuffer.allocate(1));
        link.channel().close();
        writing.failure(AsynchronousCloseException.class);
        reading.failure(AsynchronousCloseException.class);
        inHandler(link().channel(), () -> { });
        assertEquals(2, writing.calls() + reading.calls());
    }

    @Test
    void scatteringAndTimedOperationsFail() throws Exception {
        Link link = link();
        Outcome<Long> scattering = outcome();
        link.channel().read(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(1)},
                0, 2, 1, TimeUnit.HOURS, null, scattering);
        link.channel().close();
        scattering.failure(AsynchronousCloseException.class);
    }

    @Test
    void pendingAcceptFails() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        Outcome<AsynchronousSocketChannel> pending = accept(listener);
        listener.close();
        listener.close();
        assertFalse(listener.isOpen());
        pending.failure(AsynchronousCloseException.class);
        inHandler(link().channel(), () -> { });
        assertEquals(1, pending.calls());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "fills a backlog as Linux counts it")
    void pendingConnectFails() throws Exception {
        try (DeafListener deaf = new DeafListener()) {
            AsynchronousSocketChannel channel = channel();
            Outcome<Void> pending = outcome();
            channel.connect(deaf.address(), null, pending);
            channel.close();
            pending.failure(AsynchronousCloseException.class);
            inHandler(link().channel(), () -> { });
            assertEquals(1, pending.calls());
        }
    }

    @Test
    void peerSeesTheEndAtOnceThoughAReadWasPending() throws Exception {
        Link link = link();
        Outcome<Integer> pending = read(link.channel(), ByteBuffer.allocate(1));
        link.channel().close();
        assertEquals(-1, link.peer().getInputStream().read());
        pending.failure(AsynchronousCloseException.class);
    }

    @Test
    void whatWasWrittenArrivesBeforeTheEnd() throws Exception {
        for (int i = 0; i < 50; i++) {
            Link link = link();
            assertEquals(1000, write(link.channel(), ByteBuffer.wrap(Bytes.of(1000))).value());
            link.channel().close();
            byte[] received = link.receive(1001);
            assertEquals(1000, received.length);
            Bytes.check(0, received, 1000);
        }
    }

    @Test
    void everythingFailsOnAClosedChannel() throws Exception {
        AsynchronousSocketChannel channel = link().channel();
        channel.close();
        read(channel, ByteBuffer.allocate(1)).failure(ClosedChannelException.class);
        write(channel, ByteBuffer.allocate(1)).failure(ClosedChannelException.class);
        Outcome<Long> gathering = outcome();
        channel.write(new ByteBuffer[] {ByteBuffer.allocate(1)},
                0, 1, 0, TimeUnit.SECONDS, null, gathering);
        gathering.failure(ClosedChannelException.class);
        Outcome<Void> connecting = outcome();
        channel.connect(ANY, null, connecting);
        connecting.failure(ClosedChannelException.class);
        AsynchronousServerSocketChannel listener = listener();
        listener.close();
        Outcome<AsynchronousSocketChannel> accepting = accept(listener);
        assertEquals(ClosedChannelException.class,
                accepting.failure(IOException.class).getClass());
        for (Executable call : List.<Executable>of(
                channel::shutdownInput, channel::shutdownOutput, channel::getLocalAddress,
                channel::getRemoteAddress, () -> channel.bind(ANY), () -> listener.bind(ANY),
                listener::getLocalAddress,
                () -> channel.getOption(StandardSocketOptions.TCP_NODELAY),
                () -> channel.setOption(StandardSocketOptions.TCP_NODELAY, true),
                () -> listener.getOption(StandardSocketOptions.SO_RCVBUF),
                () -> listener.setOption(StandardSocketOptions.SO_RCVBUF, 1000))) {
            assertThrows(ClosedChannelException.class, call);
        }
    }

    @Test
    void channelCanBeClosedInItsOwnHandler() throws Exception {
        for (int i = 0; i < 50; i++) {
            Link link = link();
            Outcome<Integer> writing = outcome(ignored -> close(link.channel()));
            Outcome<Integer> reading = read(link.channel(), ByteBuffer.allocate(1));
            link.channel().write(ByteBuffer.allocate(1), null, writing);
            assertEquals(1, writing.value());
            reading.failure(AsynchronousCloseException.class);
            assertEquals(2, reading.calls() + writing.calls());
        }
    }

    /** Whoever wins, the handler is called once, and bytes that it is told of are there. */
    @Test
    void closeMayRaceWithArrivingBytes() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, ANY.getAddress())) {
            InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
            List<Outcome<Integer>> outcomes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                AsynchronousSocketChannel channel = channel();
                channel.connect(address).get(10, TimeUnit.SECONDS);
                try (var peer = listener.accept()) {
                    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
                    Outcome<Integer> pending = read(channel, buffer);
                    outcomes.add(pending);
                    peer.getOutputStream().write(Bytes.of(10));
                    channel.close();
                    pending.end();
                    if (pending.hasFailed()) {
                        pending.failure(AsynchronousCloseException.class);
                        assertEquals(0, buffer.position());
                    } else {
                        assertEquals(pending.value(), buffer.position());
                        Bytes.check(buffer);
                    }
                }
            }
            inHandler(link().channel(), () -> { });
            outcomes.forEach(outcome -> assertEquals(1, outcome.calls()));
        }
    }

    @Test
    void manyThreadsCanCloseAtOnce() throws Exception {
        int count = 6;
        for (int i = 0; i < 20; i++) {
            Link link = link();
            Outcome<Integer> pending = read(link.channel(), ByteBuffer.allocate(1));
            CyclicBarrier start = new CyclicBarrier(count);
            List<CompletableFuture<Void>> closers = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                CompletableFuture<Void> closer = new CompletableFuture<>();
                closers.add(closer);
                new Thread(() -> {
                    try {
                        start.await();
                        link.channel().close();
                        closer.complete(null);
                    } catch (Exception e) {
                        closer.completeExceptionally(e);
                    }
                }).start();
            }
            for (CompletableFuture<Void> closer : closers) {
                closer.get(10, TimeUnit.SECONDS);
            }
            pending.failure(AsynchronousCloseException.class);
            assertEquals(1, pending.calls());
        }
    }

    @Test
    void channelThatNeverConnectedCanBeClosed() throws Exception {
        AsynchronousSocketChannel channel = channel();
        assertTrue(channel.isOpen());
        channel.close();
        assertFalse(channel.isOpen());
        channel().bind(ANY).close();
    }

    private static void close(AsynchronousSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
