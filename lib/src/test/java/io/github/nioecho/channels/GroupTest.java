package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The life cycle of groups. */
@EveryProvider
class GroupTest extends ProviderTest {

    GroupTest(Provider provider) {
        super(provider);
    }

    @Test
    void openGroupIsNeitherShutDownNorTerminated() throws Exception {
        assertSame(provider, group.provider());
        assertFalse(group.isShutdown());
        assertFalse(group.isTerminated());
        assertFalse(group.awaitTermination(0, TimeUnit.SECONDS));
        assertFalse(group.awaitTermination(1, TimeUnit.MILLISECONDS));
        channel().close();
        assertFalse(group.isShutdown());
    }

    @Test
    void emptyGroupTerminatesByShutdown() throws Exception {
        group.shutdown();
        assertTrue(group.isShutdown());
        group.shutdown();
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
        assertTrue(group.isTerminated());
        group.shutdownNow();
        assertTrue(group.awaitTermination(0, TimeUnit.SECONDS));
        for (Thread thread : threads) {
            thread.join(10_000);
            assertFalse(thread.isAlive());
        }
    }

    @Test
    void channelsGoOnAfterShutdownUntilTheLastIsClosed() throws Exception {
        Link link = link();
        Link other = link();
        group.shutdown();
        assertTrue(group.isShutdown());
        assertThrows(ShutdownChannelGroupException.class, this::channel);
        assertThrows(ShutdownChannelGroupException.class, this::unboundListener);
        Outcome<Integer> pending = read(link.channel(), ByteBuffer.allocate(1));
        link.send((byte) 1);
        assertEquals(1, pending.value());
        assertEquals(1, write(other.channel(), ByteBuffer.allocate(1)).value());
        link.channel().close();
        assertFalse(group.awaitTermination(1, TimeUnit.MILLISECONDS));
        assertFalse(group.isTerminated());
        other.channel().close();
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
        assertTrue(group.isTerminated());
    }

    @Test
    void shutdownNowClosesAll() throws Exception {
        Link link = link();
        AsynchronousServerSocketChannel listener = listener();
        AsynchronousSocketChannel unconnected = channel();
        Outcome<Integer> reading = read(link.channel(), ByteBuffer.allocate(1));
        Outcome<AsynchronousSocketChannel> accepting = accept(listener);
        group.shutdownNow();
        assertTrue(group.isShutdown());
        assertFalse(link.channel().isOpen());
        assertFalse(listener.isOpen());
        assertFalse(unconnected.isOpen());
        reading.failure(AsynchronousCloseException.class);
        accepting.failure(AsynchronousCloseException.class);
        assertEquals(-1, link.peer().getInputStream().read());
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
        assertEquals(2, reading.calls() + accepting.calls());
        assertThrows(ShutdownChannelGroupException.class, this::channel);
    }

    @Test
    void operationInATerminatedGroupIsRefused() throws Exception {
        AsynchronousSocketChannel channel = link().channel();
        AsynchronousServerSocketChannel listener = listener();
        group.shutdownNow();
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
        Outcome<Integer> never = outcome();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertThrows(ShutdownChannelGroupException.class,
                () -> channel.read(buffer, null, never));
        assertThrows(ShutdownChannelGroupException.class,
                () -> channel.write(buffer, null, never));
        Outcome<Void> connecting = outcome();
        assertThrows(ShutdownChannelGroupException.class,
                () -> channel.connect(ANY, null, connecting));
        assertThrows(ShutdownChannelGroupException.class, () -> accept(listener));
        assertEquals(0, never.calls() + connecting.calls());
        channel.close();
        listener.close();
    }

    @Test
    void groupCanBeShutDownInAHandler() throws Exception {
        Link link = link();
        Link other = link();
        Outcome<Integer> pending = read(other.channel(), ByteBuffer.allocate(1));
        inHandler(link.channel(), () -> {
            try {
                group.shutdownNow();
                assertFalse(link.channel().isOpen());
                assertFalse(group.isTerminated());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        pending.failure(AsynchronousCloseException.class);
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
    }

    @Test
    void groupTerminatesAfterTheLastHandlerWhichIsNotInterrupted() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Outcome<Integer> outcome = outcome(ignored -> {
            running.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        link().channel().write(ByteBuffer.allocate(0), null, outcome);
        running.await();
        group.shutdownNow();
        assertFalse(group.awaitTermination(50, TimeUnit.MILLISECONDS));
        assertFalse(group.isTerminated());
        release.countDown();
        outcome.value();
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
        assertEquals(List.of(), uncaught);
    }

    @Test
    void manyThreadsCanShutDownAtOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            AsynchronousChannelGroup shared = openGroup(2);
            Link link = closing(Link.open(shared));
            Outcome<Integer> pending = read(link.channel(), ByteBuffer.allocate(1));
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            for (int j = 0; j < 4; j++) {
                calls.add(CompletableFuture.runAsync(() -> {
                    try {
                        shared.shutdownNow();
                        assertFalse(link.channel().isOpen());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            for (CompletableFuture<Void> call : calls) {
                call.get(10, TimeUnit.SECONDS);
            }
            pending.failure(AsynchronousCloseException.class);
            assertTrue(shared.awaitTermination(10, TimeUnit.SECONDS));
            assertEquals(1, pending.calls());
        }
    }

    @Test
    void interruptEndsTheWait() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class,
                () -> group.awaitTermination(10, TimeUnit.SECONDS));
        assertFalse(Thread.interrupted());
    }

    /** "then the connection is closed, and the operation completes with an IOException" */
    @Test
    void connectionAcceptedAfterShutdownIsClosed() throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        Outcome<AsynchronousSocketChannel> pending = accept(listener);
        group.shutdown();
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        try (Socket peer = new Socket(address.getAddress(), address.getPort())) {
            IOException failure = pending.failure(IOException.class);
            assertInstanceOf(ShutdownChannelGroupException.class, failure.getCause());
            assertEquals(-1, peer.getInputStream().read());
        }
        assertTrue(listener.isOpen());
        listener.close();
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
    }

    @Test
    void groupOfAnotherProviderIsRefused() {
        AsynchronousChannelGroup foreign = new Foreign();
        assertThrows(IllegalChannelGroupException.class,
                () -> provider.openAsynchronousSocketChannel(foreign));
        assertThrows(IllegalChannelGroupException.class,
                () -> provider.openAsynchronousServerSocketChannel(foreign));
    }

    private static final class Foreign extends AsynchronousChannelGroup {

        Foreign() {
            super(null);
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public void shutdown() { }

        @Override
        public void shutdownNow() { }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
