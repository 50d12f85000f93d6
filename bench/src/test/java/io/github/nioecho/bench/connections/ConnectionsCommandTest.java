package io.github.nioecho.bench.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.CommandRun;
import io.github.nioecho.bench.load.ScriptedServer;
import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.results.ConnectionsRun;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.server.Ports;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
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

@Timeout(120)
class ConnectionsCommandTest {

    @TempDir
    Path folder;

    private final CommandRun command = new CommandRun("connections");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--counts=10,0 | --counts must be >= 1, was 0",
        "--counts=ten | Invalid value for option '--counts' (N): 'ten' is not an int",
        "--active=10 | --active must be more than 0% and at most 100%, like 10%; was 10",
        "--active=0% | --active must be more than 0% and at most 100%, like 10%; was 0%",
        "--active=101% | --active must be more than 0% and at most 100%, like 10%; was 101%",
        "--buffer-size=0 | --buffer-size must be >= 1 byte, was 0",
        "--message-size=-1 | --message-size must be >= 1 byte, was -1",
        "--messages=64:50% | --messages must have shares that add up to 100%, was 64:50%, which"
                + " are 50%",
        "--rounds=0 | --rounds must be >= 1, was 0",
        "--threads=0 | --threads must be >= 1, was 0",
        "--time=5 | --time must be a number and ms, s, m or h, like 90s or 5m; was 5",
        "--time=99ms | --time must be >= 100ms, was 99ms",
        "--target=here | --target must be host:port with a host that can be found, was here",
    })
    void badValueGetsOneLineAndExitCodeTwo(String option, String message) throws IOException {
        assertEquals(2, command.execute(option, "--output=" + folder.resolve("results")));
        assertEquals(message, command.err().strip());
        assertFalse(Files.exists(folder.resolve("results")));
    }

    @Test
    void unknownVariantIsAnsweredWithTheKnownOnes() throws IOException {
        assertEquals(2, command.execute(
                "--variants=async,foo", "--output=" + folder.resolve("results")));
        assertTrue(command.err().matches(
                "--variants: variant must be one of async, .*, async-nosync; was foo\\R"),
                command::err);
        assertFalse(Files.exists(folder.resolve("results")));
    }

    @Test
    void everyServerIsMeasuredWithEveryNumberAndSaved() throws IOException {
        ServerSpec spec = ServerSpec.onLoopback(1024, 1);
        try (RunningServer one = ServerVariant.ASYNC.start(spec);
                RunningServer two = ServerVariant.SELECTOR.start(spec)) {
            String first = "127.0.0.1:" + Ports.of(one);
            String second = "127.0.0.1:" + Ports.of(two);

            assertEquals(0, command.execute("--target=" + first + "," + second, "--counts=1,20",
                    "--active=50%", "--time=100ms", "--output=" + folder), command::err);

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
            assertTrue(command.out().contains("seed " + results.seed()), command::out);
        }
    }

    @Test
    void messagesMayHaveSeveralSizes() throws IOException {
        try (RunningServer server =
                ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1))) {
            assertEquals(0, command.execute("--target=127.0.0.1:" + Ports.of(server),
                    "--messages=64:50%,16KiB:50%", "--counts=20", "--time=100ms",
                    "--output=" + folder), command::err);

            Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
            assertEquals("64:50%,16KiB:50%", results.connections().plan().messages().toString());
            assertTrue(results.connections().runs().get(0).roundTripsPerSecond() > 0);
            assertTrue(command.out().contains("64:50%,16KiB:50%"), command::out);
        }
    }

    @Test
    void variantHasProcessOfItsOwnWhoseCpuIsKnown() throws IOException {
        assertEquals(0, command.execute("--variants=selector", "--counts=20", "--time=100ms",
                "--output=" + folder), command::err);

        Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
        assertTrue(results.connections().plan().serverJvmArgs().contains("-Xmx256m"));
        ConnectionsRun run = results.connections().runs().get(0);
        assertEquals("selector", run.variant());
        assertNotNull(run.cpuMicrosPerRoundTrip());
        assertNull(run.residentBytesPerConnection(), "20 are too few");
        assertTrue(command.out().contains("-Xmx256m"), command::out);
        assertTrue(command.out().contains("connections  server "), command::out);
        assertTrue(command.out().lines().allMatch(line -> line.length() <= 140), command::out);
    }

    @Test
    void whatIsNotKnownOfATargetIsNull() throws IOException {
        try (RunningServer server =
                ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1))) {
            String target = "127.0.0.1:" + Ports.of(server);

            assertEquals(0, command.execute("--target=" + target, "--counts=100", "--time=100ms",
                    "--output=" + folder), command::err);

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
            String good = "127.0.0.1:" + Ports.of(server);
            String bad = "127.0.0.1:" + fickle.address().getPort();

            assertEquals(1, command.execute("--target=" + bad + "," + good, "--counts=2",
                    "--time=100ms", "--output=" + folder), command::err);

            Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
            assertTrue(results.complete());
            for (ConnectionsRun run : results.connections().runs()) {
                assertEquals(run.variant().equals(bad), run.failure() != null, run::toString);
            }
            assertEquals(2, results.connections().runs().size());
            assertTrue(command.out().contains("failed: " + bad + " with 2 connections, round 1: "),
                    command::out);
            assertTrue(Files.exists(folder.resolve(ReportPage.FILE)));
        }
    }
}
