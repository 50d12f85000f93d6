package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.Environment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class EnvironmentProbeTest {

    @Test
    void machineAndJdkAreKnown() {
        Environment environment = EnvironmentProbe.read();
        assertTrue(environment.javaVersion().startsWith(Runtime.version().toString()));
        assertNotNull(environment.javaVendor());
        assertEquals(System.getProperty("os.name"), environment.os());
        assertTrue(environment.cores() >= 1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void kernelSettingsAreReadWhole() throws Exception {
        Environment environment = EnvironmentProbe.read();
        assertEquals(kernelSays("core/somaxconn"), environment.somaxconn().toString());
        assertEquals(3, environment.tcpRmem().size());
        assertEquals(3, environment.tcpWmem().size());
        assertTrue(environment.memoryBytes() > 1 << 20);
        assertTrue(environment.openFileLimit() > 0);
    }

    @Test
    void flagsWithPathsAreLeftOut() {
        assertEquals(List.of("-Xmx1g", "-XX:+UseSerialGC"), EnvironmentProbe.withoutPaths(List.of(
                "-Xmx1g", "-Djava.io.tmpdir=/home/someone", "-XX:+UseSerialGC",
                "-Dx=C:\\Users\\someone")));
    }

    private static String kernelSays(String setting) throws Exception {
        Path file = Path.of("/proc/sys/net", setting);
        Process cat = new ProcessBuilder("cat", file.toString()).start();
        try (var reader = cat.inputReader()) {
            return reader.readLine().strip();
        }
    }
}
