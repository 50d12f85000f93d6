package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an interrupt of a server's threads does. To those that accept, and to loops that serve many
 * connections: nothing. To a platform thread that serves one connection: it ends that connection,
 * as the JDK promises of a blocking channel. Virtual threads are on no list by which a stranger
 * could find them.
 */
@Isolated
@Timeout(60)
class ThreadInterruptTest {

    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @ParameterizedTest
    @EnumSource(names = {"ASYNC", "BLOCKING", "VIRTUAL", "SELECTOR"})
    void interruptsOfServerThreadsDisturbNobody(ServerVariant variant) throws Exception {
        Set<Thread> before = liveThreads();
        try (RunningServer server = variant.start(ServerSpec.onLoopback(1_024, 2))) {
            List<Thread> threads = threadsSince(before);
            assertFalse(threads.isEmpty());
            try (TestClient client = TestClient.connect(server.address())) {
                Payload payload = Payload.random(4 << 20);
                CompletableFuture<Void> sending = client.sendAside(payload);
                CompletableFuture<Void> interrupting = CompletableFuture.runAsync(() -> {
                    while (!sending.isDone()) {
                        threads.forEach(Thread::interrupt);
                        LockSupport.parkNanos(100_000);
                    }
                });
                client.expect(payload);
                client.expectEnd();
                interrupting.join();
            }
            for (int i = 0; i < 20; i++) {
                threads.forEach(Thread::interrupt);
                try (TestClient client = TestClient.connect(server.address())) {
                    client.echo(Payload.random(10_000));
                }
            }
            for (Thread thread : threads) {
                assertTrue(thread.isAlive(), thread + " has ended");
                thread.interrupt();
            }
            awaitIdle(threads);
        }
    }

    @Test
    void interruptOfConnectionsOwnThreadEndsThatConnectionOnly() throws Exception {
        Set<Thread> before = liveThreads();
        try (RunningServer server =
                        ServerVariant.BLOCKING.start(ServerSpec.onLoopback(1_024, 1));
                TestClient other = TestClient.connect(server.address())) {
            other.roundTrip();
            List<Thread> others = threadsSince(before);
            try (TestClient interrupted = TestClient.connect(server.address())) {
                interrupted.roundTrip();
                List<Thread> threads = threadsSince(before);
                threads.removeAll(others);
                assertEquals(1, threads.size(), threads.toString());
                threads.get(0).interrupt();
                interrupted.expectEnd();
            }
            other.roundTrip();
            try (TestClient next = TestClient.connect(server.address())) {
                next.roundTrip();
            }
        }
    }

    /** Waits until none of the threads runs: one that an interrupt keeps awake never rests. */
    private static void awaitIdle(List<Thread> threads) {
        long startNanos = System.nanoTime();
        long cpuNanos;
        do {
            assertTrue(System.nanoTime() - startNanos < PATIENCE_NANOS, "interrupts keep it busy");
            long cpuBeforeNanos = cpuNanos(threads);
            LockSupport.parkNanos(QUIET_NANOS);
            cpuNanos = cpuNanos(threads) - cpuBeforeNanos;
        } while (cpuNanos > IDLE_NANOS);
    }

    private static long cpuNanos(List<Thread> threads) {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        return threads.stream().mapToLong(thread -> bean.getThreadCpuTime(thread.threadId())).sum();
    }

    /** Returns the threads of servers that were started since. */
    private static List<Thread> threadsSince(Set<Thread> before) {
        List<Thread> threads = new ArrayList<>(liveThreads());
        threads.removeAll(before);
        threads.removeIf(thread -> !thread.getName().contains("echo"));
        return threads;
    }

    private static Set<Thread> liveThreads() {
        return Thread.getAllStackTraces().keySet();
    }
}
