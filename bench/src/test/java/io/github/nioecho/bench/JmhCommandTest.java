package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nioecho.bench.run.LogProcessor;
import io.github.nioecho.bench.server.FaultyServer;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class JmhCommandTest {

    private static final double ITERATION_SECONDS = 0.1;

    @TempDir
    private Path folder;

    @Test
    void latencyHasPercentilesOfMergedHistogramsAndServerCost() throws Exception {
        ChildJvm run = benchmark(
                List.of(), "Latency", "-f", "2", "-i", "2", "-p", "variant=selector");

        assertEquals(0, run.exitCode(), run::toString);
        JsonNode result = results().get(0);
        JsonNode secondary = result.get("secondaryMetrics");
        List<Histogram> intervals = new ArrayList<>();
        for (int fork = 1; fork <= 2; fork++) {
            String name =
                    "latency-selector-buffer1024-message1024-connections1-threads1-run" + fork;
            Path log = folder.resolve(name + ".hlog");
            List<Histogram> ofFork = read(log.toFile());
            assertEquals(ofFork.stream().mapToLong(Histogram::getTotalCount).sum(),
                    LogProcessor.totalCount(log));
            intervals.addAll(ofFork);
            assertTrue(Files.readString(folder.resolve(name + ".hgrm")).contains("Percentile"));
            assertTrue(run.stdout().contains(name + ".hlog"), run.stdout());
        }
        assertEquals(4, intervals.size());
        Histogram merged = new Histogram(3);
        intervals.forEach(merged::add);
        assertMicros(secondary, "p50", merged.getValueAtPercentile(50));
        assertMicros(secondary, "p90", merged.getValueAtPercentile(90));
        assertMicros(secondary, "p99", merged.getValueAtPercentile(99));
        assertMicros(secondary, "p99.9", merged.getValueAtPercentile(99.9));
        assertMicros(secondary, "max", merged.getMaxValue());
        assertMicros(secondary, "mean", merged.getMean());
        assertEquals("us/op", secondary.get("server.cpu").get("scoreUnit").asText());
        assertEquals("B/op", secondary.get("server.alloc").get("scoreUnit").asText());
        // [fork][iteration] = times of operations, each with how often it was seen
        JsonNode sampled = result.get("primaryMetric").get("rawDataHistogram");
        for (int i = 0; i < 4; i++) {
            assertEnclose(sampled.get(i / 2).get(i % 2), intervals.get(i));
        }
    }

    /** The rate is not exceeded: whatever stops the machine meanwhile only makes it less. */
    @Test
    void faultBenchmarkReportsTheRateAndTheCostOfAByte() throws Exception {
        int rate = 20_000;
        long startNanos = System.nanoTime();
        ChildJvm run = benchmark(
                List.of(), "Fault", "-f", "1", "-i", "1", "-p", "bytesPerSecond=0," + rate);
        double tookSeconds = (System.nanoTime() - startNanos) / 1e9;

        assertEquals(0, run.exitCode(), run::toString);
        JsonNode results = results();
        assertEquals(2, results.size(), results::toPrettyString);
        for (JsonNode result : results) {
            JsonNode figures = result.get("secondaryMetrics");
            double bytesPerSecond = 1e3 * result.get("primaryMetric").get("score").asDouble();
            double asked = figures.get("asked").get("score").asDouble();
            assertTrue(bytesPerSecond > 0, result::toPrettyString);
            assertTrue(figures.get("server.cpu").get("score").asDouble() > 0);
            if (result.get("params").get("bytesPerSecond").asText().equals("0")) {
                assertEquals(0, asked, result::toPrettyString);
            } else {
                assertEquals(bytesPerSecond / rate, asked, 1e-6 * asked, result::toPrettyString);
                // All that the server may have sent since it started, in one iteration.
                double mostBytes = rate * (tookSeconds + 1);
                assertTrue(bytesPerSecond * ITERATION_SECONDS <= mostBytes,
                        result::toPrettyString);
            }
        }
    }

    @Test
    void messagesMayHaveSeveralSizes() throws Exception {
        ChildJvm run = benchmark(List.of(), "Throughput", "-f", "1", "-i", "1",
                "-p", "variant=selector", "-p", "messages=64:50%+16KiB:50%");

        assertEquals(0, run.exitCode(), run::toString);
        JsonNode result = results().get(0);
        assertEquals("64:50%+16KiB:50%", result.get("params").get("messages").asText());
        assertTrue(result.get("primaryMetric").get("score").asDouble() > 0);
    }

    @Test
    void wrongByteFailsItsBenchmarkOnly() throws Exception {
        ChildJvm run = benchmark(
                FaultyServer.jvmArgs("corrupt"),
                "Throughput", "-f", "1", "-i", "2", "-p", "variant=blocking,selector");

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stdout().contains("wrong echo on connection"), run.stdout());
        assertTrue(
                run.stderr().contains("FAILED")
                        && run.stderr().contains("variant=blocking")
                        && !run.stderr().contains("variant=selector"),
                run.stderr());
        JsonNode results = results();
        assertEquals(1, results.size(), results::toPrettyString);
        assertEquals("selector", results.get(0).get("params").get("variant").asText());
        assertTrue(results.get(0).get("secondaryMetrics").has("server.cpu"));
    }

    @Test
    void deathOfTheServerIsReportedWithItsStderr() throws Exception {
        ChildJvm run = benchmark(
                FaultyServer.jvmArgs("die"),
                "Throughput", "-f", "1", "-i", "2", "-p", "variant=blocking");

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stdout().contains("the server died: exit code 7"), run.stdout());
        assertTrue(run.stdout().contains("faulty: out of luck"), run.stdout());
        assertEquals(0, results().size());
    }

    @Test
    void serverThatEchoesNoMoreFailsItsBenchmarkOnly() throws Exception {
        ChildJvm run = benchmark(
                FaultyServer.jvmArgs("hang"),
                "Throughput", "-f", "1", "-i", "2", "-p", "variant=blocking,selector");

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stdout().contains("the server has been silent for 10000 ms on connection"),
                run.stdout());
        JsonNode results = results();
        assertEquals(1, results.size(), results::toPrettyString);
        assertEquals("selector", results.get(0).get("params").get("variant").asText());
    }

    @Test
    void failureWithoutForksEndsTheRun() throws Exception {
        ChildJvm run = benchmark(
                FaultyServer.jvmArgs("corrupt"),
                "Throughput", "-f", "0", "-i", "2", "-p", "variant=blocking");

        assertEquals(1, run.exitCode(), run::toString);
        assertOneLine(run, "wrong echo on connection");
    }

    @Test
    void serverJvmArgsAndFolderReachForksWithOtherJvmArgs() throws Exception {
        ChildJvm run = benchmark(
                List.of("-XX:+NoSuchFlag"),
                "Throughput",
                "-f", "1", "-i", "1", "-p", "variant=selector", "-jvmArgs", "-Xmx64m");

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stdout().contains("Unrecognized VM option 'NoSuchFlag'"), run.stdout());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-p variant=selector,foo | -p variant must be one of async, blocking, virtual, selector",
        "-p bufferSize=0         | -p bufferSize must be a whole number >= 1, was 0",
        "-p messages=64:50%      | -p messages must have shares that add up to 100%, was 64:50%",
        "-p bytesPerSecond=-1    | -p bytesPerSecond must be a whole number >= 0, was -1",
        "-p bufsize=1024         | -p bufsize: no such parameter",
        "Latency(                | not a regular expression: Latency(",
    })
    void badParameterIsOneLineBeforeAnythingRuns(String args, String message) throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of(), args.split(" "));

        assertEquals(2, run.exitCode(), run::toString);
        assertEquals(1, run.stderr().lines().count(), run::stderr);
        assertTrue(run.stderr().contains(message), run::stderr);
        assertFalse(run.stdout().contains("# Run progress"), run::stdout);
    }

    @Test
    void folderThatCannotBeWrittenIsOneLineBeforeAnythingRuns() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        ChildJvm run = ChildJvm.run(
                folder, List.of("-Dnioecho.histograms=" + file.resolve("inside")), "Latency");

        assertEquals(2, run.exitCode(), run::toString);
        assertEquals(1, run.stderr().lines().count(), run::stderr);
        assertTrue(run.stderr().contains("cannot write histograms to " + file), run::stderr);
    }

    /** It may be another user's, whom the system protects from being written to. */
    @Test
    void lockThatCannotBeTakenIsOneLine() throws Exception {
        Path lock = Files.createDirectory(folder.resolve("jmh.lock"));

        ChildJvm run = ChildJvm.run(folder, List.of(
                "-Djmh.ignoreLock=false", "-Djava.io.tmpdir=" + folder,
                "-Dnioecho.histograms=" + folder), "Latency");

        assertOneLine(run, "cannot take JMH's lock " + lock + " (java.io.FileNotFoundException: ");
        assertTrue(run.stderr().contains("-Djava.io.tmpdir=DIR"), run::stderr);
    }

    @Test
    void lockThatIsTakenIsOneLine() throws Exception {
        Path lock = folder.resolve("jmh.lock");
        try (FileChannel channel = FileChannel.open(
                        lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock taken = channel.lock()) {
            assertTrue(taken.isValid());

            ChildJvm run = ChildJvm.run(folder, List.of(
                    "-Djmh.ignoreLock=false", "-Djava.io.tmpdir=" + folder,
                    "-Dnioecho.histograms=" + folder), "Latency");

            assertOneLine(run, "ERROR: Another JMH instance might be running.");
        }
    }

    @Test
    void temporaryFolderThatCannotBeWrittenIsOneLine() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        ChildJvm run = ChildJvm.run(folder,
                List.of("-Djava.io.tmpdir=" + file, "-Dnioecho.histograms=" + folder), "Latency");

        assertOneLine(run, "cannot write temporary files to " + file + " (");
        assertTrue(run.stderr().contains("-Djava.io.tmpdir=DIR"), run::stderr);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o", "-rff"})
    void outputThatCannotBeWrittenIsOneLineBeforeAnythingRuns(String option) throws Exception {
        String output = folder.resolve("missing").resolve("x.txt").toString();

        ChildJvm run = ChildJvm.run(folder, List.of("-Dnioecho.histograms=" + folder),
                "Throughput", option, output);

        assertOneLine(run, option + " must be a file that can be written to, was " + output
                + " (java.nio.file.NoSuchFileException: ");
        assertEquals("", run.stdout());
    }

    @Test
    void jmhListsTheBenchmarks() throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of(), "-lp");

        assertEquals(0, run.exitCode(), run::toString);
        assertTrue(run.stdout().contains("LatencyBenchmark.roundTrip"), run::stdout);
        assertTrue(run.stdout().contains("param \"connections\" = {16}"), run::stdout);
    }

    private static void assertOneLine(ChildJvm run, String start) {
        assertEquals(1, run.exitCode(), run::toString);
        List<String> said = run.stderr().lines()
                // The JVM's own, of a folder that is missing.
                .filter(line -> !line.startsWith("WARNING: java.io.tmpdir")).toList();
        assertEquals(1, said.size(), run::toString);
        assertTrue(said.get(0).startsWith(start), run::toString);
    }

    private ChildJvm benchmark(List<String> serverJvmArgs, String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        Stream.of("-p bufferSize=1024 -wi 0 -r 100ms -rf json -rff".split(" ")).forEach(all::add);
        all.add(folder.resolve("results.json").toString());
        List<String> jvmArgs = List.of(
                "-Dnioecho.histograms=" + folder,
                "-Dnioecho.server.jvmArgs=" + String.join(" ", serverJvmArgs));
        return ChildJvm.run(folder, jvmArgs, all.toArray(new String[0]));
    }

    private JsonNode results() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("results.json").toFile());
    }

    /**
     * Checks that each operation JMH timed may have enclosed a round trip of its own, as it must
     * with one connection. JMH times some of the operations only, so their mean may be anything.
     */
    private static void assertEnclose(JsonNode sampledMicros, Histogram roundTripNanos) {
        long operations = 0;
        for (JsonNode timeAndCount : sampledMicros) {
            operations += timeAndCount.get(1).asLong();
            // JMH rounds down by up to 1/512.
            long nanos = (long) Math.ceil(timeAndCount.get(0).asDouble() * 1e3 * 513 / 512);
            long roundTrips = roundTripNanos.getCountBetweenValues(0, nanos);
            assertTrue(
                    operations <= roundTrips,
                    operations + " operations and " + roundTrips + " round trips within "
                            + nanos + " ns");
        }
        assertTrue(operations > 0);
    }

    private static void assertMicros(JsonNode secondary, String label, double nanos) {
        assertEquals(nanos / 1e3, secondary.get(label).get("score").asDouble(), 1e-9, label);
        assertEquals("us/op", secondary.get(label).get("scoreUnit").asText());
    }

    private static List<Histogram> read(File log) throws IOException {
        List<Histogram> histograms = new ArrayList<>();
        try (HistogramLogReader reader = new HistogramLogReader(log)) {
            while (reader.hasNext()) {
                histograms.add((Histogram) reader.nextIntervalHistogram());
            }
        }
        return histograms;
    }
}
