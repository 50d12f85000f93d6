package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EveryProvider
class FutureTest extends ProviderTest {

    FutureTest(Provider provider) {
        super(provider);
    }

    @Test
    void pendingUntilTheOperationEnds() throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        Future<Integer> reading = link.channel().read(buffer);
        assertFalse(reading.isDone());
        assertThrows(TimeoutException.class, () -> reading.get(1, TimeUnit.MILLISECONDS));
        assertThrows(TimeoutException.class, () -> reading.get(0, TimeUnit.SECONDS));
        assertThrows(TimeoutException.class, () -> reading.get(-1, TimeUnit.SECONDS));
        assertFalse(reading.isDone());
        link.send((byte) 9);
        assertEquals(1, reading.get(10, TimeUnit.SECONDS));
        assertTrue(reading.isDone());
        assertFalse(reading.isCancelled());
        assertFalse(reading.cancel(true));
        assertFalse(reading.isCancelled());
        assertEquals(1, reading.get());
        assertEquals(1, reading.get(0, TimeUnit.SECONDS));
        assertEquals(9, buffer.get(0));
        assertTrue(link.channel().isOpen());
    }

    @Test
    void allThreadsThatWaitGetTheResultAndSeeTheBytes() throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocate(4);
        Future<Integer> reading = link.channel().read(buffer);
        List<CompletableFuture<Byte>> waiting = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(6);
        for (int i = 0; i < 6; i++) {
            CompletableFuture<Byte> seen = new CompletableFuture<>();
            waiting.add(seen);
            new Thread(() -> {
                ready.countDown();
                try {
                    reading.get();
                    seen.complete(buffer.get(0));
                } catch (Exception e) {
                    seen.completeExceptionally(e);
                }
            }).start();
        }
        ready.await();
        link.send((byte) 9);
        for (CompletableFuture<Byte> seen : waiting) {
            assertEquals((byte) 9, seen.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void interruptEndsTheWaitNotTheOperation() throws Exception {
        Link link = link();
        Future<Integer> reading = link.channel().read(ByteBuffer.allocate(1));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, reading::get);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> reading.get(10, TimeUnit.SECONDS));
        assertFalse(Thread.interrupted());
        assertTrue(link.channel().isOpen());
        link.send((byte) 9);
        assertEquals(1, reading.get(10, TimeUnit.SECONDS));
    }

    @Test
    void completedAtOnceIsDoneAtOnce() throws Exception {
        Link link = link();
        for (Future<Integer> done : List.of(link.channel().read(ByteBuffer.allocate(0)),
                link.channel().write(ByteBuffer.allocate(0)))) {
            assertTrue(done.isDone());
            assertFalse(done.cancel(true));
            assertFalse(done.isCancelled());
            assertEquals(0, done.get());
        }
        assertTrue(link.channel().isOpen());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelledReadIsDoneAndOnlyForceCloses(boolean force) throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertCancels(link.channel().read(buffer), force);
        assertEquals(!force, link.channel().isOpen());
        assertEquals(0, buffer.position());
        if (force) {
            assertEquals(-1, link.peer().getInputStream().read());
        } else {
            assertEquals(1, write(link.channel(), ByteBuffer.allocate(1)).value());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelledWriteIsDoneAndOnlyForceCloses(boolean force) throws Exception {
        Link link = narrowLink();
        Future<Integer> writing;
        do {
            writing = link.channel().write(ByteBuffer.allocate(1 << 20));
        } while (endsWithin(writing, 300));
        assertCancels(writing, force);
        assertEquals(!force, link.channel().isOpen());
        if (!force) {
            link.send((byte) 1);
            assertEquals(1, read(link.channel(), ByteBuffer.allocate(1)).value());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelledAcceptIsDoneAndOnlyForceCloses(boolean force) throws Exception {
        AsynchronousServerSocketChannel listener = listener();
        assertCancels(listener.accept(), force);
        assertEquals(!force, listener.isOpen());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "fills a backlog as Linux counts it")
    void cancelledConnectIsDone() throws Exception {
        try (DeafListener deaf = new DeafListener()) {
            assertCancels(channel().connect(deaf.address()), false);
            AsynchronousSocketChannel channel = channel();
            assertCancels(channel.connect(deaf.address()), true);
            assertFalse(channel.isOpen());
        }
    }

    @Test
    void forcedCancelFailsTheOtherOperation() throws Exception {
        Link link = narrowLink();
        Outcome<Integer> writing = stuckWrite(link.channel());
        assertCancels(link.channel().read(ByteBuffer.allocate(1)), true);
        writing.failure(AsynchronousCloseException.class);
    }

    @Test
    void cancelWakesAllThatWait() throws Exception {
        Future<Integer> reading = link().channel().read(ByteBuffer.allocate(1));
        CompletableFuture<Class<?>> seen = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                reading.get();
                seen.complete(null);
            } catch (Throwable e) {
                seen.complete(e.getClass());
            }
        });
        waiting.start();
        reading.cancel(false);
        assertEquals(CancellationException.class, seen.get(10, TimeUnit.SECONDS));
    }

    @Test
    void closeFailsWhatIsPending() throws Exception {
        Link link = link();
        Future<Integer> reading = link.channel().read(ByteBuffer.allocate(1));
        AsynchronousServerSocketChannel listener = listener();
        Future<AsynchronousSocketChannel> accepting = listener.accept();
        link.channel().close();
        listener.close();
        for (Future<?> failed : List.of(reading, accepting)) {
            assertEquals(AsynchronousCloseException.class, failure(failed).getClass());
            assertTrue(failed.isDone());
            assertFalse(failed.isCancelled());
            assertFalse(failed.cancel(true));
        }
    }

    @Test
    void operationOnAClosedChannelHasFailedAlready() throws Exception {
        AsynchronousSocketChannel channel = link().channel();
        channel.close();
        AsynchronousServerSocketChannel listener = listener();
        listener.close();
        for (Future<?> failed : List.of(channel.read(ByteBuffer.allocate(1)),
                channel.write(ByteBuffer.allocate(1)), channel.connect(ANY), listener.accept())) {
            assertTrue(failed.isDone());
            assertEquals(ClosedChannelException.class, failure(failed).getClass());
        }
    }

    /** On a group's own thread, get() must not wait for that thread. */
    @Test
    void resultCanBeAwaitedOnAnotherGroupsThread() throws Exception {
        Link link = link();
        Future<Integer> reading = link.channel().read(ByteBuffer.allocate(1));
        Link other = closing(Link.open(openGroup(1)));
        link.send((byte) 1);
        inHandler(other.channel(), () -> {
            try {
                assertEquals(1, reading.get(10, TimeUnit.SECONDS));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static boolean endsWithin(Future<?> future, long millis) throws Exception {
        try {
            future.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException expected) {
            return false;
        }
    }

    private static void assertCancels(Future<?> pending, boolean force) {
        assertFalse(pending.isDone());
        assertTrue(pending.cancel(force));
        assertTrue(pending.isCancelled());
        assertTrue(pending.isDone());
        assertFalse(pending.cancel(force));
        assertThrows(CancellationException.class, pending::get);
        assertThrows(CancellationException.class, () -> pending.get(1, TimeUnit.SECONDS));
    }
}
