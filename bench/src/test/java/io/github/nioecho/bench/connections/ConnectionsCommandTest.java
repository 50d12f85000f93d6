package io.github.nioecho.bench.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.load.ScriptedServer;
import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.results.ConnectionsRun;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class ConnectionsCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--counts=10,0 | --counts must be >= 1, was 0",
        "--counts=ten | Invalid value for option '--counts' (N): 'ten' is not an int",
        "--active=10 | --active must be more than 0% and at most 100%, like 10%; was 10",
        "--active=0% | --active must be more than 0% and at most 100%, like 10%; was 0%",
        "--active=101% | --active must be more than 0% and at most 100%, like 10%; was 101%",
        "--buffer-size=0 | --buffer-size must be >= 1 byte, was 0",
        "--message-size=-1 | --message-size must be >= 1 byte, was -1",
        "--rounds=0 | --rounds must be >= 1, was 0",
        "--threads=0 | --threads must be >= 1, was 0",
        "--time=5 | --time must be a number and ms, s, m or h, like 90s or 5m; was 5",
        "--time=99ms | --time must be >= 100ms, was 99ms",
        "--target=here | --target must be host:port with a host that can be found, was here",
    })
    void badValueGetsOneLineAndExitCodeTwo(String option, String message) throws IOException {
        assertEquals(2, execute(option, "--output=" + folder.resolve("results")));
        assertEquals(message, err.toString().strip());
        assertFalse(Files.exists(folder.resolve("results")));
    }

    @Test
    void unknownVariantIsAnsweredWithTheKnownOnes() throws IOException {
        assertEquals(2, execute("--variants=async,foo", "--output=" + folder.resolve("results")));
        assertTrue(err.toString().matches(
                "--variants: variant must be one of async, .*, async-nosync; was foo\\R"),
                err::toString);
        assertFalse(Files.exists(folder.resolve("results")));
    }

    @Test
    void unwritableOutputEndsBeforeAnythingIsMeasured() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertEquals(1, execute("--output=" + file));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith(
                "--output must be a folder that can be written to, was " + file), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void targetThatRefusesGetsOneLineAndExitCodeOne() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        assertEquals(1, execute("--target=127.0.0.1:" + port, "--output=" + folder));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith("--target 127.0.0.1:" + port + " does not echo: "),
                err.toString());
    }

    @Test
    void everyServerIsMeasuredWithEveryNumberAndSaved() throws IOException {
        ServerSpec spec = ServerSpec.onLoopback(1024, 1);
        try (RunningServer one = ServerVariant.ASYNC.start(spec);
                RunningServer two = ServerVariant.SELECTOR.start(spec)) {
            String first = "127.0.0.1:" + one.address().getPort();
            String second = "127.0.0.1:" + two.address().getPort();

            assertEquals(0, execute("--target=" + first + "," + second, "--counts=1,20",
                    "--active=50%", "--time=100ms", "--output=" + folder), err::toString);

            Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
            assertTrue(results.complete());
            assertEquals(List.of(first, second),
                    results.servers().stream().map(ServerInfo::name).toList());
            assertEquals(List.of(1, 20), results.connections().plan().counts());
            assertEquals(0.5, results.connections().plan().activeShare());
            List<ConnectionsRun> runs = results.connections().runs();
            assertEquals(4, runs.size());
            assertEquals(Set.of(first + " 1", second + " 1", first + " 20", second + " 20"),
                    runs.stream().map(run -> run.variant() + " " + run.connections())
                            .collect(Collectors.toSet()));
            for (ConnectionsRun run : runs) {
                assertNull(run.failure());
                assertEquals(run.connections() == 1 ? 1 : 10, run.activeConnections());
                assertTrue(run.roundTripsPerSecond() > 0, run::toString);
            }
            assertTrue(Files.exists(folder.resolve(ReportPage.FILE)));
            assertTrue(Files.exists(folder.resolve(ResultsFile.ENVIRONMENT)));
            assertTrue(out.toString().contains("seed " + results.seed()), out::toString);
        }
    }

    @Test
    void variantHasProcessOfItsOwnWhoseCpuIsKnown() throws IOException {
        assertEquals(0, execute("--variants=selector", "--counts=20", "--time=100ms",
                "--output=" + folder), err::toString);

        Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
        assertTrue(results.connections().plan().serverJvmArgs().contains("-Xmx256m"));
        ConnectionsRun run = results.connections().runs().get(0);
        assertEquals("selector", run.variant());
        assertNotNull(run.cpuMicrosPerRoundTrip());
        assertNull(run.residentBytesPerConnection(), "20 are too few");
        assertTrue(out.toString().contains("-Xmx256m"), out::toString);
        assertTrue(out.toString().contains("connections  server "), out::toString);
        assertTrue(out.toString().lines().allMatch(line -> line.length() <= 140), out::toString);
    }

    @Test
    void whatIsNotKnownOfATargetIsNull() throws IOException {
        try (RunningServer server =
                ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1))) {
            String target = "127.0.0.1:" + server.address().getPort();

            assertEquals(0, execute("--target=" + target, "--counts=100", "--time=100ms",
                    "--output=" + folder), err::toString);

            Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
            assertNull(results.connections().plan().bufferSizeBytes());
            assertNull(results.connections().plan().threads());
            assertEquals(List.of(), results.connections().plan().serverJvmArgs());
            ConnectionsRun run = results.connections().runs().get(0);
            assertEquals(target, run.variant());
            assertTrue(run.connectsPerSecond() > 0, run::toString);
            assertNull(run.residentBytesPerConnection());
            assertNull(run.heapAndDirectBytesPerConnection());
            assertNull(run.cpuMicrosPerRoundTrip());
            String json = Files.readString(folder.resolve(ResultsFile.RESULTS));
            assertTrue(json.contains("\"cpuMicrosPerRoundTrip\" : null"), json);
        }
    }

    @Test
    void failedRunIsSavedWithItsCauseAndTheOthersGoOn() throws IOException {
        try (RunningServer server =
                ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1));
                ScriptedServer fickle = new ScriptedServer((connection, socket, in, out) -> {
                    if (connection == 0) {
                        in.transferTo(out);
                    }
                    socket.close();
                })) {
            String good = "127.0.0.1:" + server.address().getPort();
            String bad = "127.0.0.1:" + fickle.address().getPort();

            assertEquals(1, execute("--target=" + bad + "," + good, "--counts=2",
                    "--time=100ms", "--output=" + folder), err::toString);

            Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
            assertTrue(results.complete());
            for (ConnectionsRun run : results.connections().runs()) {
                assertEquals(run.variant().equals(bad), run.failure() != null, run::toString);
            }
            assertEquals(2, results.connections().runs().size());
            assertTrue(out.toString().contains("failed: " + bad + " with 2 connections, round 1: "),
                    out::toString);
            assertTrue(Files.exists(folder.resolve(ReportPage.FILE)));
        }
    }

    private int execute(String... args) {
        return new CommandLine(new ConnectionsCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler((e, unused) -> {
                    e.getCommandLine().getErr().println(e.getMessage());
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(args);
    }
}
