package io.github.nioecho.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.CommandRun;
import io.github.nioecho.bench.load.ScriptedServer;
import io.github.nioecho.bench.results.LatencyRun;
import io.github.nioecho.bench.results.LatencySummary;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import io.github.nioecho.bench.results.SizeTimes;
import io.github.nioecho.bench.server.Ports;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(90)
class LatencyCommandTest {

    @TempDir
    private Path folder;

    private final CommandRun command = new CommandRun("latency");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--variants=async,foo | --variants: variant must be one of ",
        "--rate=0 | --rate must be > 0 and at most 1,000,000 messages/s, was 0",
        "--rate=-5 | --rate must be > 0 and at most 1,000,000 messages/s, was -5",
        "--rate=NaN | --rate must be > 0 and at most 1,000,000 messages/s, was NaN",
        "--rate=1000001 | --rate must be > 0 and at most 1,000,000 messages/s, was 1,000,001",
        "--rate=5k | Invalid value for option '--rate': '5k' is not a double",
        "--connections=0 | --connections must be >= 1, was 0",
        "--duration=10 | --duration must be a number and ms, s, m or h, like 90s or 5m; was 10",
        "--duration=0s | --duration must be long enough for one message at 5,000/s, was 0s",
        "--warmup=1x | --warmup must be a number and ms, s, m or h, like 90s or 5m; was 1x",
        "--buffer-size=0 | --buffer-size must be >= 1 byte, was 0",
        "--message-size=0 | --message-size must be >= 1 byte, was 0",
        "--messages=64:50% | --messages must have shares that add up to 100%, was 64:50%, which",
        "--messages=64 --message-size=64 | --message-size and --messages exclude each other",
        "--rounds=0 | --rounds must be >= 1, was 0",
        "--rounds=2 --sweep | --rounds and --sweep exclude each other",
        "--p99=1ms | --p99 is a bound for --sweep, which was not given",
        "--sweep --p99=0ms | --p99 must be > 0, was 0ms",
        "--threads=0 | --threads must be >= 1, was 0",
        "--target=localhost | --target must be host:port with a host that can be found,",
    })
    void badValueGetsOneLineAndExitCodeTwo(String options, String message) {
        String[] args = (options + " --output=" + folder).split(" ");
        assertEquals(2, command.execute(args));
        command.assertOneLine(message);
    }

    @Test
    void targetThatDoesNotEchoEndsBeforeAnythingIsMeasured() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) ->
                out.write("220 ready\r\n".getBytes()))) {
            String target = nameOf(server);
            assertEquals(1, command.execute("--target=" + target, "--output=" + folder));
            command.assertOneLine("--target " + target + " does not echo: ");
        }
    }

    @Test
    void targetIsMeasuredAndWhatCannotBeKnownIsLeftBlank() throws IOException {
        try (RunningServer server =
                ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1))) {
            String target = "127.0.0.1:" + Ports.of(server);

            assertEquals(0, command.execute("--target=" + target, "--output=" + folder,
                    "--rate=2000", "--duration=300ms", "--warmup=50ms", "--rounds=2"),
                    command::err);

            Results results = results();
            assertTrue(results.complete());
            assertEquals(2, results.latency().runs().size());
            assertNull(results.latency().plan().bufferSizeBytes());
            assertNull(results.latency().plan().threads());
            assertEquals(1, results.latency().summaries().size());
            LatencySummary summary = results.latency().summaries().get(0);
            assertNull(summary.cpuMicrosPerRoundTrip());
            assertEquals(2, summary.runs());
            for (LatencyRun run : results.latency().runs()) {
                assertNull(run.cpuMicrosPerRoundTrip());
                assertEquals(600, read(run.histogramFiles().get(0)).getTotalCount());
                assertEquals(600, read(run.histogramFiles().get(1)).getTotalCount());
                assertEquals(List.of("p50", "p90", "p99", "p99.9", "p99.99", "max"),
                        List.copyOf(run.responseMicros().keySet()));
            }
            assertTrue(Files.exists(folder.resolve("index.html")));
            assertTrue(Files.exists(folder.resolve("environment.json")));
            assertTrue(command.out().contains("about 3s, seed "), command.out());
            assertTrue(command.out().contains(target), command.out());
        }
    }

    @Test
    void timesOfAMixtureAreToldBySizeToo() throws IOException {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) ->
                in.transferTo(out))) {
            assertEquals(0, command.execute("--target=" + nameOf(server), "--output=" + folder,
                    "--messages=64:75%,16KiB:25%", "--rate=1000", "--duration=400ms",
                    "--warmup=50ms", "--rounds=2"), command::err);
        }

        LatencySummary summary = results().latency().summaries().get(0);
        assertEquals(List.of(64, 16384),
                summary.sizes().stream().map(SizeTimes::sizeBytes).toList());
        // Those that warmed up were drawn from the same deck.
        assertEquals(800, summary.sizes().stream().mapToLong(SizeTimes::messages).sum());
        long small = summary.sizes().get(0).messages();
        assertTrue(small > 500 && small < 700, small + " small ones");
        assertTrue(summary.sizes().get(1).responseMicros().get("p50") > 0);
        assertTrue(summary.sizes().stream().mapToDouble(size -> size.responseMicros().get("max"))
                .max().getAsDouble() >= summary.responseMicros().get("max") * 0.99);
        assertTrue(command.out().contains("Messages of 64:75%,16KiB:25% on"), command::out);
        assertTrue(command.out().lines().anyMatch(line ->
                line.startsWith("  64 B") && line.contains(small + " messages")), command::out);
    }

    @Test
    void wrongByteInAMillionIsReportedAsSuch() throws IOException {
        AtomicLong echoed = new AtomicLong();
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] chunk = new byte[100];
                    for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
                        long before = echoed.getAndAdd(count);
                        if (before / 1_000_000 < (before + count) / 1_000_000) {
                            chunk[0] ^= 1;
                        }
                        out.write(chunk, 0, count);
                    }
                })) {
            assertEquals(1, command.execute("--target=" + nameOf(server), "--output=" + folder,
                    "--duration=30s", "--rounds=1"));

            LatencyRun run = results().latency().runs().get(0);
            assertTrue(run.failure().matches("wrong echo on connection \\d, message \\d+, byte \\d+"
                    + " of 1024: expected 0x.., was 0x.. .*"), run.failure());
            assertNull(run.achievedRate());
            assertTrue(run.responseMicros().isEmpty());
            assertTrue(run.histogramFiles().stream().allMatch(file -> file.contains("FAILED")));
            assertTrue(command.out().contains(run.failure()), command.out());
            assertTrue(command.out().contains("FAILED"), command.out());
        }
    }

    @Test
    void targetThatDiesIsReportedAndWhatCameBeforeIsKept() throws IOException {
        AtomicLong rest = new AtomicLong(300);
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    byte[] message = in.readNBytes(1024);
                    while (message.length > 0 && rest.decrementAndGet() >= 0) {
                        out.write(message);
                        message = in.readNBytes(1024);
                    }
                    socket.close();
                })) {
            assertEquals(1, command.execute("--target=" + nameOf(server), "--output=" + folder,
                    "--rate=1000", "--duration=150ms", "--warmup=10ms", "--rounds=2"));

            List<LatencyRun> runs = results().latency().runs();
            assertNull(runs.get(0).failure());
            assertFalse(runs.get(0).responseMicros().isEmpty());
            assertNotNull(runs.get(1).failure());
            assertTrue(runs.get(1).failure().matches(".*the server (closed|broke) .*"),
                    runs.get(1).failure());
            assertEquals(1, results().latency().summaries().get(0).failedRuns());
        }
    }

    @Test
    void missedRateIsMarkedAndNoError() throws IOException {
        try (ScriptedServer server = new ScriptedServer(LatencyCommandTest::echoOnceIn5Millis)) {
            assertEquals(0, command.execute("--target=" + nameOf(server), "--output=" + folder,
                    "--connections=1", "--rate=2000", "--duration=100ms", "--warmup=5ms",
                    "--rounds=1"), command::err);

            LatencyRun run = results().latency().runs().get(0);
            assertTrue(run.missedRate());
            assertTrue(run.histogramFiles().stream().allMatch(file -> file.contains("FAILED")));
            assertEquals(2, command.out().split("MISSED", -1).length - 1, command.out());
        }
    }

    @Test
    void sweepEndsWithTheHighestRateHeld() throws IOException {
        // One connection, at most 200 round trips a second.
        try (ScriptedServer server = new ScriptedServer(LatencyCommandTest::echoOnceIn5Millis)) {
            assertEquals(0, command.execute("--target=" + nameOf(server), "--output=" + folder,
                    "--sweep", "--p99=10s", "--connections=1", "--rate=10", "--duration=500ms",
                    "--warmup=0ms"), command::err);

            Results results = results();
            assertTrue(results.complete());
            assertEquals(10_000_000.0, results.latency().plan().p99BoundMicros());
            assertEquals(1, results.latency().held().size());
            Double held = results.latency().held().get(0).rate();
            assertTrue(held == null || held <= 202, () -> held + ""); // null on a busy machine
            assertTrue(command.out().contains("Highest rate held"), command.out());
            assertTrue(results.latency().runs().stream()
                    .anyMatch(LatencyRun::missedRate));
        }
    }

    @Test
    void pageThatCannotBeWrittenLosesNothingElse() throws IOException {
        Files.createDirectories(folder.resolve("index.html").resolve("in the way"));
        try (RunningServer server =
                ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1))) {
            assertEquals(1, command.execute("--target=127.0.0.1:" + Ports.of(server),
                    "--output=" + folder, "--rate=100", "--duration=50ms", "--warmup=10ms",
                    "--rounds=1"));

            command.assertOneLine("the page cannot be written (");
            assertTrue(results().complete());
            assertTrue(command.out().contains("response time"), command.out());
        }
    }

    private static void echoOnceIn5Millis(
            int connection, Socket socket, InputStream in, OutputStream out) throws IOException {
        byte[] message = in.readNBytes(1024);
        while (message.length > 0) {
            long end = System.nanoTime() + 5_000_000;
            while (System.nanoTime() - end < 0) {
                Thread.yield();
            }
            out.write(message);
            message = in.readNBytes(1024);
        }
    }

    private Results results() throws IOException {
        return ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
    }

    private Histogram read(String log) throws IOException {
        Histogram sum = new Histogram(3);
        try (HistogramLogReader reader = new HistogramLogReader(folder.resolve(log).toFile())) {
            while (reader.hasNext()) {
                sum.add((Histogram) reader.nextIntervalHistogram());
            }
        }
        return sum;
    }

    private static String nameOf(ScriptedServer server) {
        InetSocketAddress address = server.address();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
