package io.github.nioecho;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.opentest4j.AssertionFailedError;

/**
 * A JVM of its own, on the {@link ChosenProvider}, for faults that hit a whole process. Runs a main class of the tests, which
 * answers each line on its standard input with one line on its standard output, and ends when its
 * input does: no child outlives this JVM, however that ends.
 */
final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;

    private ChildJvm(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts a child.
     *
     * @param shellCommand what a shell does before it becomes the child, such as
     *     {@code ulimit -n 100}; {@code true} for nothing
     */
    static ChildJvm start(
            String shellCommand, List<String> jvmOptions, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of("bash", "-c", shellCommand + " && exec \"$0\" \"$@\""));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
        command.addAll(ChosenProvider.jvmOptions());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Returns the next line of its output. */
    String line() throws Exception {
        String line = CompletableFuture.supplyAsync(() -> {
            try {
                return answers.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new AssertionError("the child has ended");
        }
        return line;
    }

    /** Sends a line and returns the answer. */
    String ask(String question) throws Exception {
        process.outputWriter(StandardCharsets.UTF_8).write(question + "\n");
        process.outputWriter(StandardCharsets.UTF_8).flush();
        return line();
    }

    /** Returns the processor time that it has used so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Ends the child, and fails if it does not end well. */
    @Override
    public void close() throws IOException {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
            int exitCode = process.onExit().get(Clients.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .exitValue();
            if (exitCode != 0) {
                throw new IOException("the child ended with " + exitCode);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException("the child does not end", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String classPath() {
        Stream<String> folders = Stream.of(EchoServer.class, ChildJvm.class, Assertions.class,
                        AssertionFailedError.class)
                .map(type -> {
                    try {
                        return Path.of(type.getProtectionDomain()
                                .getCodeSource().getLocation().toURI()).toString();
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .distinct();
        // A folder is not multi-release; a jar is, and has no such folder.
        return folders.flatMap(folder -> Stream.of(
                        folder, Path.of(folder, "META-INF", "versions", "22").toString()))
                .filter(path -> Files.exists(Path.of(path)))
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }
}
