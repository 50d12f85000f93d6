package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Slice;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.run.TestSubjects;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerCost;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CellMeasurerTest {

    private static final int BLOCKS = 3;

    private final List<Sample> heard = new ArrayList<>();
    private final CellMeasurer measurer =
            new CellMeasurer(
                    (cell, nanos) -> "histograms/x.hlog", new RoundOrder(1), heard::add);
    private final Deque<MeasuredServer> servers = new ArrayDeque<>();
    private RunningServer echo;

    @BeforeEach
    void start() throws IOException {
        echo = ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1));
    }

    @AfterEach
    void close() {
        echo.close();
    }

    @Test
    void costIsThatOfTheMeasuredTime() throws IOException {
        servers.add(server(echo.address(), 1_000_000, 4096));

        Measurement throughput = measure().get(0).measurement();

        assertEquals(BLOCKS, throughput.slices().size());
        for (Slice slice : throughput.slices()) {
            assertEquals(1_000.0 / slice.roundTrips(), slice.cpuMicrosPerRoundTrip(), 1e-9);
            assertEquals(slice.roundTrips() / slice.seconds(), slice.score(), 1e-6);
            assertTrue(slice.seconds() >= 0.01, slice::toString);
        }
        assertEquals(List.of(0, 1, 2), throughput.slices().stream().map(Slice::block).toList());
        assertEquals(throughput.slices().stream().mapToLong(Slice::roundTrips).sum(),
                throughput.roundTrips());
        assertEquals(throughput.slices().stream().map(Slice::score).sorted().toList().get(1),
                throughput.score());
        // It says that it has used more whenever it is asked, as for each slice twice.
        assertEquals((2 * BLOCKS + 1) * 4096.0 / throughput.roundTrips(),
                throughput.allocatedBytesPerRoundTrip());
        assertTrue(throughput.settled());
    }

    @Test
    void cpuTimeThatTheClockDoesNotShowIsUnknownAndNotZero() throws IOException {
        servers.add(server(echo.address(), 0, 0));

        Measurement throughput = measure().get(0).measurement();

        assertNull(throughput.cpuMicrosPerRoundTrip());
        assertEquals(0.0, throughput.allocatedBytesPerRoundTrip());
    }

    @Test
    void everyServiceTimeIsInTheHistogram() throws IOException {
        servers.add(server(echo.address(), 0, 0));

        List<Sample> samples = measure();

        assertNull(samples.get(0).serviceNanos());
        Sample latency = samples.get(1);
        assertEquals(latency.measurement().roundTrips(), latency.serviceNanos().getTotalCount());
        assertEquals("histograms/x.hlog", latency.measurement().histogramFile());
        assertEquals(latency.measurement().score(),
                latency.measurement().percentilesMicros().get("p50"));
        assertEquals(samples, heard);
    }

    @Test
    void churnIsMeasuredInConnections() throws IOException {
        servers.add(server(echo.address(), 1_000_000, 4096));

        Measurement churn = measure(List.of(Question.CHURN)).get(0).measurement();

        assertNull(churn.failure());
        Slice slice = churn.slices().get(0);
        assertEquals(slice.roundTrips() / slice.seconds(), slice.score(), 1e-6);
        assertEquals(1_000.0 / slice.roundTrips(), slice.cpuMicrosPerRoundTrip(), 1e-9);
        assertNull(churn.histogramFile());
        assertTrue(churn.percentilesMicros().isEmpty());
    }

    @Test
    void cellAfterAFailureGetsAFreshServer() throws IOException {
        SocketAddress nobody;
        try (RunningServer closed = ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1, 1))) {
            nobody = closed.address();
        }
        servers.add(server(nobody, 0, 0));
        servers.add(server(echo.address(), 0, 0));

        List<Sample> samples = measure();

        assertNotNull(samples.get(0).measurement().failure());
        assertNull(samples.get(1).measurement().failure());
        assertFalse(samples.get(1).measurement().settled(), "nobody has warmed it up");
        assertEquals(List.of(), List.copyOf(servers));
    }

    private List<Sample> measure() throws IOException {
        return measure(Question.usual());
    }

    private List<Sample> measure(List<Question> questions) throws IOException {
        ComparisonPlan plan = Rows.plan(questions, "fake");
        Subject fake = TestSubjects.supplied("fake", servers::remove);
        List<Sample> samples = new ArrayList<>();
        try (RoundServers round = RoundServers.start(plan, List.of(fake))) {
            round.settled("fake", true);
            for (Setting setting : Setting.of(plan)) {
                samples.addAll(measurer.measure(
                        1, setting.cells(List.of("fake")), round, new Times(5, 10), BLOCKS));
            }
        }
        return samples;
    }

    /** A server that has always used so much more than when it was asked before. */
    private static MeasuredServer server(
            SocketAddress address, long cpuNanos, long allocatedBytes) {
        return new MeasuredServer() {

            private ServerCost cost = new ServerCost(77, 77);

            @Override
            public SocketAddress address() {
                return address;
            }

            @Override
            public Optional<ServerCost> readCost() {
                cost = new ServerCost(
                        cost.cpuNanos() + cpuNanos, cost.allocatedBytes() + allocatedBytes);
                return Optional.of(cost);
            }

            @Override
            public IOException failure(IOException seen) {
                return seen;
            }

            @Override
            public void close() {
            }
        };
    }
}
