package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ToolVersionTest {

    @Test
    void versionIsWhatTheBuildWrote() throws Exception {
        String version = String.valueOf(ToolVersion.read());
        assertTrue(version.matches("\\d+\\.\\d+\\.\\d+.*"), version);
    }
}
