package io.github.nioecho.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.ChosenProvider;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command line in a JVM of its own, as a user runs it. Closing it ends the JVM at once. */
public final class MainProcess implements AutoCloseable {

    private static final String LISTENING = "listening on ";

    public final Process process;
    public final BufferedReader stdout;
    public final BufferedReader stderr;

    private MainProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command).start();
        // No time-out interrupts a read from a pipe: the end of the process does.
        CompletableFuture.delayedExecutor(40, TimeUnit.SECONDS).execute(process::destroyForcibly);
        stdout = process.inputReader();
        stderr = process.errorReader();
    }

    public static MainProcess start(String... arguments) throws Exception {
        return start(List.of(), arguments);
    }

    public static MainProcess start(List<String> jvmOptions, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ChosenProvider.jvmOptions());
        command.addAll(jvmOptions);
        command.add("-cp");
        Path classes = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        // A folder is not multi-release; a jar is, and has no such folder.
        Path newer = classes.resolve("META-INF/versions/22");
        command.add(Files.exists(newer) ? classes + File.pathSeparator + newer : "" + classes);
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return new MainProcess(command);
    }

    /** Reads the first line, and returns the address that it names. */
    public InetSocketAddress awaitListening() throws IOException {
        String line = stdout.readLine();
        assertTrue(line != null && line.startsWith(LISTENING), () -> "first line: " + line);
        int colon = line.lastIndexOf(':');
        String host = line.substring(LISTENING.length(), colon);
        return new InetSocketAddress(host, Integer.parseInt(line.substring(colon + 1)));
    }

    /** Reads lines until one ends like this, and returns them all. */
    public List<String> readLinesUntil(String end) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = stdout.readLine(); line != null; line = stdout.readLine()) {
            lines.add(line);
            if (line.endsWith(end)) {
                return lines;
            }
        }
        throw new AssertionError("no line ends with '" + end + "' in " + lines);
    }

    /** Sends SIGTERM. The streams stay open, other than after {@link Process#destroy()}. */
    public void terminate() {
        process.toHandle().destroy();
    }

    public int awaitExit() throws InterruptedException {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "process still runs");
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        stdout.close();
        stderr.close();
    }
}
