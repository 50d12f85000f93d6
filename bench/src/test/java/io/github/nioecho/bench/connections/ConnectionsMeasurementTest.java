package io.github.nioecho.bench.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.ConnectionsPlan;
import io.github.nioecho.bench.results.ConnectionsRun;
import io.github.nioecho.bench.server.FaultyServer;
import io.github.nioecho.bench.server.LeakyServer;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerMemory;
import io.github.nioecho.bench.server.ServerProcess;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import io.github.nioecho.bench.server.TargetServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConnectionsMeasurementTest {

    private static final int ENOUGH = ConnectionsMeasurement.LEAST_FOR_RATE_AND_HEAP;
    private static final ServerSpec SPEC = ServerSpec.onLoopback(1024, 1);
    private static final long SEED = 862;

    @ParameterizedTest
    @ValueSource(strings = {"heap", "direct"})
    void whatEachConnectionKeepsShowsInHeapAndDirect(String where) throws IOException {
        try (MeasuredServer server = start(LeakyServer.jvmArgs(where))) {
            ConnectionsRun run = measure(server, ENOUGH);

            double bytes = run.heapAndDirectBytesPerConnection();
            assertTrue(bytes >= LeakyServer.BYTES, run::toString);
            assertTrue(bytes < 1.5 * LeakyServer.BYTES, run::toString);
        }
    }

    @Test
    void honestServerKeepsMuchLess() throws IOException {
        try (MeasuredServer server = start(List.of())) {
            ConnectionsRun run = measure(server, ENOUGH);

            double bytes = run.heapAndDirectBytesPerConnection();
            assertTrue(bytes >= 1024, run::toString);
            assertTrue(bytes < LeakyServer.BYTES / 4, run::toString);
            assertTrue(run.connectsPerSecond() > 0, run::toString);
            assertNull(run.residentBytesPerConnection(), run::toString);
        }
    }

    @Test
    void directBuffersAreResidentToo() throws IOException {
        try (MeasuredServer server = start(LeakyServer.jvmArgs("direct"))) {
            ConnectionsRun run = measure(server, ConnectionsMeasurement.LEAST_FOR_RESIDENT);

            if (server.readMemory().orElseThrow().residentBytes() == null) {
                assertNull(run.residentBytesPerConnection());
            } else {
                assertTrue(run.residentBytesPerConnection() > LeakyServer.BYTES, run::toString);
            }
        }
    }

    @Test
    void tooFewConnectionsLeaveBlankWhatChanceWouldDecide() throws IOException {
        try (MeasuredServer server = start(List.of())) {
            ConnectionsRun run = measure(server, ENOUGH - 1);

            assertNull(run.connectsPerSecond());
            assertNull(run.residentBytesPerConnection());
            assertNull(run.heapAndDirectBytesPerConnection());
            assertEquals(10, run.activeConnections());
            assertTrue(run.roundTripsPerSecond() > 0, run::toString);
            assertTrue(run.cpuMicrosPerRoundTrip() > 0, run::toString);
        }
    }

    @Test
    void growthOutsideOfTheHeapThatIsNegativeIsNoFigure() {
        assertNull(ConnectionsMeasurement.residentBytes(new ServerMemory(-1L, 500, 0), 10));
        assertNull(ConnectionsMeasurement.residentBytes(new ServerMemory(null, 500, 0), 10));
        assertEquals(60, ConnectionsMeasurement.residentBytes(new ServerMemory(100L, 500, 0), 10));
    }

    @Test
    void targetsMemoryAndCpuAreBlank() throws IOException {
        try (RunningServer server = ServerVariant.SELECTOR.start(SPEC);
                MeasuredServer target = new TargetServer(server.address())) {
            ConnectionsRun run = measure(target, ENOUGH);

            assertNull(run.residentBytesPerConnection());
            assertNull(run.heapAndDirectBytesPerConnection());
            assertNull(run.cpuMicrosPerRoundTrip());
            assertNotNull(run.connectsPerSecond());
            assertTrue(run.roundTripsPerSecond() > 0, run::toString);
        }
    }

    @Test
    void oneConnectionIsActiveAtLeast() throws IOException {
        try (RunningServer server = ServerVariant.SELECTOR.start(SPEC);
                MeasuredServer target = new TargetServer(server.address())) {
            assertEquals(1, measure(target, 1).activeConnections());
        }
    }

    @Test
    void deathOfTheServerIsTheCause() throws IOException {
        try (MeasuredServer server = start(FaultyServer.jvmArgs("die"))) {
            for (int costs = 0; costs < 3; costs++) {
                server.readCost();
            }
            IOException e = assertThrows(IOException.class, () -> measure(server, 20));

            assertTrue(e.getMessage().contains("exit code 7"), e.getMessage());
        }
    }

    private static ConnectionsRun measure(MeasuredServer server, int count) throws IOException {
        ConnectionsPlan plan = new ConnectionsPlan(List.of("it"), List.of(count), List.of(count),
                0.1, 1024, Messages.of(1024), 1, 1, 100, List.of());
        return new ConnectionsMeasurement(plan, SEED).run("it", 1, count, server);
    }

    private static MeasuredServer start(List<String> mainClass) throws IOException {
        List<String> jvmArgs = new ArrayList<>(ServerJvm.options(1_000, LeakyServer.BYTES));
        jvmArgs.add("-XX:TieredStopAtLevel=1"); // starts faster
        jvmArgs.addAll(mainClass);
        return ServerProcess.start(ServerVariant.BLOCKING, SPEC, jvmArgs);
    }
}
