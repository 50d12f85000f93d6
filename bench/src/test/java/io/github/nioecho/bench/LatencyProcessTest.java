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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LatencyProcessTest {

    private static final Path SHELL = Path.of("/bin/sh");

    @TempDir
    private Path folder;

    @Test
    void stopKeepsWhatIsFinishedAndLeavesNoServer() throws Exception {
        Path results = folder.resolve(ResultsFile.RESULTS);
        Process process = ChildJvm.builder(List.of(), "latency", "--variants=selector",
                        "--rate=1000", "--duration=200ms", "--warmup=100ms", "--rounds=1000",
                        "--output=" + folder)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            awaitSecondRun(lines);
            List<ProcessHandle> servers = ChildJvm.awaitServers(process);

            process.toHandle().destroy(); // the process itself would close its streams, too

            String rest = lines.lines().collect(Collectors.joining("\n"));
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), rest);
            assertEquals(143, process.exitValue(), rest);
            for (ProcessHandle server : servers) {
                server.onExit().get(30, TimeUnit.SECONDS);
            }
            Results saved = ResultsFile.read(results);
            assertFalse(saved.complete());
            assertFalse(saved.latency().runs().isEmpty());
            assertTrue(saved.latency().runs().stream().allMatch(run -> run.failure() == null),
                    rest);
            assertTrue(Files.exists(folder.resolve("index.html")));
            assertTrue(rest.contains("measurements are saved in "), rest);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void clientThatHasNoDescriptorLeftIsNamedWithItsLimit() throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "no shell whose ulimit could be used");
        List<String> command = new ArrayList<>(List.of(SHELL.toString(), "-c",
                "ulimit -n 400; exec \"$0\" \"$@\""));
        try (RunningServer server =
                ServerVariant.SELECTOR.start(ServerSpec.onLoopback(1024, 1))) {
            command.addAll(ChildJvm.builder(List.of(), "latency", "--connections=600",
                    "--target=127.0.0.1:" + Ports.of(server), "--rounds=1",
                    "--duration=200ms", "--warmup=100ms", "--output=" + folder).command());
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader lines = process.inputReader()) {
                String said = lines.lines().collect(Collectors.joining("\n"));
                assertTrue(process.waitFor(30, TimeUnit.SECONDS), said);
                assertEquals(1, process.exitValue(), said);
                assertTrue(Files.exists(folder.resolve(ResultsFile.RESULTS)), said);
            } finally {
                process.destroyForcibly();
            }
        }
        Results results = ResultsFile.read(folder.resolve(ResultsFile.RESULTS));
        String failure = results.latency().runs().get(0).failure();
        assertTrue(failure.matches("connection \\d+ to \\S+: the client, this process, may have 400"
                + " open files: Too many open files"), failure);
    }

    /** Reads up to the end of the second run: the first one is saved. */
    private static void awaitSecondRun(BufferedReader lines) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.append(line).append('\n');
            if (line.startsWith("[   2/1000]")) {
                return;
            }
        }
        throw new AssertionError("ended early: " + seen);
    }
}
