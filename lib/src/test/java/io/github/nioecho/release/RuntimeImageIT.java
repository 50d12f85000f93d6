package io.github.nioecho.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The published jar in a Java run time that has been cut down to what it needs. */
@Timeout(60)
class RuntimeImageIT {

    @TempDir
    private static Path folder;

    private static Path image;

    @BeforeAll
    static void link() throws Exception {
        image = folder.resolve("image");
        run("jlink", "--module-path", Publication.find().file(".jar").toString(),
                "--add-modules", "io.github.nioecho", "--output", image.toString());
    }

    @Test
    void usesNothingButTheBaseModule() throws Exception {
        Path jar = Publication.find().file(".jar");
        assertEquals("java.base", run("jdeps", "--ignore-missing-deps", "--print-module-deps",
                "--multi-release", "base", jar.toString()).strip());
    }

    @Test
    void anImageOfTheModuleServesFromTheCommandLine() throws Exception {
        Process process = start("--module", "io.github.nioecho/io.github.nioecho.cli.Main",
                "--port", "0");
        try (BufferedReader out = process.inputReader(UTF_8)) {
            String line = String.valueOf(out.readLine());
            assertTrue(line.matches("listening on 127\\.0\\.0\\.1:\\d+"), line);
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream().write(42);
                assertEquals(42, socket.getInputStream().read());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void anImageOfTheModuleHasNoOtherModule() throws Exception {
        Process process = start("--list-modules");
        try (Stream<String> lines = process.inputReader(UTF_8).lines()) {
            assertEquals(List.of("io.github.nioecho", "java.base"),
                    lines.map(line -> line.replaceAll("@.*", "")).toList());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Starts the image's Java. */
    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(image.resolve("bin").resolve("java").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // No time-out interrupts a read from a pipe: the end of the process does.
        CompletableFuture.delayedExecutor(40, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return process;
    }

    /** Runs a tool of this JDK and returns what it has printed. */
    private static String run(String tool, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        int status = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
        assertEquals(0, status, tool + ": " + output);
        return output.toString();
    }
}
