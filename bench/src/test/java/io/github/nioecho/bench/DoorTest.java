package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody sees who has only just built {@code benchmarks.jar}. */
@Timeout(60)
class DoorTest {

    private static final String JAR = "java -jar bench/target/benchmarks.jar";
    private static final List<String> COMMANDS =
            List.of("buffers", "compare", "connections", "latency", "report", "serve");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help"})
    void helpHasTheCommandsAndTheWayToJmh(String arg) throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of(), arg);

        assertEquals(0, run.exitCode(), run::toString);
        assertEquals("", run.stderr());
        assertTrue(run.stdout().startsWith("Usage: " + JAR + " COMMAND"), run::stdout);
        for (String command : COMMANDS) {
            assertTrue(run.stdout().contains("\n  " + command + " "), run::stdout);
        }
        assertTrue(run.stdout().contains(JAR + " Throughput -p bufferSize=1024"), run::stdout);
        assertTrue(run.stdout().contains(JAR + " -h "), run::stdout);
    }

    @ParameterizedTest
    @CsvSource({"compare --help, compare", "compare -h, compare", "help compare, compare",
        "latency --help, latency", "connections --help, connections", "report --help, report",
        "serve --help, serve"})
    void helpOfACommandSaysWhatIsTyped(String args, String command) throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of(), args.split(" "));

        assertEquals(0, run.exitCode(), run::toString);
        assertTrue(run.stdout().startsWith("Usage: " + JAR + " " + command), run::stdout);
        assertEquals("", run.stderr(), "as of a percent sign that should be two");
    }

    @Test
    void versionNamesWhatMeasures() throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of(), "--version");

        assertEquals(0, run.exitCode(), run::toString);
        assertTrue(run.stdout().matches("nioecho \\d\\S+, JMH 1\\.\\d+, Java \\d\\S*\\R"), run::stdout);
    }

    @ParameterizedTest
    @CsvSource({"compere, compare", "latancy, latency", "conections --counts 1, connections"})
    void nearestCommandIsNamed(String args, String command) throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of(), args.split(" "));

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stderr().contains(
                args.split(" ")[0] + " is no command: did you mean " + command + "?"), run::stderr);
        assertWayToHelp(run);
    }

    /** As JMH says it, and where to read on. */
    @ParameterizedTest
    @CsvSource({
        "NoSuchBenchmark, No matching benchmarks. Miss-spelled regexp?",
        "--bogus, bogus is not a recognized option",
    })
    void whatJmhDoesNotKnowLeadsToTheHelp(String arg, String message) throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of(), arg);

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stderr().contains(message), run::stderr);
        assertFalse(run.stderr().contains("did you mean"), run::stderr);
        assertWayToHelp(run);
    }

    @Test
    void helpOfJmhNamesTheCommands() throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of(), "-h");

        assertEquals(0, run.exitCode(), run::toString);
        assertTrue(run.stdout().contains("-rff <filename>"), run::stdout);
        String last = run.stdout().strip().lines().reduce("", (before, line) -> line);
        assertTrue(last.contains(String.join(", ", COMMANDS)), last);
        assertTrue(last.contains(JAR + " --help"), last);
    }

    /** JMH uses Unsafe at its start, of which JDK 24 and later warn; its user can change nothing. */
    @Test
    void jmhIsNotHeardToUseUnsafe() throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of("-Dnioecho.histograms=" + folder),
                "Throughput -p variant=selector -p bufferSize=1024 -f 1 -wi 0 -i 1 -r 100ms"
                        .split(" "));

        assertEquals(0, run.exitCode(), run::toString);
        assertEquals("", run.stderr());
        assertFalse(run.stdout().contains("Unsafe::"), run::stdout);
    }

    @Test
    void nothingNamedIsEverythingAndSaysHowLongThatTakes() throws Exception {
        Process process = ChildJvm.builder(List.of("-Dnioecho.histograms=" + folder))
                .redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader()) {
            String said = readUntil(output, "# ");
            assertTrue(said.contains("LatencyBenchmark"), said);
            assertTrue(said.contains("ThroughputBenchmark"), said);
            assertTrue(said.contains(JAR + " compare"), said);
            assertTrue(said.contains(JAR + " --help"), said);
            String progress = readUntil(output, "# Fork");
            Matcher eta = Pattern.compile("ETA 00:(\\d\\d):(\\d\\d)").matcher(progress);
            assertTrue(eta.find(), progress);
            assertTrue(said.contains("in " + eta.group(1) + "m " + eta.group(2) + "s"), said);
        } finally {
            List<ProcessHandle> forks = process.descendants().toList();
            process.destroyForcibly();
            forks.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static void assertWayToHelp(ChildJvm run) {
        assertTrue(run.stderr().contains("Commands are " + String.join(", ", COMMANDS)),
                run::stderr);
        assertTrue(run.stderr().contains(JAR + " --help"), run::stderr);
        assertFalse(run.stderr().contains("\tat "), run::stderr);
    }

    private static String readUntil(BufferedReader output, String start) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(start)) {
                return seen.toString();
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("ended early: " + seen);
    }
}
