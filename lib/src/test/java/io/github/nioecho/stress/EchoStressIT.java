package io.github.nioecho.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.ChosenProvider;
import io.github.nioecho.EchoMetrics;
import io.github.nioecho.LeakCheck;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Does every byte come back, whatever thousands of clients do, and does nothing pile up?
 *
 * <pre>
 * mvn -B verify                                 20,000 connections and 10 GiB
 * mvn -B verify -pl lib -Dsoak=10m              for as long as that: 90s, 10m, 2h
 * mvn -B verify -pl lib -Dstress.seed=42        the clients of an earlier run again
 *
 * mvn -B verify -pl lib -Dsoak=10m -Dsoak.gib=200 -Dstress.clients=4 -Dstress.streams=4
 *                                               and at least so much, most of it in streams
 * </pre>
 *
 * <p>On channels of our own: see {@link ChosenProvider}. It prints every ten seconds what it has
 * verified, and what the process, clients included, holds.
 */
@ExtendWith(LeakCheck.class)
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere 16,384 ephemeral ports, each held for "
        + "up to four minutes after its connection, do not last for so many clients")
class EchoStressIT {

    private static final long LEAST_CONNECTIONS = 20_000;
    private static final long LEAST_BYTES = 10L << 30;

    /**
     * Classes are loaded, and buffers and pools have their size, after so many clients; or after a
     * quarter of a soak of fewer.
     */
    private static final long WARM_UP_CONNECTIONS = 2000;

    /** For what the JVM does on the side; 60 bytes kept per connection would be more. */
    private static final long MOST_HEAP_GROWTH_BYTES = 1 << 20;

    /** For the JDK's buffers, 128 KiB per client thread, and some more connections at a time. */
    private static final long MOST_DIRECT_GROWTH_BYTES = 32 << 20;

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
                ClientFleet fleet = new ClientFleet(options.seed(), options.clients(),
                        options.streams(), CLIENT_TIMEOUT, servers::address, tally)) {
            run(fleet, options, () -> tally.connections() >= WARM_UP_CONNECTIONS
                    || !options.soak().isZero() && isPast(options.soak().dividedBy(4)));
            MemoryUse atStart = MemoryUse.afterCollection();
            run(fleet, options, options.soak().isZero()
                    ? () -> tally.connections() >= LEAST_CONNECTIONS
                            && tally.verifiedBytes() >= LEAST_BYTES
                    : () -> isPast(options.soak())
                            && tally.verifiedBytes() >= (long) options.leastGib() << 30);
            MemoryUse atEnd = MemoryUse.afterCollection();
            System.out.println(report.summary(servers, atStart, atEnd));
            assertEquals(List.of(), tally.failures(), "seed " + options.seed());
            assertAllAccountedFor(servers);
            MemoryUse growth = atEnd.minus(atStart);
            assertTrue(growth.heapBytes() <= MOST_HEAP_GROWTH_BYTES,
                    () -> "too much growth of the heap: " + growth);
            assertTrue(growth.directBytes() <= MOST_DIRECT_GROWTH_BYTES,
                    () -> "too much growth of direct memory: " + growth);
        }
    }

    private boolean isPast(Duration time) {
        return System.nanoTime() - startNanos >= time.toNanos();
    }

    private void run(ClientFleet fleet, StressOptions options, BooleanSupplier enough)
            throws InterruptedException {
        fleet.run(enough, PROGRESS_INTERVAL, () -> System.out.println(report.progress()),
                startNanos + options.soak().plus(DEADLINE).toNanos());
    }

    private void assertAllAccountedFor(StressServers servers) throws IOException {
        for (ServerKind kind : ServerKind.values()) {
            assertEventually(
                    () -> kind + " did not end all connections: " + servers.metrics(kind),
                    () -> servers.metrics(kind).openConnections() == 0);
            assertEventually(
                    () -> kind + " took not just " + tally.connections(kind)
                            + " connections: " + servers.metrics(kind),
                    () -> tookAll(kind, servers.metrics(kind)));
        }
        long refused = servers.metrics(ServerKind.LIMITED).refusedConnections();
        assertTrue(tally.refused() <= refused,
                tally.refused() + " clients got nothing, " + refused + " were refused");
        assertLimitedServerHasItsPlacesBack(servers.address(ServerKind.LIMITED));
    }

    /** Linux accepts a connection that is reset already; on BSD that is a failed accept. */
    private boolean tookAll(ServerKind kind, EchoMetrics metrics) {
        return metrics.acceptedConnections() + metrics.refusedConnections()
                + metrics.acceptFailures() == tally.connections(kind);
    }

    private static void assertEventually(Supplier<String> what, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + CLIENT_TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNanos < 0, what);
            Thread.yield();
        }
    }

    private static void assertLimitedServerHasItsPlacesBack(InetSocketAddress address)
            throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 1; i <= ServerKind.PLACES; i++) {
                Socket socket = new Socket(address.getAddress(), address.getPort());
                sockets.add(socket);
                socket.setSoTimeout((int) CLIENT_TIMEOUT.toMillis());
                socket.getOutputStream().write(i);
                assertEquals(i, socket.getInputStream().read());
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
