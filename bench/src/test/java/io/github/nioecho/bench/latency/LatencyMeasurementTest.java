package io.github.nioecho.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.load.OpenLoop;
import io.github.nioecho.bench.load.ScriptedServer;
import io.github.nioecho.bench.load.StallOnce;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.LatencyRun;
import io.github.nioecho.bench.server.MeasuredServer;
import io.github.nioecho.bench.server.ServerCost;
import io.github.nioecho.bench.server.ServerProcess;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import io.github.nioecho.bench.server.TargetServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class LatencyMeasurementTest {

    private static final long SEED = 862;
    private static final int SIZE = 100;

    @TempDir
    private Path folder;

    @Test
    void warmUpIsSentAndNotCounted() throws IOException {
        AtomicLong received = new AtomicLong();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(SIZE);
                    while (message.length > 0) {
                        received.incrementAndGet();
                        out.write(message);
                        message = in.readNBytes(SIZE);
                    }
                })) {
            MeasuredRun measured = run(1_000, 100, 200, new TargetServer(server.address()));

            assertEquals(300, received.get());
            assertEquals(200, measured.figures().responses().getTotalCount());
            assertEquals(200, measured.figures().services().getTotalCount());
            assertEquals(200, measured.figures().lateness().getTotalCount());
            assertNull(measured.run().cpuMicrosPerRoundTrip());
            assertEquals(0L, measured.run().unanswered());
        }
    }

    @Test
    void stallIsInTheResponseTimes() throws IOException {
        try (ScriptedServer server = new ScriptedServer(new StallOnce(SIZE, 500, 200))) {
            LatencyRun run =
                    run(1_000, 0, 1_500, new TargetServer(server.address())).run();

            assertTrue(run.responseMicros().get("p90") >= 50_000, run::toString);
            assertTrue(run.responseMicros().get("max") >= 200_000, run::toString);
        }
    }

    @Test
    void cpuIsThatOfTheServersProcess() throws IOException {
        try (ServerProcess server = selector()) {
            LatencyRun run = run(2_000, 100, 500, server).run();

            assertNull(run.failure());
            assertTrue(run.cpuMicrosPerRoundTrip() >= 0
                    && run.cpuMicrosPerRoundTrip() < 1_000_000, run::toString);
        }
    }

    @Test
    void serverThatDiesIsReportedWithItsExitCode() throws IOException {
        try (ServerProcess process = selector()) {
            LatencyRun run = run(1_000, 100, 20_000, new KilledOnceWarm(process)).run();

            assertTrue(run.failure().startsWith("the server died: exit code 137"), run.failure());
            assertNull(run.achievedRate());
            assertEquals(2, run.histogramFiles().size());
            for (String file : run.histogramFiles()) {
                assertTrue(file.matches("histograms/latency-x-.*-run1-FAILED.hlog"), file);
                assertTrue(Files.exists(folder.resolve(Path.of(file).getFileName())), file);
            }
        }
    }

    @Test
    void serverThatIsTooSlowMissesTheRateAndItsFilesAreMarked() throws IOException {
        try (ScriptedServer server = new ScriptedServer(new EchoOnceIn(5))) {
            LatencyRun run = run(2_000, 10, 100, new TargetServer(server.address())).run();

            assertTrue(run.missedRate());
            assertNull(run.failure());
            assertTrue(run.achievedRate() <= 800, run::toString); // 4 connections
            assertTrue(run.histogramFiles().stream().allMatch(file -> file.contains("FAILED")));
        }
    }

    @Test
    void serverThatIsGivenUpInTheWarmUpIsNotAskedForMore() throws IOException {
        AtomicLong accepted = new AtomicLong();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    accepted.incrementAndGet();
                    new EchoOnceIn(200).serve(connection, socket, in, out);
                })) {
            long silenceMillis = 2_000;
            LatencyMeasurement measurement = new LatencyMeasurement(
                    plan(10_000, 50, 60_000), SEED, folder,
                    (address, connections, messages, seed) -> OpenLoop.connect(
                            address, connections, messages, seed, silenceMillis));

            MeasuredRun measured =
                    measurement.run("x", 1, 10_000, new TargetServer(server.address()));

            LatencyRun run = measured.run();
            assertTrue(run.missedRate());
            assertTrue(run.unanswered() > 0, run::toString);
            assertEquals(500, measured.figures().responses().getTotalCount());
            assertTrue(run.responseMicros().get("max") >= 2_000 * silenceMillis, run::toString);
            assertEquals(4, accepted.get());
        }
    }

    @Test
    void refusedConnectionIsAFailure() throws IOException {
        // Bound and not listening. A listener that has closed may go on until its thread has noticed.
        try (SocketChannel bound = SocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            SocketAddress address = bound.getLocalAddress();

            LatencyRun run = run(1_000, 100, 100, new TargetServer(address)).run();

            assertTrue(run.failure().contains("connection 0 to "), run.failure());
            assertFalse(run.missedRate());
        }
    }

    private MeasuredRun run(double rate, long warmupMillis, long durationMillis,
            MeasuredServer server) throws IOException {
        return new LatencyMeasurement(plan(rate, warmupMillis, durationMillis), SEED, folder)
                .run("x", 1, rate, server);
    }

    private static LatencyPlan plan(double rate, long warmupMillis, long durationMillis) {
        return new LatencyPlan(List.of("x"), rate, 4, 1024, Messages.of(SIZE), 1, 1, warmupMillis,
                durationMillis, null);
    }

    private static ServerProcess selector() throws IOException {
        return ServerProcess.start(
                ServerVariant.SELECTOR, ServerSpec.onLoopback(1024, 1), List.of());
    }

    /** Echoes one message in so many milliseconds, on each connection. */
    private record EchoOnceIn(long millis) implements ScriptedServer.Script {

        @Override
        public void serve(int connection, Socket socket, InputStream in,
                OutputStream out) throws IOException {
            byte[] message = in.readNBytes(SIZE);
            while (message.length > 0) {
                long end = System.nanoTime() + millis * 1_000_000;
                while (System.nanoTime() - end < 0) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
                out.write(message);
                message = in.readNBytes(SIZE);
            }
        }
    }

    /** A server whose process is killed when the load that counts begins. */
    private record KilledOnceWarm(ServerProcess process) implements MeasuredServer {

        @Override
        public SocketAddress address() {
            return process.address();
        }

        @Override
        public Optional<ServerCost> readCost() throws IOException {
            Optional<ServerCost> cost = process.readCost();
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
            return cost;
        }

        @Override
        public IOException failure(IOException seen) {
            return process.failure(seen);
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
