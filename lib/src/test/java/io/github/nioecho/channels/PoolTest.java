package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On which threads handlers run, and what becomes of these. */
@EveryProvider
class PoolTest extends ProviderTest {

    PoolTest(Provider provider) {
        super(provider);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0})
    void fixedPoolHasAtLeastOneThread(int threads) {
        assertThrows(IllegalArgumentException.class,
                () -> provider.openAsynchronousChannelGroup(threads, Thread::new));
    }

    @Test
    void factoryAndExecutorMustNotBeNull() {
        assertThrows(NullPointerException.class,
                () -> provider.openAsynchronousChannelGroup(1, null));
        assertThrows(NullPointerException.class,
                () -> provider.openAsynchronousChannelGroup(null, 1));
    }

    @Test
    void eachHandlerRunsOnAThreadOfItsGroup() throws Exception {
        for (boolean onThread : new boolean[] {false, true}) {
            Link link = link();
            AsynchronousServerSocketChannel listener = listener();
            AsynchronousSocketChannel channel = channel();
            Link closed = link();
            closed.channel().close();
            List<Outcome<?>> outcomes = new ArrayList<>();
            Runnable operations = () -> {
                outcomes.add(read(link.channel(), ByteBuffer.allocate(0)));
                outcomes.add(write(link.channel(), ByteBuffer.allocate(1)));
                outcomes.add(read(link.channel(), ByteBuffer.allocate(1)));
                outcomes.add(read(closed.channel(), ByteBuffer.allocate(1)));
                outcomes.add(accept(listener));
                Outcome<Void> connecting = outcome();
                outcomes.add(connecting);
                try {
                    channel.connect(listener.getLocalAddress(), null, connecting);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            };
            if (onThread) {
                inHandler(link().channel(), operations);
            } else {
                operations.run();
            }
            link.send((byte) 1);
            for (Outcome<?> outcome : outcomes) {
                outcome.end();
                assertTrue(threads.contains(outcome.thread()), () -> "on " + outcome.thread());
            }
        }
        assertEquals(1, threads.size());
    }

    @Test
    void handlerRunsOnItsOwnGroupsThreadThoughAnothersStartsTheOperation() throws Exception {
        AsynchronousChannelGroup other = openGroup(1);
        assertEquals(2, threads.size());
        Link link = closing(Link.open(other));
        Link mine = link();
        Thread first = thread(read(mine.channel(), ByteBuffer.allocate(0)));
        List<Outcome<Integer>> outcomes = new ArrayList<>();
        inHandler(mine.channel(),
                () -> outcomes.add(read(link.channel(), ByteBuffer.allocate(0))));
        assertTrue(threads.contains(thread(outcomes.get(0))));
        assertFalse(first.equals(thread(outcomes.get(0))));
    }

    /** The first handlers wait for each other, so that each thread has one. */
    @Test
    void handlersRunOnAllThreadsOfAFixedPoolAndNoOther() throws Exception {
        int size = 3;
        int links = 12;
        threads.clear();
        AsynchronousChannelGroup fixed = openGroup(size);
        CountDownLatch all = new CountDownLatch(size);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Outcome<Integer>> outcomes = new ArrayList<>();
        for (int i = 0; i < links; i++) {
            Link link = closing(Link.open(fixed));
            Outcome<Integer> outcome = outcome(ignored -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                all.countDown();
                await(all);
                running.decrementAndGet();
            });
            link.channel().read(ByteBuffer.allocate(1), null, outcome);
            outcomes.add(outcome);
            link.send((byte) 1);
        }
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        for (Outcome<Integer> outcome : outcomes) {
            assertEquals(1, outcome.value());
            used.add(outcome.thread());
        }
        assertEquals(size, most.get());
        assertEquals(size, used.size());
        assertEquals(threads, used);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 3})
    void cachedPoolRunsHandlersAndEndsWithItsGroup(int initialSize) throws Exception {
        Set<Thread> pool = ConcurrentHashMap.newKeySet();
        ExecutorService executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            pool.add(thread);
            return thread;
        });
        AsynchronousChannelGroup cached =
                closing(provider.openAsynchronousChannelGroup(executor, initialSize));
        Link link = closing(Link.open(cached));
        Outcome<Integer> pending = read(link.channel(), ByteBuffer.allocate(1));
        link.send((byte) 1);
        assertEquals(1, pending.value());
        assertTrue(pool.contains(pending.thread()));
        assertTrue(pool.contains(thread(write(link.channel(), ByteBuffer.allocate(1)))));
        assertTrue(pool.contains(thread(read(link.channel(), ByteBuffer.allocate(0)))));
        Outcome<Integer> closed = read(link.channel(), ByteBuffer.allocate(1));
        cached.shutdown();
        assertFalse(executor.isShutdown());
        assertFalse(cached.isTerminated());
        cached.shutdownNow();
        closed.failure(AsynchronousCloseException.class);
        assertTrue(pool.contains(closed.thread()));
        assertTrue(cached.awaitTermination(10, TimeUnit.SECONDS));
        assertTrue(cached.isTerminated());
        assertTrue(executor.isShutdown());
        assertTrue(executor.isTerminated());
    }

    @Test
    void handlersOfACachedPoolDoNotWaitForEachOther() throws Exception {
        AsynchronousChannelGroup cached = closing(
                provider.openAsynchronousChannelGroup(Executors.newCachedThreadPool(), 0));
        int count = 10;
        CountDownLatch all = new CountDownLatch(count);
        List<Outcome<Integer>> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Link link = closing(Link.open(cached));
            Outcome<Integer> outcome = outcome(ignored -> {
                all.countDown();
                await(all);
            });
            outcomes.add(outcome);
            link.channel().read(ByteBuffer.allocate(1), null, outcome);
            link.send((byte) 1);
        }
        for (Outcome<Integer> outcome : outcomes) {
            assertEquals(1, outcome.value());
        }
    }

    @Test
    void poolOfOneThreadIsEnoughForAnExecutor() throws Exception {
        AsynchronousChannelGroup single = closing(
                provider.openAsynchronousChannelGroup(Executors.newSingleThreadExecutor(), 0));
        Link link = closing(Link.open(single));
        ByteBuffer buffer = ByteBuffer.allocate(100);
        for (int i = 0; i < 100; i++) {
            Outcome<Integer> pending = read(link.channel(), buffer);
            link.send(Bytes.at(i));
            assertEquals(1, pending.value());
        }
        Bytes.check(buffer);
    }

    @Test
    void defaultGroupIsThereAndItsThreadsAreDaemons() throws Exception {
        AsynchronousServerSocketChannel listener =
                closing(provider.openAsynchronousServerSocketChannel(null)).bind(ANY);
        AsynchronousSocketChannel channel = closing(provider.openAsynchronousSocketChannel(null));
        Outcome<AsynchronousSocketChannel> accepting = accept(listener);
        Outcome<Void> connecting = outcome();
        channel.connect(listener.getLocalAddress(), null, connecting);
        connecting.value();
        AsynchronousSocketChannel accepted = accepting.value();
        Outcome<Integer> reading = read(channel, ByteBuffer.allocate(1));
        Outcome<Integer> writing = write(accepted, ByteBuffer.allocate(1));
        assertEquals(2, reading.value() + writing.value());
        channel.close();
        Outcome<Integer> failing = read(channel, ByteBuffer.allocate(1));
        failing.failure(ClosedChannelException.class);
        for (Outcome<?> outcome : List.of(accepting, connecting, reading, writing, failing)) {
            assertTrue(outcome.thread().isDaemon());
        }
    }

    private static Thread thread(Outcome<?> outcome) throws Exception {
        outcome.end();
        return outcome.thread();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
