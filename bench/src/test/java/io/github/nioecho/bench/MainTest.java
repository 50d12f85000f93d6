package io.github.nioecho.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.server.ServerVariant;
import io.github.nioecho.channels.SelectorChannelProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MainTest {

    private final CommandRun command = new CommandRun();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "serve                                     | Missing required option: '--variant=NAME'",
        "serve --variant foo                       | --variant must be one of",
        "serve --variant selector --port 70000     | --port must be 0 to 65535, was 70000",
        "serve --variant selector --port -1        | --port must be 0 to 65535, was -1",
        "serve --variant selector --buffer-size 0  | --buffer-size must be >= 1 byte, was 0",
        "serve --variant selector --buffer-size 1k | option '--buffer-size' (BYTES): '1k' is not",
        "serve --variant selector --threads 0      | --threads must be >= 1, was 0",
        "serve --variant async --unix x            | --unix is for blocking, virtual, selector, asy",
        "serve --variant selector --unix x --port 0 | --unix excludes --port and --bind-address",
        "serve --variant selector --unix=           | --unix must be the path of a file, was empty",
        "serve --variant selector --speed 1        | Unknown options: '--speed', '1'",
    })
    void usageErrorIsOneLine(String arguments, String message) {
        assertEquals(2, command.execute(arguments.split(" ")));
        assertTrue(command.err().contains(message), command::err);
        assertEquals(1, command.err().lines().count(), command::err);
    }

    @Test
    void usageNamesTheJarAsItWasGiven() {
        assertEquals("java -jar ../x y/benchmarks.jar", Main.typed("../x y/benchmarks.jar"));
        assertEquals("java -jar bench/target/benchmarks.jar", Main.typed("classes:a.jar:b.jar"));
        assertEquals("java -jar bench/target/benchmarks.jar", Main.typed("classes"));
    }

    @Test
    void portInUseIsAFailedStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertEquals(1, command.execute("serve", "--variant", "selector", "--port", port));
            assertTrue(
                    command.err().contains("cannot listen on 127.0.0.1:" + port + ": "),
                    command::err);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "selector, 'the file exists, but nobody listens'",
        "async-on-selector, Address already in use by a file",
    })
    void pathThatCannotBeBoundIsAFailedStart(
            String variant, String reason, @TempDir Path folder) throws IOException {
        Path taken = Files.createFile(folder.resolve("taken"));

        assertEquals(1, command.execute("serve", "--variant", variant, "--unix", taken.toString()));
        command.assertOneLine("cannot listen on " + taken + ": " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"selector", "async", "async-on-selector"})
    void foreignAddressIsAFailedStart(String variant) {
        assertEquals(1, command.execute(
                "serve", "--variant", variant, "--bind-address", "192.0.2.1"));
        command.assertOneLine("cannot listen on 192.0.2.1:0: ");
        assertEquals(0, command.err().lastIndexOf("cannot listen"), command::err);
    }

    @Test
    void helpNamesEveryVariant() {
        command.execute("serve", "--help");
        for (ServerVariant variant : ServerVariant.values()) {
            assertTrue(command.out().contains(variant.label()), command::out);
        }
    }

    @Test
    void variantWhoseJvmOptionIsMissingIsAFailedStart() {
        assertEquals(1, command.execute("serve", "--variant", "async-nosync"));
        assertEquals("cannot run async-nosync: its JVM needs the option"
                + " -Dsun.nio.ch.disableSynchronousRead=true", command.err().strip());
    }

    @Test
    void variantThatCannotRunHereIsAFailedStart(@TempDir Path folder) throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of("-Dio.netty.transport.noNative=true"),
                "serve", "--variant", "netty-epoll");

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stderr().startsWith("cannot run netty-epoll: "), run::stderr);
        assertEquals(1, run.stderr().lines().count(), run::stderr);
    }

    @Test
    void ownRingsThatCannotBeHadHereAreAFailedStart(@TempDir Path folder) throws Exception {
        ChildJvm run = ChildJvm.run(folder, List.of("-Dos.arch=sparc"),
                "serve", "--variant", "async-on-iouring");

        assertEquals(1, run.exitCode(), run::toString);
        assertTrue(run.stderr().startsWith("cannot run async-on-iouring: io_uring is "),
                run::stderr);
        assertEquals(1, run.stderr().lines().count(), run::stderr);
    }

    @Test
    void modelAndItsSettingsAreNeverMeasuredOnOtherChannelsThanTheJdks(@TempDir Path folder) throws Exception {
        String provider = SelectorChannelProvider.class.getName();
        List<String> replaced = List.of(
                "-Djava.nio.channels.spi.AsynchronousChannelProvider=" + provider);

        ChildJvm serve = ChildJvm.run(folder, replaced, "serve", "--variant", "async");
        assertEquals(1, serve.exitCode(), serve::toString);
        assertTrue(serve.stderr().startsWith(
                "cannot run async: the channels of this JVM are not the JDK's but of " + provider),
                serve::stderr);
        assertEquals(1, serve.stderr().lines().count(), serve::stderr);

        ChildJvm compare = ChildJvm.run(folder, replaced, "compare", "--variants", "async,settings",
                "--output", folder.resolve("results").toString());
        assertEquals(2, compare.exitCode(), compare::toString);
        assertTrue(compare.stderr().contains("none of them can run here: async: the channels"),
                compare::stderr);
    }

    @Test
    void serveListensOnUnixDomainSocketUntilTerminated(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("echo.socket");
        Process process = ChildJvm.builder(
                        List.of(), "serve", "--variant", "selector", "--unix", path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            assertEquals("listening on " + path, output.readLine());
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                client.write(ByteBuffer.wrap(new byte[] {42}));
                ByteBuffer echo = ByteBuffer.allocate(1);
                assertEquals(1, client.read(echo));
                assertEquals(42, echo.get(0));
            }

            process.toHandle().destroy();

            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue());
            assertFalse(Files.exists(path));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void serveListensUntilTerminated() throws Exception {
        Process process = ChildJvm.builder(
                        List.of(), "serve", "--variant", "selector", "--port", "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            process.getOutputStream().close(); // alone, serve has no use for stdin
            String line = output.readLine();
            assertTrue(line.matches("listening on 127\\.0\\.0\\.1:\\d+"), line);
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(42);
                assertEquals(42, socket.getInputStream().read());
            }

            process.destroy();

            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(143, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
