package io.github.nioecho.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.EchoMetrics;
import io.github.nioecho.LeakCheck;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Does every byte come back, whatever thousands of clients do, and does nothing pile up?
 *
 * <pre>
 * mvn -B verify                                 20,000 connections and 10 GiB
 * mvn -B verify -pl lib -Dsoak=10m              for as long as that: 90s, 10m, 2h
 * mvn -B verify -pl lib -Dstress.seed=42        the clients of an earlier run again
 * </pre>
 */
@ExtendWith(LeakCheck.class)
class EchoStressIT {

    private static final int CLIENTS_AT_A_TIME = 48;
    private static final long LEAST_CONNECTIONS = 20_000;
    private static final long LEAST_BYTES = 10L << 30;

    /** Classes are loaded, and buffers and pools have their size, after so many clients. */
    private static final long WARM_UP_CONNECTIONS = 2000;

    /** For what the JVM compiles and JUnit notes; 50 bytes kept per connection would be more. */
    private static final long MOST_HEAP_GROWTH_BYTES = 1 << 20;

    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

    /** On a quiet machine with 2 cores the amounts take less than 90 s. */
    private static final Duration DEADLINE = Duration.ofMinutes(6);

    private final long startNanos = System.nanoTime();
    private final Tally tally = new Tally();
    private final StressReport report = new StressReport(tally);

    @Test
    void everyByteComesBackWhateverTheClientsDo() throws Exception {
        StressOptions options = StressOptions.from(System::getProperty);
        System.out.println("stress: again with -Dstress.seed=" + options.seed());
        try (StressServers servers = new StressServers();
                ClientFleet fleet = new ClientFleet(options.seed(), CLIENTS_AT_A_TIME,
                        CLIENT_TIMEOUT, servers::address, tally)) {
            run(fleet, options, () -> tally.connections() >= WARM_UP_CONNECTIONS);
            long heapAtStart = heapAfterCollection();
            run(fleet, options, options.soak().isZero()
                    ? () -> tally.connections() >= LEAST_CONNECTIONS
                            && tally.verifiedBytes() >= LEAST_BYTES
                    : () -> System.nanoTime() - startNanos >= options.soak().toNanos());
            long heapAtEnd = heapAfterCollection();
            System.out.println(report.summary(servers, heapAtStart, heapAtEnd));
            assertEquals(List.of(), tally.failures(), "seed " + options.seed());
            for (ServerKind kind : ServerKind.values()) {
                assertEventually(kind + " ended all connections, " + servers.metrics(kind),
                        () -> servers.metrics(kind).openConnections() == 0);
                assertEventually(kind + " took all " + tally.connections(kind) + " connections, "
                                + servers.metrics(kind),
                        () -> tookAll(kind, servers.metrics(kind)));
            }
            long refused = servers.metrics(ServerKind.LIMITED).refusedConnections();
            assertTrue(tally.refused() <= refused,
                    tally.refused() + " clients got nothing, " + refused + " were refused");
            assertTrue(heapAtEnd - heapAtStart <= MOST_HEAP_GROWTH_BYTES,
                    "the heap grew from " + heapAtStart + " to " + heapAtEnd + " bytes");
        }
    }

    private void run(ClientFleet fleet, StressOptions options, BooleanSupplier enough)
            throws InterruptedException {
        fleet.run(enough, PROGRESS_INTERVAL, () -> System.out.println(report.progress()),
                startNanos + options.soak().plus(DEADLINE).toNanos());
    }

    /** Linux accepts a connection that is reset already; on BSD that is a failed accept. */
    private boolean tookAll(ServerKind kind, EchoMetrics metrics) {
        return metrics.acceptedConnections() + metrics.refusedConnections()
                + metrics.acceptFailures() == tally.connections(kind);
    }

    private static void assertEventually(String what, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + CLIENT_TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNanos < 0, what);
            Thread.yield();
        }
    }

    /** The least of some collections: the first ones may only enqueue what the next ones free. */
    private static long heapAfterCollection() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
