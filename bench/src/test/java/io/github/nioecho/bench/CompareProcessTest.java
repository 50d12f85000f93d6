package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a comparison, or a search for buffer sizes, whose process is ended in the middle. */
@Timeout(120)
@EnabledOnOs(OS.LINUX) // has SIGTERM, and tells the arguments of a process
class CompareProcessTest {

    @TempDir
    private Path folder;

    private Process runner;

    @AfterEach
    void endEverything() {
        if (runner != null) {
            runner.destroyForcibly();
        }
        ours().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void stopLeavesNoSocketsBehind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (BufferedReader output = startAndMeasureSomething(
                List.of("-Djava.io.tmpdir=" + temporary), "--variants=blocking,selector", "--unix")) {
            assertNotEquals(List.of(), socketFolders(temporary), "the way to find them is broken");
            runner.toHandle().destroy();
            output.lines().forEach(line -> { });
        }

        assertTrue(runner.waitFor(20, TimeUnit.SECONDS));
        assertServersEnd();
        assertEquals(List.of(), socketFolders(temporary));
        for (Measurement measurement : saved().comparison().measurements()) {
            assertNull(measurement.failure(), "what the stop broke is no failure");
        }
    }

    @Test
    void temporaryFolderThatIsTooLongForSocketsEndsBeforeAnythingIsMeasured() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("x".repeat(90)));

        ChildJvm run = ChildJvm.run(folder, List.of("-Djava.io.tmpdir=" + temporary), "compare",
                "--unix", "--variants=selector", "--output=" + folder.resolve("out"));

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stderr().startsWith(
                "the temporary folder must have a path of at most 88 bytes"), run::stderr);
        assertEquals(1, run.stderr().lines().count(), run::stderr);
        assertEquals(List.of(), socketFolders(temporary));
    }

    private static List<Path> socketFolders(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("nioecho"))
                    .toList();
        }
    }

    @Test
    void stopLeavesWhatWasMeasuredAndNoServer() throws Exception {
        String rest;
        try (BufferedReader output = startAndMeasureSomething()) {
            runner.toHandle().destroy(); // the process itself would close its streams, too
            rest = output.lines().collect(Collectors.joining("\n"));
        }

        assertTrue(runner.waitFor(20, TimeUnit.SECONDS));
        assertEquals(143, runner.exitValue());
        assertTrue(rest.contains("stopped: "), rest);
        assertTrue(rest.contains("round trips per second"), rest);
        Results results = saved();
        assertFalse(results.complete());
        assertNotEquals(List.of(), results.comparison().summaries());
        for (Measurement measurement : results.comparison().measurements()) {
            assertNull(measurement.failure(), "what the stop broke is no failure");
        }
        assertTrue(Files.size(folder.resolve(ReportPage.FILE)) > 0);
        assertServersEnd();
    }

    @Test
    void killLeavesWhatWasMeasuredAndNoServer() throws Exception {
        try (BufferedReader output = startAndMeasureSomething()) {
            runner.toHandle().destroyForcibly();
            output.lines().forEach(line -> { });
        }

        assertTrue(runner.waitFor(20, TimeUnit.SECONDS));
        Results results = saved();
        assertFalse(results.complete());
        assertNotEquals(List.of(), results.comparison().measurements());
        assertServersEnd();
    }

    @Test
    void stopOfASearchLeavesWhatWasMeasuredAndNoServer() throws Exception {
        String rest;
        try (BufferedReader output = start(List.of(), "[ 3/12]", "buffers", "--messages=64",
                "--variants=selector", "--output=" + folder)) {
            runner.toHandle().destroy();
            rest = output.lines().collect(Collectors.joining("\n"));
        }

        assertTrue(runner.waitFor(20, TimeUnit.SECONDS));
        assertEquals(143, runner.exitValue());
        assertTrue(rest.contains("stopped: "), rest);
        Results results = saved();
        assertFalse(results.complete());
        assertNotEquals(List.of(), results.buffers().grid());
        for (Measurement measurement : results.buffers().grid()) {
            assertNull(measurement.failure(), "what the stop broke is no failure");
        }
        assertTrue(Files.size(folder.resolve(ReportPage.FILE)) > 0);
        assertServersEnd();
    }

    @Test
    void stopOfASearchBeforeItsGridLeavesNoServer() throws Exception {
        try (BufferedReader output = start(List.of(), "[1/1] what a connection", "buffers",
                "--messages=64", "--variants=selector", "--output=" + folder)) {
            runner.toHandle().destroy();
            output.lines().forEach(line -> { });
        }

        assertTrue(runner.waitFor(20, TimeUnit.SECONDS));
        assertFalse(saved().complete());
        assertServersEnd();
    }

    /** Returns the output, read up to the second setting: the first one is saved. */
    private BufferedReader startAndMeasureSomething() throws IOException {
        return startAndMeasureSomething(List.of(), "--variants=async,selector");
    }

    private BufferedReader startAndMeasureSomething(List<String> jvmArgs, String... options)
            throws IOException {
        return start(jvmArgs, "[2/2]", Stream.concat(
                Stream.of("compare", "--buffer-sizes=1024", "--message-sizes=1024",
                        "--rounds=500", "--time=20ms", "--output=" + folder),
                Stream.of(options)).toArray(String[]::new));
    }

    /** Starts a command and returns its output, read up to a line that begins so. */
    private BufferedReader start(List<String> jvmArgs, String until, String... args)
            throws IOException {
        // The servers inherit the class path, by which they are known.
        String classPath = folder + File.pathSeparator + System.getProperty("java.class.path");
        List<String> allJvmArgs = new ArrayList<>(List.of("-cp", classPath));
        allJvmArgs.addAll(jvmArgs);
        runner = ChildJvm.builder(allJvmArgs, args)
                .redirectErrorStream(true)
                .start();
        BufferedReader output = runner.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.startsWith(until)) {
                assertNotEquals(List.of(), ours(), "the way to find servers is broken");
                return output;
            }
        }
        throw new AssertionError("ended early: " + seen);
    }

    private Results saved() throws IOException {
        return ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
    }

    private void assertServersEnd() throws Exception {
        for (List<ProcessHandle> left = ours(); !left.isEmpty(); left = ours()) {
            for (ProcessHandle server : left) {
                server.onExit().get(20, TimeUnit.SECONDS);
            }
        }
    }

    private List<ProcessHandle> ours() {
        return ProcessHandle.allProcesses().filter(this::isOurs).toList();
    }

    /** Asks the system: a ProcessHandle does not tell arguments that are longer than a page. */
    private boolean isOurs(ProcessHandle process) {
        try {
            byte[] arguments =
                    Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return new String(arguments, StandardCharsets.UTF_8).contains(folder.toString());
        } catch (IOException expected) {
            return false; // it has ended, or is another user's
        }
    }
}
