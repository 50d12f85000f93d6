package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.AsynchronousChannelGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That each setting of the library differs from the plain one in what its name says. */
@Isolated
@Timeout(60)
class AsyncEchoServerTest {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int MIB = 1 << 20;
    private static final int CLIENTS = 20;
    private static final int LOOPS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @CsvSource({
        "ASYNC, sun.nio.ch.EPollPort",
        "ASYNC_ON_SELECTOR, io.github.nioecho.channels.SelectorEngine",
        "ASYNC_ON_IO_URING, io.github.nioecho.channels.RingEngine",
    })
    void eachWaitsInTheChannelsOfItsName(ServerVariant variant, String waitsIn) throws IOException {
        assumeTrue(variant != ServerVariant.ASYNC || System.getProperty("os.name").equals("Linux"),
                "that is the JDK's on Linux only");
        assumeTrue(variant.unavailable().isEmpty(), () -> variant.unavailable().orElseThrow());
        Set<Thread> before = libraryThreads();
        try (RunningServer server = variant.start(
                ServerSpec.onLoopback(1_024, LOOPS))) {
            ServerContract.assertServes(server);
            Set<Thread> started = libraryThreads();
            started.removeAll(before);
            assertEquals(LOOPS + 1, started.size(), () -> "with the timer: " + started);

            long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
            while (waitingIn(waitsIn, started) < LOOPS) {
                assertTrue(System.nanoTime() < deadlineNanos, () -> "not in " + waitsIn + ": "
                        + started.stream().map(t -> List.of(t.getStackTrace())).toList());
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void everyProcessorHasAnEventLoop() throws IOException {
        Set<Thread> before = libraryThreads();
        try (RunningServer server = AsyncEchoServer.onEveryProcessor(spec(1_024))) {
            Set<Thread> started = libraryThreads();
            started.removeAll(before);
            assertEquals(PROCESSORS + 1, started.size(), () -> "with the timer: " + started);
            ServerContract.assertServes(server);
        }
    }

    @Test
    void defaultGroupHasThreadPerProcessorAndEndsThemOnShutdown() throws Exception {
        Queue<Thread> made = new ConcurrentLinkedQueue<>();
        AsynchronousChannelGroup group =
                new DefaultGroupProvider(AsyncChannels.JDK.provider()).openAsynchronousChannelGroup(1, task -> {
                    Thread thread = new Thread(task, "default-group");
                    made.add(thread);
                    return thread;
                });
        assertEquals(PROCESSORS, made.size());

        group.shutdownNow();

        assertTrue(group.awaitTermination(20, TimeUnit.SECONDS));
        for (Thread thread : made) {
            thread.join(20_000);
            assertFalse(thread.isAlive(), "a thread of a group that was shut down");
        }
    }

    @Test
    void heapBuffersTakeNoDirectMemoryEach() throws IOException {
        long direct = directMemoryOf(AsyncEchoServer.start(spec(MIB)));
        long heap = directMemoryOf(AsyncEchoServer.withHeapBuffers(spec(MIB)));

        assertTrue(direct >= CLIENTS * MIB / 2, () -> "with direct buffers: " + direct);
        assertTrue(heap <= CLIENTS * MIB / 4, () -> "with heap buffers: " + heap);
    }

    @Test
    void adaptiveBuffersAreLargeOnlyForLargeMessages() throws IOException {
        long idle = directMemoryOf(AsyncEchoServer.withAdaptiveBuffers(spec(MIB)));

        assertTrue(idle <= CLIENTS * MIB / 4, () -> "with adaptive buffers: " + idle);
        try (RunningServer server = AsyncEchoServer.withAdaptiveBuffers(spec(100))) {
            ServerContract.assertServes(server);
        }
    }

    private static long directMemoryOf(RunningServer server) throws IOException {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
                .stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        List<TestClient> clients = new ArrayList<>();
        try (server) {
            long usedBytes = 0;
            for (int i = 0; i < CLIENTS; i++) {
                long before = direct.getMemoryUsed();
                clients.add(TestClient.connect(server.address()));
                clients.get(i).roundTrip();
                // The garbage collector may free what other tests used: that hides one or two.
                usedBytes += Math.max(0, direct.getMemoryUsed() - before);
            }
            return usedBytes;
        } finally {
            ServerContract.closeAll(clients);
        }
    }

    private static long waitingIn(String type, Set<Thread> threads) {
        return threads.stream()
                .filter(thread -> Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith(type)))
                .count();
    }

    private static Set<Thread> libraryThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("nioecho-"))
                .collect(Collectors.toSet());
    }

    private static ServerSpec spec(int bufferSizeBytes) {
        return ServerSpec.onLoopback(bufferSizeBytes, 1);
    }
}
