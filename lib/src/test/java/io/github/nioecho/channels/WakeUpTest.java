package io.github.nioecho.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Counts with strace what it costs to start operations on threads that are not the group's. */
@OwnProviders
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "counts system calls with strace")
class WakeUpTest {

    private final Provider provider;
    private final Path folder;

    WakeUpTest(Provider provider, @TempDir Path folder) {
        provider.get();
        this.provider = provider;
        this.folder = folder;
    }

    @Test
    void manyOperationsFromOtherThreadsWakeTheGroupOnce() throws Exception {
        Path calls = folder.resolve("calls");
        Process traced = start("strace", "-f", "-s", "64", "-e", "trace=write,io_uring_enter",
                "-o", calls.toString(), java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"),
                OperationsOfOthers.class.getName(), provider.name());
        assertTrue(traced.waitFor(50, TimeUnit.SECONDS));
        String errors = new String(traced.getErrorStream().readAllBytes());
        assertEquals(0, traced.exitValue(), errors);
        List<String> between = new ArrayList<>();
        boolean started = false;
        for (String line : Files.readAllLines(calls)) {
            if (line.contains(OperationsOfOthers.END)) {
                break;
            }
            if (started) {
                between.add(line);
            }
            started |= line.contains(OperationsOfOthers.START);
        }
        assertTrue(started, "no start in the trace");
        assertTrue(between.size() <= 2, () -> between.size() + " calls: " + between.get(0));
    }

    private static Process start(String... command) throws Exception {
        Process probe;
        try {
            probe = new ProcessBuilder("strace", "-o", "/dev/null", "true").start();
        } catch (IOException e) {
            assumeTrue(false, "strace is not installed here");
            throw e;
        }
        assumeTrue(probe.waitFor() == 0, "strace may not trace here");
        return new ProcessBuilder(command).start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
