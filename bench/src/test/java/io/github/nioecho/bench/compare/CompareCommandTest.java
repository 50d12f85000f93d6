package io.github.nioecho.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(60)
class CompareCommandTest {

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--variants=async,foo | --variants: variant must be one of async, blocking, virtual,"
                + " selector; was foo",
        "--buffer-sizes=1024,0 | --buffer-sizes must be >= 1 byte, was 0",
        "--message-sizes=-1 | --message-sizes must be >= 1 byte, was -1",
        "--connections=0 | --connections must be >= 1, was 0",
        "--threads=0 | --threads must be >= 1, was 0",
        "--budget=5 | --budget must be a number and ms, s, m or h, like 90s or 5m; was 5",
    })
    void badValueGetsOneLineAndExitCodeTwo(String option, String message) {
        assertEquals(2, execute(option, "--output=" + folder));
        assertEquals(message, err.toString().strip());
    }

    @Test
    void unwritableOutputEndsBeforeAnythingIsMeasured() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(1, execute("--output=" + file));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertEquals("--output must be a folder that can be written to, was " + file,
                err.toString().substring(0, err.toString().indexOf(" (")));
    }

    private int execute(String... args) {
        return new CommandLine(new CompareCommand())
                .setErr(new PrintWriter(err))
                .setParameterExceptionHandler((e, unused) -> {
                    e.getCommandLine().getErr().println(e.getMessage());
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(args);
    }
}
