package io.github.nioecho.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.EchoServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JUnit is an optional dependency: who does not test does not need it. */
@Timeout(60)
class WithoutJunitTest {

    static Stream<List<String>> commands() throws Exception {
        String classes = Path.of(EchoServer.class.getProtectionDomain()
                .getCodeSource().getLocation().toURI()).toString();
        return Stream.of(
                List.of("-cp", classes, "io.github.nioecho.cli.Main"),
                List.of("-p", classes, "-m", "io.github.nioecho/io.github.nioecho.cli.Main"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void serverRuns(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        command.add("--version");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(
                    process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it still runs");
            assertEquals(0, process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
