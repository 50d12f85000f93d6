package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LatencyProcessTest {

    @TempDir
    private Path folder;

    @Test
    void stopKeepsWhatIsFinishedAndLeavesNoServer() throws Exception {
        Path results = folder.resolve("out").resolve(ResultsFile.RESULTS);
        Path stdout = folder.resolve("stdout");
        Process process = ChildJvm.builder(List.of(), "latency", "--variants=selector",
                        "--rate=1000", "--duration=200ms", "--warmup=100ms", "--rounds=1000",
                        "--output=" + folder.resolve("out"))
                .redirectErrorStream(true)
                .redirectOutput(stdout.toFile())
                .start();
        try {
            while (!Files.exists(results) || process.descendants().findAny().isEmpty()) {
                assertTrue(process.isAlive(), () -> text(stdout));
                Thread.onSpinWait();
            }
            List<ProcessHandle> servers = process.descendants().toList();

            process.destroy();

            assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> text(stdout));
            assertEquals(143, process.exitValue(), () -> text(stdout));
            for (ProcessHandle server : servers) {
                server.onExit().get(30, TimeUnit.SECONDS);
            }
            Results saved = ResultsFile.read(results);
            assertFalse(saved.complete());
            assertFalse(saved.latency().runs().isEmpty());
            assertTrue(saved.latency().runs().stream().allMatch(run -> run.failure() == null),
                    () -> text(stdout));
            assertTrue(Files.exists(folder.resolve("out").resolve("index.html")));
            assertTrue(text(stdout).contains("measurements are saved in "), () -> text(stdout));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
