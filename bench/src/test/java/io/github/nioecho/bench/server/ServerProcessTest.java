package io.github.nioecho.bench.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerProcessTest {

    private static final ServerSpec SPEC = ServerSpec.onLoopback(1024, 1);

    /** A server that says where it "listens" after it has filled more than a pipe with errors. */
    static final class NoisyServer {
        public static void main(String[] args) throws IOException {
            for (int line = 0; line < 20_000; line++) {
                System.err.println("noise " + line);
            }
            System.out.println("listening on 127.0.0.1:1");
            while (System.in.read() >= 0) {
                // Until the end of stdin.
            }
        }
    }

    /** A server that never ends by itself. */
    static final class StubbornServer {
        public static void main(String[] args) throws InterruptedException {
            System.out.println("listening on 127.0.0.1:1");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** A server that says why it does not accept any more. */
    static final class ComplainingServer {
        public static void main(String[] args) throws IOException {
            System.err.println("cannot accept: no descriptor");
            System.out.println("listening on 127.0.0.1:1");
            while (System.in.read() >= 0) {
                // Until the end of stdin.
            }
        }
    }

    /** A benchmark's JVM, to be killed: prints its server's process id. */
    static final class Runner {
        public static void main(String[] args) throws Exception {
            ServerProcess server = ServerProcess.start(ServerVariant.SELECTOR, SPEC, List.of());
            System.out.println(server.pid());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void echoes() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerVariant.SELECTOR, SPEC, List.of())) {
            assertArrayEquals(new byte[] {1, 2, 3}, echo(server, 1, 2, 3));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOCKING", "VIRTUAL", "SELECTOR"})
    void echoesOverUnixDomainSocketAndRemovesItsFile(ServerVariant variant, @TempDir Path folder)
            throws IOException {
        Path path = folder.resolve("with space and colon:7");
        ServerSpec spec = ServerSpec.onUnixSocket(path, 1024, 1);
        try (ServerProcess server = ServerProcess.start(variant, spec, List.of())) {
            assertEquals(spec.address(), server.address());
            try (TestClient client = TestClient.connect(server.address())) {
                client.echo(Payload.random(100_000));
            }
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void terminationRemovesTheFileOfUnixDomainSocket(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("echo.socket");
        ServerProcess server = ServerProcess.start(
                ServerVariant.SELECTOR, ServerSpec.onUnixSocket(path, 1024, 1), List.of());
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();

        process.destroy(); // SIGTERM

        process.onExit().get(20, TimeUnit.SECONDS);
        server.close();
        assertFalse(Files.exists(path));
    }

    @Test
    void costCoversWhatTheServerDidBetween() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerVariant.BLOCKING, SPEC, List.of())) {
            ServerCost before = server.cost();
            for (int i = 0; i < 20; i++) {
                echo(server, i);
            }
            ServerCost used = server.cost().minus(before);

            assertTrue(before.cpuNanos() >= 10_000_000, () -> "starting a JVM took " + before);
            assertTrue(used.cpuNanos() >= 0 && used.cpuNanos() < 5_000_000_000L, used::toString);
            assertTrue(used.allocatedBytes() > 20 * 1024, () -> "20 connections took " + used);
        }
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"},
            disabledReason = "there the time is the JDK's")
    void cpuTimeIsNotInTicksOfTheJdk() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerVariant.SELECTOR, SPEC, List.of())) {
            long tickNanos = 10_000_000;
            assertNotEquals(0, server.cost().cpuNanos() % tickNanos);
        }
    }

    @Test
    void memoryIsThatOfTheServersProcess() throws IOException {
        try (ServerProcess server = ServerProcess.start(
                ServerVariant.SELECTOR, SPEC, List.of("-Xms64m", "-Xmx64m"))) {
            ServerMemory memory = server.memory();

            assertTrue(memory.heapBytes() > 100_000, memory::toString);
            assertTrue(memory.heapBytes() < 64 << 20, memory::toString);
            assertTrue(memory.residentBytes() == null
                    || memory.residentBytes() > memory.heapBytes(), memory::toString);
        }
    }

    @Test
    void failureOfAServerThatRunsHasWhatItSaid() throws IOException {
        try (ServerProcess server =
                ServerProcess.java(List.of(ComplainingServer.class.getName()))) {
            IOException seen = new IOException("silence");

            IOException failure = server.failure(seen);

            assertEquals("silence; the server runs, may have " + OpenFiles.allowed()
                    + " like the client, and its stderr ends with:\n"
                    + "  cannot accept: no descriptor", failure.getMessage());
            assertSame(seen, failure.getCause());
        }
    }

    @Test
    void closeEndsTheProcess() throws IOException {
        ServerProcess server = ServerProcess.start(ServerVariant.SELECTOR, SPEC, List.of());
        assertTrue(server.isAlive());

        server.close();
        server.close();

        assertFalse(server.isAlive());
    }

    @Test
    void closeEndsAProcessThatIgnoresTheEndOfStdin() throws IOException {
        ServerProcess server = ServerProcess.java(List.of(StubbornServer.class.getName()));

        server.close();

        assertFalse(server.isAlive());
    }

    @Test
    void serverEndsWhenItsRunnerIsKilled() throws Exception {
        Process runner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        ServerFactory.NATIVE_ACCESS,
                        "-cp", System.getProperty("java.class.path"),
                        Runner.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = new BufferedReader(
                new InputStreamReader(runner.getInputStream(), StandardCharsets.UTF_8));
        ProcessHandle server =
                ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();

        runner.destroyForcibly().waitFor();

        try {
            server.onExit().get(20, TimeUnit.SECONDS);
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void failedStartTellsExitCodeAndStderr() {
        IOException e = assertThrows(IOException.class, () ->
                ServerProcess.start(ServerVariant.SELECTOR, SPEC, List.of("-XX:+NoSuchFlag")));

        assertTrue(e.getMessage().contains("exit code 1"), e.getMessage());
        assertTrue(e.getMessage().contains("Unrecognized VM option 'NoSuchFlag'"), e.getMessage());
    }

    @Test
    void deathTellsExitCodeAndStderr() throws IOException {
        try (ServerProcess server = ServerProcess.start(
                ServerVariant.BLOCKING, SPEC, FaultyServer.jvmArgs("die"))) {
            server.cost();
            server.cost();
            assertArrayEquals(new byte[] {1}, echo(server, 1));
            server.cost();
            echo(server, 1);

            IOException seen = new IOException("connection reset");
            IOException failure = server.failure(seen);

            assertSame(seen, failure.getCause());
            assertTrue(failure.getMessage().contains("exit code 7"), failure.getMessage());
            assertTrue(failure.getMessage().contains("out of luck"), failure.getMessage());
            IOException noCost = assertThrows(IOException.class, server::cost);
            assertTrue(noCost.getMessage().contains("exit code 7"), noCost.getMessage());
        }
    }

    @Test
    void failureOfALivingServerIsWhatTheClientSaw() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerVariant.SELECTOR, SPEC, List.of())) {
            IOException seen = new IOException("wrong byte");

            assertSame(seen, server.failure(seen));
        }
    }

    @Test
    void manyErrorLinesDoNotBlockTheServer() throws IOException {
        try (ServerProcess server = ServerProcess.java(List.of(NoisyServer.class.getName()))) {
            assertEquals(1, ((InetSocketAddress) server.address()).getPort());
        }
    }

    @Test
    void otherFirstLineIsAnError() {
        for (String line : List.of("hello:80", "hello/x", "listening on echo.socket")) {
            IOException e = assertThrows(IOException.class, () -> Listening.parse(line));

            assertTrue(e.getMessage().contains(line), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "127.0.0.1:5000", "[0:0:0:0:0:0:0:1]:7", "/tmp/echo.socket", "/tmp/a:1", "./b.socket"})
    void firstLineIsUnderstood(String address) throws IOException {
        String line = "listening on " + address;
        assertEquals(line, Listening.format(Listening.parse(line)));
    }

    private static byte[] echo(ServerProcess server, int... bytes) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.address());
            for (int b : bytes) {
                socket.getOutputStream().write(b);
            }
            return socket.getInputStream().readNBytes(bytes.length);
        }
    }
}
