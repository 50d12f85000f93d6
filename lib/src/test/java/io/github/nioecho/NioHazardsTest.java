package io.github.nioecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.ShutdownChannelGroupException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Weak points of the JDK's asynchronous channels. Each test first shows what a bare channel does,
 * and prints it, because the next JDK may do better; then it checks that the server does not suffer
 * from it. All five reproduce on Temurin 25.0.3 for Linux.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
@EnabledOnOs(value = OS.LINUX,
        disabledReason = "shows what the JDK does with epoll; other systems have other hazards")
class NioHazardsTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /**
     * {@code EPollPort.EventHandlerTask.run} replaces its thread after an Error or a
     * RuntimeException only. A checked exception that a handler throws all the same ends the
     * thread, and when it was the last of a fixed pool, no handler runs any more.
     */
    @Test
    void checkedExceptionFromAHandlerDoesNotEndTheThread() throws Exception {
        AsynchronousChannelGroup group = AsynchronousChannelGroup.withFixedThreadPool(1, task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((t, expected) -> { });
            return thread;
        });
        CountDownLatch completed = new CountDownLatch(1);
        try (Pair thrower = new Pair(group); Pair other = new Pair(group)) {
            thrower.channel.read(ByteBuffer.allocate(1), null, handler(count -> {
                throw EchoObserverTest.sneaky(new IOException("thrown by a test's handler"));
            }, failure -> { }));
            thrower.client.getOutputStream().write(1);
            other.channel.read(ByteBuffer.allocate(1), null,
                    handler(count -> completed.countDown(), failure -> { }));
            other.client.getOutputStream().write(1);
            boolean hangs = !completed.await(500, TimeUnit.MILLISECONDS);
            System.out.println("checked exception from a handler: the group "
                    + (hangs ? "hangs" : "goes on"));
        }
        group.shutdownNow();

        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        EchoObserver thrower = new EchoObserver() {
            @Override
            public void received(ConnectionInfo connection, ByteBuffer chunk) {
                threads.add(Thread.currentThread());
                throw EchoObserverTest.sneaky(new IOException("thrown by a test's observer"));
            }
        };
        try (EchoServer server = EchoServer.builder().observer(thrower).start();
                Socket one = Clients.connect(server.address());
                Socket two = Clients.connect(server.address())) {
            for (byte i = 0; i < 10; i++) {
                Clients.assertEchoes(one, new byte[] {i});
                Clients.assertEchoes(two, new byte[] {i});
            }
            assertEquals(1, threads.size());
        }
    }

    /**
     * The group's last channel ends its threads when it is closed, before its pending operation
     * has failed ({@code UnixAsynchronousSocketChannelImpl.implClose}: first {@code unregister},
     * then {@code finish}). The failure may find nobody to run the handler.
     */
    @Test
    void stopLosesNoConnectionThoughTheLastCloseMayLoseItsHandler() throws Exception {
        int rounds = 100;
        int thrown = 0;
        int lost = 0;
        for (int i = 0; i < rounds; i++) {
            AsynchronousChannelGroup group =
                    AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new);
            AtomicInteger failures = new AtomicInteger();
            try (Pair pair = new Pair(group)) {
                pair.channel.read(ByteBuffer.allocate(1), null,
                        handler(count -> { }, failure -> failures.incrementAndGet()));
                group.shutdown();
                pair.channel.close();
            } catch (ShutdownChannelGroupException e) {
                thrown++;
            }
            assertTrue(group.awaitTermination(10, TimeUnit.SECONDS));
            lost += 1 - failures.get();
        }
        System.out.printf("shutdown(), then close() of the last channel: of %d, %d throw and"
                + " %d lose the handler%n", rounds, thrown, lost);

        for (int i = 0; i < rounds; i++) {
            Recorder recorder = new Recorder();
            EchoServer server = EchoServer.builder()
                    .closeTimeout(Duration.ZERO).eventLoops(1 + i % 2).observer(recorder).start();
            try (Socket one = Clients.connect(server.address());
                    Socket two = Clients.connect(server.address())) {
                Clients.assertEchoes(one, new byte[] {1});
                Clients.assertEchoes(two, new byte[] {2});
                server.close();
                server.whenClosed().get(0, TimeUnit.SECONDS);
                assertEquals(List.of("SERVER_CLOSED 1/1", "SERVER_CLOSED 1/1"), recorder.closed);
                assertEquals(0, server.metrics().openConnections());
            }
        }
    }

    /**
     * A read's timer that has begun to run cannot be cancelled, and looks only whether any read is
     * pending ({@code UnixAsynchronousSocketChannelImpl.readTimeoutTask}). Where it is held up, by
     * the channel's lock or by the scheduler, while its own read completes, it hits the next one.
     * Seen 3 times in 750 rounds on two busy cores. The server gives no operation a timeout:
     * {@link ScriptedChannel} checks that in {@link EchoConnectionModelTest}.
     */
    @Test
    void staleTimerOfAReadCannotHitTheNext() throws Exception {
        AsynchronousChannelGroup group =
                AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new);
        int rounds = 0;
        int stale = 0;
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() - endNanos < 0) {
            rounds++;
            stale += hitsTheNextRead(group, rounds % 200 * 1000L) ? 1 : 0;
        }
        group.shutdownNow();
        System.out.printf("reads with timeouts: of %d, %d end by the timer of the one before%n",
                rounds, stale);

        try (EchoServer server = EchoServer.builder().idleTimeout(Duration.ofSeconds(20)).start();
                Socket socket = Clients.connect(server.address())) {
            for (int i = 0; i < 1000; i++) {
                Clients.assertEchoes(socket, new byte[] {(byte) i});
            }
            assertEquals(0, server.metrics().idleConnections());
        }
    }

    /**
     * {@code implRead} sets {@code readPending} before {@code EPollPort.startPoll}. When that
     * throws, the handler is told, the read stays pending, and {@code close} tells it again.
     */
    @Test
    @OnlyOnJdkChannels("breaks what sun.nio.ch has in its fields")
    void failureToldTwiceEndsTheConnectionOnce() throws Exception {
        try (ChildJvm child = ChildJvm.start("true", List.of(BrokenPlatform.JVM_OPTION),
                BrokenPlatform.class, "epoll")) {
            String bare = child.line();
            System.out.println("epoll_ctl fails: " + bare);
            assumeFalse(bare.startsWith("unknown"), bare);
            assertEquals("server: INTERNAL_ERROR END_OF_STREAM END_OF_STREAM", child.line());
        }
    }

    /**
     * {@code UnixAsynchronousServerSocketChannelImpl.finishAccept} closes the new descriptor after
     * an IOException only: an Error, of memory for instance, leaks it. Nobody outside the JDK can
     * close it; the server reports the failure and goes on accepting.
     */
    @Test
    @OnlyOnJdkChannels("breaks what sun.nio.ch has in its fields")
    void errorDuringAcceptIsReportedAndAcceptingGoesOn() throws Exception {
        try (ChildJvm child = ChildJvm.start("true", List.of(BrokenPlatform.JVM_OPTION),
                BrokenPlatform.class, "accept")) {
            String bare = child.line();
            System.out.println("error during accept: " + bare);
            assumeFalse(bare.startsWith("unknown"), bare);
            assertEquals("server: [PT0.01S, PT0.02S, PT0.04S]", child.line());
        }
    }

    /**
     * Reads twice, the first time with a timeout that ends just when its byte arrives. Meanwhile
     * another thread writes, and so keeps taking the lock that timer and read share.
     */
    private static boolean hitsTheNextRead(AsynchronousChannelGroup group, long jitterNanos)
            throws Exception {
        AtomicBoolean hit = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch firstEnded = new CountDownLatch(1);
        CountDownLatch secondEnded = new CountDownLatch(1);
        try (Pair pair = new Pair(group)) {
            Thread writer = new Thread(() -> {
                while (!done.get()) {
                    CountDownLatch written = new CountDownLatch(1);
                    pair.channel.write(ByteBuffer.allocate(1), null,
                            handler(count -> written.countDown(), failure -> written.countDown()));
                    try {
                        written.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
            writer.start();
            long beganNanos = System.nanoTime();
            pair.channel.read(ByteBuffer.allocate(1), 1, TimeUnit.MILLISECONDS, null,
                    handler(count -> {
                        pair.channel.read(ByteBuffer.allocate(1), 1, TimeUnit.HOURS, null,
                                handler(n -> { }, failure -> {
                                    hit.set(failure instanceof InterruptedByTimeoutException);
                                    secondEnded.countDown();
                                }));
                        firstEnded.countDown();
                    }, failure -> {
                        firstEnded.countDown();
                        secondEnded.countDown();
                    }));
            while (System.nanoTime() - beganNanos < 1_000_000 + jitterNanos) {
                Thread.onSpinWait();
            }
            pair.client.getOutputStream().write(1);
            firstEnded.await();
            secondEnded.await(2, TimeUnit.MILLISECONDS);
            done.set(true);
            writer.join();
        }
        return hit.get();
    }

    private interface Told<T> {
        void run(T what);
    }

    private static CompletionHandler<Integer, Void> handler(
            Told<Integer> completed, Told<Throwable> failed) {
        return new CompletionHandler<>() {
            @Override
            public void completed(Integer count, Void unused) {
                completed.run(count);
            }

            @Override
            public void failed(Throwable failure, Void unused) {
                failed.run(failure);
            }
        };
    }

    /** An accepted channel of a group, and the client at its other end. */
    private static final class Pair implements AutoCloseable {

        private final Socket client;
        private final AsynchronousSocketChannel channel;

        Pair(AsynchronousChannelGroup group) throws Exception {
            try (AsynchronousServerSocketChannel listener =
                    AsynchronousServerSocketChannel.open(group).bind(ANY)) {
                client = Clients.connect((InetSocketAddress) listener.getLocalAddress());
                channel = listener.accept().get();
            }
        }

        @Override
        public void close() throws IOException {
            try (client; channel) {
                // Nothing to do before.
            }
        }
    }
}
