package io.github.nioecho.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What {@code java -jar benchmarks.jar} did, with the class path of the tests. */
record ChildJvm(int exitCode, String stdout, String stderr) {

    private static final long TIMEOUT_SECONDS = 100;

    /** Runs the launcher to its end. */
    static ChildJvm run(Path folder, List<String> jvmArgs, String... args)
            throws IOException, InterruptedException {
        Path stdout = folder.resolve("stdout");
        Path stderr = folder.resolve("stderr");
        Process process = builder(jvmArgs, args)
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile())
                .start();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("did not end: " + Files.readString(stdout));
            }
        } finally {
            process.destroyForcibly();
        }
        return new ChildJvm(
                process.exitValue(), Files.readString(stdout), Files.readString(stderr));
    }

    static ProcessBuilder builder(List<String> jvmArgs, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED", // as in the manifest
                "-XX:TieredStopAtLevel=1", // starts faster, and so do the forks that inherit it
                "-Djmh.ignoreLock=true"));
        command.addAll(jvmArgs);
        command.add(Launcher.class.getName());
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    /** Waits for the server JVM of the run that is going on. */
    static List<ProcessHandle> awaitServers(Process process) {
        List<ProcessHandle> servers = process.descendants().toList();
        while (servers.isEmpty() && process.isAlive()) {
            LockSupport.parkNanos(1_000_000);
            servers = process.descendants().toList();
        }
        return servers;
    }
}
