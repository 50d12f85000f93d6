package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a group does when its own threads fail, not their handlers. */
@Timeout(60)
class LoopFailureTest {

    private final FailingEngine.Provider provider = new FailingEngine.Provider();
    private final BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private AsynchronousChannelGroup group;

    @AfterEach
    void groupEnds() throws Exception {
        group.shutdownNow();
        assertTrue(group.awaitTermination(20, TimeUnit.SECONDS));
        for (Thread thread : threads) {
            thread.join(20_000);
            assertFalse(thread.isAlive());
        }
    }

    @Test
    void threadGoesOnAfterAnError() throws Exception {
        open(1);
        try (Link link = Link.open(group)) {
            for (Throwable failure : List.of(
                    new OutOfMemoryError("thrown by a test"), new StackOverflowError(),
                    new IllegalStateException("thrown by a test"))) {
                Outcome<Integer> reading = read(link);
                provider.onWait.set(failure);
                link.send((byte) 1);
                assertEquals(1, reading.value());
                assertSame(failure, reported.poll(20, TimeUnit.SECONDS));
            }
            assertEquals(1, threads.size());
            assertFalse(group.isShutdown());
        }
    }

    /** No channel may wait for what nobody waits for any more. */
    @Test
    void groupEndsWhenAThreadCanWaitNoMore() throws Exception {
        open(2);
        try (Link one = Link.open(group); Link other = Link.open(group)) {
            Outcome<Integer> ofOne = read(one);
            Outcome<Integer> ofOther = read(other);
            IOException failure = new IOException("thrown by a test");
            provider.onWait.set(failure);
            one.channel().write(ByteBuffer.allocate(0), null, new Outcome<Integer>());
            assertSame(failure, reported.poll(20, TimeUnit.SECONDS));
            ofOne.failure(AsynchronousCloseException.class);
            ofOther.failure(AsynchronousCloseException.class);
            assertTrue(group.awaitTermination(20, TimeUnit.SECONDS));
            assertFalse(one.channel().isOpen() || other.channel().isOpen());
        }
    }

    @Test
    void groupWithoutChannelsEndsWhenAThreadCannotBegin() throws Exception {
        IOException failure = new IOException("thrown by a test");
        provider.onBegin.set(failure);
        open(2);
        assertSame(failure, reported.poll(20, TimeUnit.SECONDS));
        assertTrue(group.awaitTermination(20, TimeUnit.SECONDS));
        assertThrows(ShutdownChannelGroupException.class,
                () -> provider.openAsynchronousSocketChannel(group));
    }

    private void open(int size) throws IOException {
        group = provider.openAsynchronousChannelGroup(size, task -> {
            Thread thread = new Thread(task, "group of LoopFailureTest");
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((t, failure) -> reported.add(failure));
            threads.add(thread);
            return thread;
        });
    }

    private static Outcome<Integer> read(Link link) {
        Outcome<Integer> outcome = new Outcome<>();
        link.channel().read(ByteBuffer.allocate(1), null, outcome);
        return outcome;
    }
}
