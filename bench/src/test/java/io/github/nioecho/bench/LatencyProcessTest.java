package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LatencyProcessTest {

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
