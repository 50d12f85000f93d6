package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import io.github.nioecho.bench.server.Ports;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code connections} as a process: what the system allows it, and how it is stopped. */
@Timeout(120)
class ConnectionsProcessTest {

    private static final Path SHELL = Path.of("/bin/sh");
    private static final int DESCRIPTORS = 700;

    @TempDir
    Path folder;

    @Test
    void numberThatDescriptorsDoNotAllowIsSaidOutLoudAndReplaced() throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "no shell whose ulimit could be used");
        List<String> command = new ArrayList<>(List.of(SHELL.toString(), "-c",
                "ulimit -n " + DESCRIPTORS + "; exec \"$0\" \"$@\""));
        try (RunningServer server = target()) {
            command.addAll(ChildJvm.builder(List.of(), "connections", "--target", name(server),
                    "--counts", "10,100", "--time", "100ms", "--output", folder.toString())
                    .command());
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                List<String> said = lines.lines().toList();

                assertEquals("100 connections need 740 descriptors, this process may open 700:"
                        + " measured with 60 instead", said.get(0), said::toString);
                assertTrue(process.waitFor(20, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue(), said::toString);
            } finally {
                process.destroyForcibly();
            }
        }
        Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
        assertEquals(List.of(10, 100), results.connections().plan().asked());
        assertEquals(List.of(10, 60), results.connections().plan().counts());
    }

    @Test
    void stopSavesWhatIsFinishedAndLeavesNoServer() throws Exception {
        Process process = start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            awaitLineThatBeginsWith("[2/", lines);
            List<ProcessHandle> servers = ChildJvm.awaitServers(process);

            process.toHandle().destroy(); // not the process's own, which closes the streams, too

            List<String> rest = lines.lines().toList();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue());
            assertTrue(rest.stream().anyMatch(line -> line.startsWith("stopped: ")),
                    rest::toString);
            awaitEnd(servers);
        } finally {
            process.destroyForcibly();
        }
        Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
        assertFalse(results.complete());
        assertFalse(results.connections().runs().isEmpty());
        assertTrue(results.connections().runs().stream().allMatch(run -> run.failure() == null));
        assertTrue(Files.exists(folder.resolve("index.html")));
    }

    @Test
    void killLeavesWhatIsFinishedAndNoServer() throws Exception {
        Process process = start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            awaitLineThatBeginsWith("[2/", lines);
            List<ProcessHandle> servers = ChildJvm.awaitServers(process);

            process.destroyForcibly().waitFor();

            awaitEnd(servers);
        }
        Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
        assertFalse(results.complete());
        assertFalse(results.connections().runs().isEmpty());
    }

    @Test
    void failedReportLosesNothing() throws Exception {
        Path output = folder.resolve("output");
        Files.createDirectories(output.resolve("index.html/in-the-way"));

        try (RunningServer server = target()) {
            ChildJvm run = ChildJvm.run(folder, List.of(), "connections", "--target", name(server),
                    "--counts", "1", "--time", "100ms", "--output", output.toString());

            assertEquals(1, run.exitCode(), run::toString);
            assertEquals(1, run.stderr().lines().count(), run::toString);
            assertTrue(run.stderr().startsWith("the page cannot be written ("), run::toString);
            assertTrue(run.stdout().contains("          1  " + name(server)), run::toString);
        }
        Results results = ResultsFile.read(output.resolve(ResultsFile.RESULTS));
        assertTrue(results.complete());
        assertEquals(1, results.connections().runs().size());
    }

    /** Starts a server in this JVM: it takes less than one in a process of its own. */
    private static RunningServer target() throws IOException {
        return ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1));
    }

    private static String name(RunningServer target) {
        return "127.0.0.1:" + Ports.of(target);
    }

    private Process start() throws IOException {
        return ChildJvm.builder(List.of(), "connections", "--variants", "selector",
                        "--counts", "1", "--rounds", "100", "--time", "100ms",
                        "--output", folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static void awaitLineThatBeginsWith(String wanted, BufferedReader lines)
            throws IOException {
        String line = lines.readLine();
        while (line != null && !line.strip().replace(" ", "").startsWith(wanted)) {
            line = lines.readLine();
        }
        assertTrue(line != null, "no line begins with " + wanted);
    }

    private static void awaitEnd(List<ProcessHandle> servers) throws Exception {
        for (ProcessHandle server : servers) {
            try {
                server.onExit().get(20, TimeUnit.SECONDS);
            } finally {
                server.destroyForcibly();
            }
        }
    }
}
