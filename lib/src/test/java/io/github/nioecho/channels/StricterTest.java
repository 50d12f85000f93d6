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
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the specification asks for, but the JDK's provider does not keep. */
@OwnProviders
class StricterTest extends ProviderTest {

    StricterTest(Provider provider) {
        super(provider);
    }

    /** The JDK's thread ends and is not replaced: see the test of NIO.2's hazards. */
    @Test
    void checkedExceptionFromAHandlerDoesNotEndTheGroup() throws Exception {
        Link link = link();
        IOException failure = new IOException("thrown by a test's handler");
        for (int i = 0; i < 3; i++) {
            Outcome<Integer> outcome = outcome(ignored -> sneak(failure));
            link.channel().read(ByteBuffer.allocate(1), null, outcome);
            link.send((byte) 1);
            outcome.value();
            assertEquals(1, write(link.channel(), ByteBuffer.allocate(1)).value());
        }
        group.shutdownNow();
        assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
        for (Thread thread : threads) {
            thread.join(10_000);
        }
        assertEquals(List.of(failure, failure, failure), uncaught);
    }

    /** With the JDK's the last close may throw, or its handler may not run. */
    @Test
    void lastCloseAfterShutdownLosesNoHandler() throws Exception {
        for (int i = 0; i < 100; i++) {
            AsynchronousChannelGroup ending = openGroup(1);
            Link link = closing(Link.open(ending));
            Outcome<Integer> pending = read(link.channel(), ByteBuffer.allocate(1));
            ending.shutdown();
            link.channel().close();
            pending.failure(AsynchronousCloseException.class);
            assertTrue(ending.awaitTermination(10, TimeUnit.SECONDS));
            assertEquals(1, pending.calls());
        }
    }

    /** The JDK's waits for bytes first. */
    @Test
    void scatteringReadWithoutRoomCompletesAtOnce() throws Exception {
        Link link = link();
        Outcome<Long> none = outcome();
        link.channel().read(new ByteBuffer[0], 0, 0, 0, TimeUnit.SECONDS, null, none);
        assertEquals(0L, none.value());
        Outcome<Long> full = outcome();
        link.channel().read(new ByteBuffer[] {ByteBuffer.allocate(0), ByteBuffer.allocateDirect(0)},
                0, 2, 0, TimeUnit.SECONDS, null, full);
        assertEquals(0L, full.value());
    }

    /** The JDK's fails, as it copies a part of the array only. */
    @Test
    void arrayOfBuffersIsTheCallersAgainAtOnce() throws Exception {
        Link link = link();
        ByteBuffer buffer = ByteBuffer.allocate(2);
        ByteBuffer[] buffers = {buffer};
        Outcome<Long> pending = outcome();
        link.channel().read(buffers, 0, 1, 0, TimeUnit.SECONDS, null, pending);
        buffers[0] = null;
        link.send((byte) 9);
        assertEquals(1L, pending.value());
        assertEquals(9, buffer.get(0));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    /** The JDK's handlers would never be called. */
    @Test
    void executorThatFailsLosesNoResult() throws Exception {
        AtomicReference<Error> failure = new AtomicReference<>();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            public void execute(Runnable task) {
                Error due = failure.getAndSet(null);
                if (due != null) {
                    throw due;
                }
                super.execute(task);
            }
        };
        Link link = closing(Link.open(
                closing(provider.openAsynchronousChannelGroup(executor, 1))));
        for (int i = 0; i < 3; i++) {
            Outcome<Integer> reading = read(link.channel(), ByteBuffer.allocate(1));
            failure.set(new OutOfMemoryError("thrown by a test's executor"));
            link.send((byte) 1);
            assertEquals(1, reading.value());
            assertEquals(1, write(link.channel(), ByteBuffer.allocate(1)).value());
        }
    }

    /** The JDK's opens a group that has fewer threads, or none. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "counts descriptors in /proc")
    void factoryWithoutThreadsLeavesNothingOpen() throws Exception {
        long before = LeakTest.descriptors();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int good = i % 3;
            AtomicInteger made = new AtomicInteger();
            assertThrows(IOException.class, () -> provider.openAsynchronousChannelGroup(3, task ->
                    made.getAndIncrement() < good ? daemon(task, started) : null));
            made.set(0);
            IllegalStateException failure = new IllegalStateException("thrown by a test's factory");
            assertSame(failure, assertThrows(IllegalStateException.class,
                    () -> provider.openAsynchronousChannelGroup(3, task -> {
                        if (made.getAndIncrement() < good) {
                            return daemon(task, started);
                        }
                        throw failure;
                    })));
        }
        assertFalse(started.isEmpty());
        for (Thread thread : started) {
            thread.join(10_000);
            assertFalse(thread.isAlive());
        }
        LeakTest.awaitDescriptors(before);
    }

    private static Thread daemon(Runnable task, List<Thread> started) {
        Thread thread = new Thread(task, "group of a factory that fails");
        thread.setDaemon(true);
        started.add(thread);
        return thread;
    }

    /** The JDK's may throw a ShutdownChannelGroupException there. "The handler is invoked", also when it is the last that happens in the group. */
    @Test
    void handlerMayHaveOthersCalledWhileItsGroupEnds() throws Exception {
        for (int i = 0; i < 20; i++) {
            endInAHandler(openGroup(3));
            endInAHandler(closing(provider.openAsynchronousChannelGroup(
                    Executors.newCachedThreadPool(), 1)));
        }
    }

    private void endInAHandler(AsynchronousChannelGroup ending) throws Exception {
        Link first = closing(Link.open(ending));
        Link other = closing(Link.open(ending));
        Outcome<Integer> pending = read(other.channel(), ByteBuffer.allocate(1));
        List<Outcome<Integer>> outcomes = new ArrayList<>();
        Outcome<Integer> ender = outcome(ignored -> {
            try {
                ending.shutdownNow();
                for (int i = 0; i < 100; i++) {
                    outcomes.add(read(first.channel(), ByteBuffer.allocate(1)));
                    outcomes.add(write(other.channel(), ByteBuffer.allocate(1)));
                    LockSupport.parkNanos(1_000);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        first.channel().write(ByteBuffer.allocate(1), null, ender);
        ender.value();
        pending.failure(AsynchronousCloseException.class);
        assertEquals(200, outcomes.size());
        for (Outcome<Integer> outcome : outcomes) {
            outcome.failure(ClosedChannelException.class);
        }
        assertTrue(ending.awaitTermination(10, TimeUnit.SECONDS));
        assertThrows(ShutdownChannelGroupException.class,
                () -> read(first.channel(), ByteBuffer.allocate(1)));
    }
}
