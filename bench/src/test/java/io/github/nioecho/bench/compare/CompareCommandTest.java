package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.bench.CommandRun;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.run.EnvironmentProbe;
import io.github.nioecho.bench.server.Ports;
import io.github.nioecho.bench.server.Processors;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class CompareCommandTest {

    @TempDir
    private Path folder;

    private final CommandRun command = new CommandRun("compare");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--variants=async,foo | --variants: variant must be one of async, blocking, virtual, sele",
        "--buffer-sizes=1024,0 | --buffer-sizes must be 1 to 67108864 bytes, was 0",
        "--message-sizes=-1 | --message-sizes must be 1 to 67108864 bytes, was -1",
        "--messages=64:50% | --messages must have shares that add up to 100%, was 64:50%, which",
        "--messages=0 | --messages must be 1 byte to 16MiB, was 0",
        "--connections=0 | --connections must be >= 1, was 0",
        "--questions=churn,speed | --questions must be some of throughput, latency, churn; was spe",
        "--threads=0 | --threads must be >= 1, was 0",
        "--rounds=0 | --rounds must be >= 1, was 0",
        "--budget=5 | --budget must be a number and ms, s, m or h, like 90s or 5m; was 5",
        "--time=0ms | --time must be >= 1ms, was 0ms",
        "--warmup=x | --warmup must be a number and ms, s, m or h, like 90s or 5m; was x",
        "--baseline=foo | --baseline must be one of the servers that are compared, async, block",
        "--variants=async,virtual --baseline=selector | --baseline must be one of the servers",
        "--target=nowhere | --target must be host:port with a host that can be found, was nowhere",
        "--target=127.0.0.1:0 | --target must be host:port",
        "--target=127.0.0.1:7 --variants=async | --target and --variants exclude each other",
        "--target=127.0.0.1:7 --buffer-sizes=1 | --buffer-sizes cannot be chosen for a --target",
        "--unix --variants=selector,async | --unix is for blocking, virtual, selector, async-on-s",
        "--unix --variants=netty-nio | --unix is for blocking, virtual, selector, async-on-selec",
        "--unix --variants=settings | --variants: none of them can run here: async-default-group",
        "--unix --target=127.0.0.1:7 | --target is reached by TCP, and excludes --unix",
        "--self-check | --self-check needs one server, like --variants async; was with async, bl",
        "--precision=3 | --precision must be a percentage above 0% and below 100%, like 3%; was 3",
        "--fail-if-slower=10% | --fail-if-slower needs --against FILE",
        "--against=x.json | --against needs --fail-if-slower, like 10%",
        "--against=x.json --fail-if-slower=10 | --fail-if-slower must be a percentage above 0%",
        "--against=x.json --fail-if-slower=0% | --fail-if-slower must be a percentage above 0%",
        "--against=x.json --fail-if-slower=10% | --against must be the results.json of a comparis",
    })
    void badValueGetsOneLineAndExitCodeTwo(String options, String message) {
        assertEquals(2, execute(options.split(" ")));
        command.assertOneLine(message);
        assertEquals("", command.out());
    }

    @Test
    void targetsAreComparedAndWhatCannotBeKnownIsBlank() throws IOException {
        try (Targets targets = new Targets(2)) {
            String first = targets.name(0);
            String second = targets.name(1);

            assertEquals(0, execute("--target=" + targets.list(), "--baseline=" + second,
                    "--message-sizes=512", "--rounds=2", "--time=30ms"), command::err);

            Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
            assertEquals(List.of(first, second), results.comparison().plan().variants());
            List<Measurement> measurements = results.comparison().measurements();
            assertEquals(8, measurements.size());
            for (Measurement measurement : measurements) {
                assertTrue(measurement.score() > 0, measurement::toString);
                assertNull(measurement.cpuMicrosPerRoundTrip());
                assertNull(measurement.allocatedBytesPerRoundTrip());
                assertNull(measurement.cell().bufferSizeBytes());
                assertNull(measurement.cell().threads());
            }
            assertFalse(command.out().contains("CPU"), command::out);
            assertEquals(ServerInfo.Kind.TARGET, results.servers().get(0).kind());
        }
    }

    @Test
    void mixtureIsOneMoreRowNamedByItsText() throws IOException {
        Messages mixture = Messages.parse("64:50%,16KiB:50%");
        try (Targets targets = new Targets(2)) {
            assertEquals(0, execute("--target=" + targets.list(), "--message-sizes=64",
                    "--messages=" + mixture, "--rounds=2", "--time=20ms"), command::err);

            Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
            assertEquals(List.of(Messages.of(64), mixture),
                    results.comparison().plan().messages());
            assertEquals(4, results.comparison().summaries().stream()
                    .filter(summary -> summary.cell().messages().equals(mixture)).count());
            assertTrue(command.out().contains("Throughput, messages of " + mixture + ", 16"),
                    command::out);
            assertTrue(command.out().contains("mixtures are drawn with seed "), command::out);

            assertEquals(0, execute("--target=" + targets.list(), "--messages=" + mixture,
                    "--questions=throughput,churn", "--rounds=1", "--time=20ms"), command::err);
            assertEquals(List.of(mixture), ResultsFile.read(folder.resolve(ResultsFile.RESULTS))
                    .comparison().plan().messages());
        }
    }

    @Test
    void variantsRunInProcessesOfTheirOwn() throws IOException {
        assertEquals(0, execute("--variants=selector,async", "--buffer-sizes=256",
                "--message-sizes=256", "--rounds=1", "--time=10ms"), command::err);
        Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
        assertEquals(4, results.comparison().measurements().size());
        for (Measurement measurement : results.comparison().measurements()) {
            assertTrue(measurement.score() > 0, measurement::toString);
            assertNotNull(measurement.allocatedBytesPerRoundTrip());
            assertEquals(256, measurement.cell().bufferSizeBytes());
        }
    }

    @Test
    void selfCheckStartsOneServerTwiceAndCountsDifferences() throws IOException {
        int exit = execute("--self-check", "--variants=selector", "--buffer-sizes=1024",
                "--message-sizes=64", "--rounds=2", "--time=10ms");
        Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
        assertEquals(List.of("selector", "selector-again"),
                results.comparison().plan().variants());
        assertTrue(command.out().contains(" of 4 ratios"), command::out);
        assertTrue(exit == 0 || exit == 1 && command.out().contains("so many are not"),
                command::out);
    }

    @Test
    void precisionEndsARunThatHasReachedIt() throws IOException {
        try (Targets targets = new Targets(2)) {
            assertEquals(0, execute("--target=" + targets.list(), "--message-sizes=256",
                    "--questions=throughput", "--rounds=400", "--time=5ms", "--precision=99%"),
                    command::err);
            Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
            assertTrue(results.complete());
            int rounds = results.comparison().plan().rounds();
            assertTrue(rounds >= Pace.FIRST_ROUNDS && rounds < 400, rounds + " rounds");
        }
    }

    @Test
    void processorsAreSetApartUnlessTheyAreToBeShared() throws IOException {
        assertEquals(0, execute("--variants=selector", "--buffer-sizes=1024", "--no-pinning",
                "--message-sizes=64", "--rounds=1", "--time=5ms"), command::err);
        assertTrue(command.out().contains("share all processors: --no-pinning"), command::out);
        assumeTrue(Processors.unavailable().isEmpty(), Processors.unavailable().orElse(""));
        assertEquals(0, execute("--variants=selector", "--buffer-sizes=1024",
                "--message-sizes=64", "--rounds=1", "--time=5ms"), command::err);
        assertEquals(Processors.split().orElseThrow().words(),
                ResultsFile.read(folder.resolve(ResultsFile.RESULTS))
                        .environment().pinning(), "and this JVM has all of them again");
    }

    @Test
    void variantsServeUnixDomainSocketsIfTheyCan() throws IOException {
        assertEquals(0, execute("--unix", "--variants=models", "--buffer-sizes=1024",
                "--message-sizes=1024", "--questions=throughput,latency,churn", "--rounds=1",
                "--time=10ms"), command::err);

        Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
        assertEquals(Transport.UNIX, results.comparison().plan().transport());
        assertEquals(List.of("blocking", "virtual", "selector"),
                results.comparison().plan().variants());
        assertEquals(9, results.comparison().measurements().size());
        for (Measurement measurement : results.comparison().measurements()) {
            assertTrue(measurement.score() > 0, measurement::toString);
        }
        String leftOut = "async is left out: it does not serve Unix domain sockets";
        assertEquals(1, command.out().lines().filter(leftOut::equals).count(), command::out);
        assertTrue(command.out().contains("Comparing blocking, virtual, selector over Unix domain"
                + " sockets in random order"), command::out);
        assertTrue(command.out().contains(
                "Throughput, messages of 1 KiB, 16 connections, Unix domain sockets"),
                command::out);
    }

    @Test
    void earlierComparisonOverAnotherTransportIsRefused() throws IOException {
        Path earlier = earlier("selector", "blocking", 1.0);
        assertEquals(2, execute("--unix", "--variants=blocking,selector",
                "--against=" + earlier, "--fail-if-slower=10%"));
        assertEquals("--against " + earlier + " was measured over TCP, where this comparison goes"
                + " over Unix domain sockets", command.err().strip());
    }

    @Test
    void questionsChooseWhatIsMeasured() throws IOException {
        try (Targets targets = new Targets(2)) {
            assertEquals(0, execute("--target=" + targets.list(), "--questions=churn,throughput",
                    "--message-sizes=512", "--rounds=2", "--time=20ms"), command::err);

            Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
            List<Question> both = List.of(Question.THROUGHPUT, Question.CHURN);
            assertEquals(both, results.comparison().plan().questions());
            List<Measurement> measurements = results.comparison().measurements();
            assertEquals(8, measurements.size());
            for (Measurement measurement : measurements) {
                assertTrue(both.contains(measurement.cell().benchmark()), measurement::toString);
                assertTrue(measurement.score() > 0, measurement::toString);
            }
            assertTrue(command.out().contains("connections per second"), command::out);
            assertFalse(command.out().contains("service time"), command::out);
        }
    }

    @Test
    void seedGivesTheOrderOfTheServers() throws IOException {
        try (Targets targets = new Targets(3)) {
            List<List<String>> orders = new ArrayList<>();
            for (int run = 0; run < 2; run++) {
                assertEquals(0, execute("--target=" + targets.list(), "--message-sizes=256",
                        "--rounds=4", "--time=5ms", "--seed=7"), command::err);
                Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
                assertEquals(7, results.seed());
                orders.add(results.comparison().measurements().stream()
                        .map(each -> each.cell().variant()).toList());
            }
            assertEquals(orders.get(0), orders.get(1));
            assertTrue(command.out().contains("of seed 7"), command::out);
        }
    }

    @Test
    void budgetThatIsTooShortNamesOneThatIsNot() throws IOException {
        try (Targets targets = new Targets(1)) {
            assertEquals(2, execute("--target=" + targets.list(), "--rounds=2", "--budget=1s"));
            assertTrue(command.err().matches("--budget must be at least (\\d+m )?\\d+s for this"
                    + " grid on this machine, was 1s\\R"), command::err);
        }
    }

    @Test
    void ratioThatHasBecomeSlowerEndsWithThree() throws IOException {
        try (Targets targets = new Targets(2)) {
            assertEquals(3, compareWithEarlier(targets, 1_000.0), command::err);
            assertTrue(command.out().contains(
                    "slower than before: " + targets.name(1) + ", throughput"), command::out);
        }
    }

    @Test
    void ratioThatHasNotEndsWithZero() throws IOException {
        try (Targets targets = new Targets(2)) {
            assertEquals(0, compareWithEarlier(targets, 0.001), command::err);
            assertTrue(command.out().contains("0 of 1 ratios have become slower"), command::out);
        }
    }

    @Test
    void earlierComparisonWithAnotherBaselineIsRefused() throws IOException {
        Path earlier = earlier("selector", "async", 1.0);
        assertEquals(2, execute("--variants=async,selector", "--baseline=async",
                "--against=" + earlier, "--fail-if-slower=10%"));
        assertEquals("--against " + earlier + " has ratios to selector, where this comparison's"
                + " baseline is async", command.err().strip());
    }

    /** Compares with a run in which the second server made so many times the round trips. */
    private int compareWithEarlier(Targets targets, double ratio) throws IOException {
        return execute("--target=" + targets.list(), "--message-sizes=1024",
                "--rounds=3", "--time=20ms",
                "--against=" + earlier(targets.name(0), targets.name(1), ratio),
                "--fail-if-slower=10%");
    }

    private Path earlier(String baseline, String other, double ratio) throws IOException {
        Path file = folder.resolve("earlier.json");
        ResultsFile.write(file, new Results(Results.SCHEMA_VERSION, "0.0-test", Instant.EPOCH,
                Instant.EPOCH, 1, true, EnvironmentProbe.read(), List.of(),
                Rows.results(Rows.plan(baseline, other), Rows.all(
                        Rows.rounds(throughput(baseline), null, 100.0, 100.0, 100.0),
                        Rows.rounds(throughput(other), null,
                                100 * ratio, 101 * ratio, 99 * ratio))),
                null, null, null));
        return file;
    }

    /** A target's cell; what is not known of it is null. */
    private static Cell throughput(String target) {
        return new Cell(Question.THROUGHPUT, target, null, Messages.of(1024), 16, null);
    }

    private int execute(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        if (all.stream().noneMatch(arg -> arg.startsWith("--output"))) {
            all.add("--output=" + folder);
        }
        return command.execute(all.toArray(String[]::new));
    }

    /** Echo servers in this JVM, which are running already: to start others takes seconds. */
    private static final class Targets implements AutoCloseable {

        private final List<RunningServer> servers = new ArrayList<>();

        Targets(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                servers.add(ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1)));
            }
        }

        String name(int number) {
            return "127.0.0.1:" + Ports.of(servers.get(number));
        }

        String list() {
            return IntStream.range(0, servers.size()).mapToObj(this::name)
                    .collect(Collectors.joining(","));
        }

        @Override
        public void close() {
            servers.forEach(RunningServer::close);
        }
    }
}
