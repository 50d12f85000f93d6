package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.EchoServer;
import io.github.nioecho.bench.load.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every command that measures servers. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"compare", "latency", "connections"})
class MeasuringCommandsTest {

    @Parameter
    String command;

    @TempDir
    Path folder;

    @Test
    void serverThatCannotRunHereIsNamedWithItsReason() throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of("-Dio.netty.transport.noNative=true"),
                command, "--variants", "netty-epoll", "--output", folder.resolve("out").toString());

        assertEquals(2, run.exitCode(), run::toString);
        assertEquals(1, run.stderr().lines().count(), run::toString);
        assertTrue(
                run.stderr().startsWith("--variants: none of them can run here: netty-epoll: "),
                run::toString);
        assertFalse(Files.exists(folder.resolve("out")));
    }

    /** As where files cannot be made, or not executed: an exception has the path alone to say. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void libraryThatCannotBeUnpackedIsNamedWithTheReason() throws Exception {
        Path missing = folder.resolve("missing");

        ChildJvm run = ChildJvm.run(folder, List.of("-Dio.netty.native.workdir=/proc/self"),
                command, "--variants", "netty-epoll", "--output", missing.toString());

        assertEquals(2, run.exitCode(), run::toString);
        assertTrue(run.stderr().contains("NoSuchFileException: /proc/self/libnetty"), run::stderr);
    }

    @Test
    void unwritableTemporaryFolderEndsBeforeAnythingIsMeasured() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        ChildJvm run = ChildJvm.run(folder, List.of("-Djava.io.tmpdir=" + file),
                command, "--variants=selector", "--output=" + folder.resolve("out"));

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stderr().lines().reduce("", (before, line) -> line)
                .startsWith("cannot write temporary files to " + file + " ("), run::stderr);
        assertEquals("", run.stdout());
    }

    @Test
    void unwritableOutputEndsBeforeAnythingIsMeasured() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        CommandRun run = new CommandRun(command);

        assertEquals(1, run.execute("--output=" + file));
        run.assertOneLine("--output must be a folder that can be written to, was " + file);
        assertEquals("", run.out());
    }

    @Test
    void noMoreConnectionsAreOpenAtATimeThanAreMeasured() throws IOException {
        try (EchoServer server = EchoServer.builder().maxConnections(3).start()) {
            CommandRun run = new CommandRun(command);
            List<String> args = new ArrayList<>(List.of(
                    "--target=127.0.0.1:" + server.port(), "--output=" + folder));
            args.addAll(List.of(switch (command) {
                case "compare" -> new String[] {"--connections=3", "--message-sizes=100",
                    "--questions=throughput,latency,churn", "--rounds=2", "--time=50ms",
                    "--warmup=10ms", "--budget=1m"};
                case "latency" -> new String[] {"--connections=3", "--rate=100",
                    "--duration=100ms", "--warmup=100ms", "--rounds=5"};
                default -> new String[] {"--counts=1,3", "--time=100ms", "--rounds=2"};
            }));

            assertEquals(0, run.execute(args.toArray(new String[0])), () -> run.out() + run.err());
            assertEquals(0, server.metrics().refusedConnections());
        }
    }

    /** From the first connection on, or once it has seen that the target echoes. */
    @Test
    void serverThatIsSilentDoesNotHangTheRun() throws IOException {
        int echoed = command.equals("compare") ? 0 : 1;
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
                    in.transferTo(connection < echoed ? out : OutputStream.nullOutputStream());
                    socket.close();
                })) {
            CommandRun run = new CommandRun(command);
            List<String> args = new ArrayList<>(List.of(
                    "--target=127.0.0.1:" + server.address().getPort(), "--output=" + folder));
            args.addAll(command.equals("connections") ? List.of("--counts=1")
                    : command.equals("latency") ? List.of("--rounds=1") : List.of());

            assertEquals(1, run.execute(args.toArray(new String[0])), () -> run.out() + run.err());
            assertTrue((run.out() + run.err()).contains("silent for 10000 ms"),
                    () -> run.out() + run.err());
        }
    }

    @Test
    void helpSaysWhenAServerHasFailed() {
        CommandRun run = new CommandRun(command);

        assertEquals(0, run.execute("--help"));
        assertTrue(run.out().replaceAll("\\s+", " ").contains("silent for 10 s"), run::out);
    }

    @Test
    void targetThatRefusesEndsBeforeAnythingIsMeasured() throws IOException {
        String nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "127.0.0.1:" + closed.getLocalPort();
        }
        CommandRun run = new CommandRun(command);

        assertEquals(1, run.execute("--target=" + nobody, "--output=" + folder));
        run.assertOneLine("--target " + nobody + " does not echo: connection 0 to ");
        assertEquals("", run.out());
    }
}
