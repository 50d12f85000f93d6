package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
@Timeout(60)
class CpuClockTest {

    private static final long TICK_NANOS = 10_000_000; // of the JDK's reading
    private static final long MORE_THAN_ANY_PID = (4 << 20) + 1;
    private static final long BURNT_NANOS = 30 * TICK_NANOS;

    private final OperatingSystemMXBean jdk =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final CpuClock clock = CpuClock.of(ProcessHandle.current().pid());

    /** A JVM that has no native library to load. */
    static final class WithoutLibrary {
        public static void main(String[] args) {
            System.out.print(CpuClock.of(ProcessHandle.current().pid()).nanos());
        }
    }

    @BeforeEach
    void requireLinux() {
        assumeTrue(Platform.isLinux() && Platform.is64Bit(), "the clock runs on Linux only");
    }

    @Test
    void advancesInStepsFarBelowATickOfTheJdk() {
        long finest = Long.MAX_VALUE;
        long last = nanos();
        for (long end = last + BURNT_NANOS; last < end;) {
            long now = nanos();
            if (now > last) {
                finest = Math.min(finest, now - last);
            }
            last = now;
        }

        assertTrue(finest < TICK_NANOS / 100, "steps of " + finest + " ns and more");
    }

    @Test
    void neverGoesBackAndStaysWithTheClockOfTheJdk() {
        long last = 0;
        for (long end = jdk.getProcessCpuTime() + BURNT_NANOS; jdk.getProcessCpuTime() < end;) {
            long before = jdk.getProcessCpuTime();
            long now = nanos();
            long after = jdk.getProcessCpuTime();

            assertTrue(now >= last, now + " ns after " + last);
            // Ticks are rounded, and neither may know yet of what is running.
            assertTrue(
                    now > before - 5 * TICK_NANOS && now < after + 5 * TICK_NANOS,
                    now + " ns between " + before + " and " + after);
            last = now;
        }
    }

    @Test
    void processThatIsNotThereHasNoTime() {
        assertEquals(OptionalLong.empty(), CpuClock.of(MORE_THAN_ANY_PID).nanos());
    }

    @Test
    void processThatHasEndedHasNoTime() throws Exception {
        Process process = new ProcessBuilder("sleep", "100").start();
        CpuClock ofProcess = CpuClock.of(process.pid());
        assertTrue(ofProcess.nanos().isPresent());

        process.destroyForcibly().waitFor();

        assertEquals(OptionalLong.empty(), ofProcess.nanos());
    }

    @Test
    void withoutNativeLibraryItDoesNotRun() throws IOException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djna.nounpack=true",
                        "-cp", System.getProperty("java.class.path"),
                        WithoutLibrary.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        assertEquals(
                "OptionalLong.empty",
                new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private long nanos() {
        return clock.nanos().orElseThrow();
    }
}
