package io.github.nioecho.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.Clients;
import io.github.nioecho.LeakCheck;
import io.github.nioecho.OnlyOnJdkChannels;
import io.github.nioecho.OwnProviders;
import io.github.nioecho.udp.UdpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command line as a user runs it, in a JVM of its own. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class MainProcessTest {

    private static final int MIB = 1 << 20;
    private static final List<String> NATIVE_ACCESS =
            List.of("--enable-native-access=ALL-UNNAMED");

    @Test
    void firstLineNamesTheAddress() throws Exception {
        try (MainProcess main = MainProcess.start("--port", "0");
                Socket socket = Clients.connect(main.awaitListening())) {
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(100_000, 1));
        }
    }

    @Test
    void firstLineNamesAnIpv6AddressInBrackets() throws Exception {
        assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null,
                "no IPv6 on this machine");
        try (MainProcess main = MainProcess.start("-b", "::1", "-p", "0")) {
            String line = main.stdout.readLine();
            assertTrue(line.matches("listening on \\[::1]:\\d+"), line);
        }
    }

    @ParameterizedTest
    @MethodSource("allProviders")
    void ipv6AddressWithoutIpv6IsOneSentence(String provider) throws Exception {
        List<String> options = new ArrayList<>(NATIVE_ACCESS);
        options.add("-Djava.net.preferIPv4Stack=true");
        try (MainProcess main = MainProcess.start(
                options, "-b", "::", "-p", "0", "--provider", provider)) {
            assertEquals("nioecho: cannot start: --bind-address must be an IPv4 address where"
                    + " java.net.preferIPv4Stack is true, was ::", main.stderr.readLine());
            assertNull(main.stderr.readLine());
            assertEquals(1, main.awaitExit());
        }
    }

    @Test
    void infoPrintsConnectionsButNotWhatTheySay() throws Exception {
        try (MainProcess main = MainProcess.start("-p", "0")) {
            InetSocketAddress address = main.awaitListening();
            Socket polite = Clients.connect(address);
            Clients.assertEchoesToTheEnd(polite, "hello".getBytes(StandardCharsets.UTF_8));
            List<String> lines = main.readLinesUntil("sent 5");
            assertEquals(List.of(
                    connection(1, polite) + "opened",
                    connection(1, polite) + "no more data, closed; received 5 bytes, sent 5"),
                    lines);
            Socket rude = Clients.connect(address);
            Clients.assertEchoes(rude, new byte[2]);
            String prefix = connection(2, rude);
            Clients.reset(rude);
            assertEquals(List.of(
                    prefix + "opened",
                    prefix + "closed abruptly (reset); received 2 bytes, sent 2"),
                    main.readLinesUntil("sent 2"));
        }
    }

    @Test
    void verbosePrintsChunksAsHarmlessText() throws Exception {
        try (MainProcess main = MainProcess.start(
                        List.of("-Dstdout.encoding=UTF-8"), "-p", "0", "-o", "verbose");
                Socket socket = Clients.connect(main.awaitListening())) {
            byte[] chunk = "a\n\u001b[2J\\".getBytes(StandardCharsets.UTF_8);
            Clients.assertEchoes(socket, chunk);
            Clients.assertEchoes(socket, new byte[] {(byte) 0xff});
            assertEquals(List.of(
                    connection(1, socket) + "opened",
                    connection(1, socket) + "received 7 bytes: a\\n\\x1B[2J\\\\",
                    connection(1, socket) + "received 1 byte: \\xFF"),
                    main.readLinesUntil("\\xFF"));
        }
    }

    /** A chunk of more than the buffer size is one that a larger buffer has taken. */
    @Test
    void adaptiveLetsBuffersGrow() throws Exception {
        try (MainProcess main = MainProcess.start(
                        "-p", "0", "-o", "verbose", "-s", "64", "--adaptive");
                Socket socket = Clients.connect(main.awaitListening())) {
            for (int i = 0; i < 20; i++) {
                Clients.assertEchoes(socket, Clients.randomBytes(2000, i));
            }
            socket.shutdownOutput();
            assertTrue(main.readLinesUntil("sent 40000").stream()
                    .map(line -> line.replaceAll(".*: received (\\d+) bytes?: .*|.*", "0$1"))
                    .anyMatch(bytes -> Integer.parseInt(bytes) > 64));
        }
    }

    @Test
    void udpIsServedOnTheSamePortAndNamedInTheSecondLine() throws Exception {
        try (MainProcess main = MainProcess.start("-p", "0", "--udp");
                UdpClient client = UdpClient.open()) {
            InetSocketAddress address = main.awaitListening();
            assertEquals("listening on 127.0.0.1:" + address.getPort() + " (UDP)",
                    main.stdout.readLine());
            client.assertEchoes(address, Clients.randomBytes(1000, 1));
            try (Socket socket = Clients.connect(address)) {
                Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(1000, 1));
            }
            main.terminate();
            assertEquals(OS.current() == OS.WINDOWS ? 1 : 143, main.awaitExit());
        }
    }

    @Test
    void verbosePrintsDatagramsAsHarmlessText() throws Exception {
        try (MainProcess main = MainProcess.start(
                        List.of("-Dstdout.encoding=UTF-8"), "-p", "0", "-o", "verbose", "--udp");
                UdpClient client = UdpClient.open()) {
            InetSocketAddress address = main.awaitListening();
            client.assertEchoes(address, "a\n\u001b[2J\\".getBytes(StandardCharsets.UTF_8));
            client.assertEchoes(address, new byte[] {(byte) 0xff});
            String prefix = "datagram from 127.0.0.1:" + client.port() + ": ";
            assertEquals(List.of(
                    "listening on 127.0.0.1:" + address.getPort() + " (UDP)",
                    prefix + "7 bytes, answered: a\\n\\x1B[2J\\\\",
                    prefix + "1 byte, answered: \\xFF"),
                    main.readLinesUntil("\\xFF"));
        }
    }

    @Test
    void nonePrintsTheFirstLineOnly() throws Exception {
        try (MainProcess main = MainProcess.start("-p", "0", "-o", "none")) {
            try (Socket socket = Clients.connect(main.awaitListening())) {
                Clients.assertEchoesToTheEnd(socket, new byte[1]);
            }
            main.terminate();
            assertNull(main.stdout.readLine());
        }
    }

    @Test
    void usageErrorEndsWith2AndFailedStartWith1() throws Exception {
        assertOneComplaint(2, "--port must be in 0..65535, was 70000", "--port", "70000");
        assertOneComplaint(1, "--bind-address must be an address", "-b", "192.0.2.1", "-p", "0");
        try (MainProcess first = MainProcess.start("-p", "0")) {
            String port = String.valueOf(first.awaitListening().getPort());
            assertOneComplaint(1, "cannot listen on 127.0.0.1:" + port, "-p", port);
        }
    }

    @Test
    void helpEndsWith0() throws Exception {
        try (MainProcess main = MainProcess.start("--help")) {
            assertTrue(main.stdout.readLine().startsWith("Usage: "));
            assertEquals(0, main.awaitExit());
            assertNull(main.stderr.readLine());
        }
    }

    static Stream<String> allProviders() {
        return Stream.concat(Stream.of("jdk"), ownProviders());
    }

    static Stream<String> ownProviders() {
        return OwnProviders.available().map(provider ->
                provider == OwnProviders.SELECTOR ? "selector" : "io_uring");
    }

    @ParameterizedTest
    @MethodSource("ownProviders")
    void providerServesAsTheJdksDoes(String provider) throws Exception {
        try (MainProcess main = MainProcess.start(NATIVE_ACCESS, "-p", "0", "--provider", provider);
                Socket socket = Clients.connect(main.awaitListening())) {
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(100_000, 1));
            main.terminate();
            assertNull(main.stderr.readLine());
        }
    }

    @ParameterizedTest
    @MethodSource("ownProviders")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
    void unixDomainSocketIsNamedInTheFirstLineAndRemovedOnSigterm(String provider)
            throws Exception {
        Path folder = Files.createTempDirectory("echo");
        Path path = folder.resolve("s");
        try (MainProcess main = MainProcess.start(
                NATIVE_ACCESS, "--unix", path.toString(), "--provider", provider)) {
            assertEquals("listening on " + path, main.stdout.readLine());
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                client.write(ByteBuffer.wrap(new byte[] {7}));
                assertArrayEquals(new byte[] {7}, Channels.newInputStream(client).readNBytes(1));
                main.terminate();
                assertEquals(-1, client.read(ByteBuffer.allocate(1)));
            }
            assertEquals(List.of(
                    "connection 1 from (unnamed): opened",
                    "connection 1 from (unnamed): closed by the server's stop;"
                            + " received 1 byte, sent 1"),
                    main.readLinesUntil("sent 1"));
            assertEquals(143, main.awaitExit());
            assertNull(main.stderr.readLine());
        } finally {
            // Fails if the socket is there.
            Files.delete(folder);
        }
    }

    /** Native access is denied, or Java is too old, or it is not Linux. */
    @Test
    @OnlyOnJdkChannels("native access is allowed then")
    void providerThatCannotBeUsedIsOneSentence() throws Exception {
        List<String> denied = List.of(Runtime.version().feature() >= 24
                ? "--illegal-native-access=deny" : "--enable-native-access=java.logging");
        try (MainProcess main = MainProcess.start(denied, "-p", "0", "--provider", "io_uring")) {
            List<String> lines = main.stderr.lines().toList();
            assertEquals(1, main.awaitExit());
            assertEquals(1, lines.size(), lines::toString);
            assertTrue(lines.get(0).startsWith("nioecho: cannot start: --provider io_uring cannot"
                    + " be used here: "), lines::toString);
            assertFalse(lines.get(0).contains("Exception"), lines::toString);
            assertNull(main.stdout.readLine());
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
    void sigtermUnderLoadEndsStreamsInGoodOrderWith143() throws Exception {
        int clients = 10;
        try (MainProcess main = MainProcess.start("-p", "0")) {
            InetSocketAddress address = main.awaitListening();
            List<CompletableFuture<Void>> halfway = new ArrayList<>();
            List<CompletableFuture<Void>> ended = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                CompletableFuture<Void> flowing = new CompletableFuture<>();
                halfway.add(flowing);
                ended.add(onThread(() -> streamUntilEndOfStream(address, flowing)));
            }
            CompletableFuture.allOf(halfway.toArray(CompletableFuture[]::new)).get();
            main.terminate();
            for (CompletableFuture<Void> stream : ended) {
                stream.get();
            }
            List<String> lines = main.stdout.lines().toList();
            assertEquals(143, main.awaitExit());
            assertEquals(clients, lines.stream()
                    .filter(line -> line.contains("closed by the server's stop")).count(),
                    () -> String.join("\n", lines));
            assertNull(main.stderr.readLine());
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
    void sigtermDoesNotWaitForASilentClient() throws Exception {
        try (MainProcess main = MainProcess.start("-p", "0");
                Socket socket = Clients.connect(main.awaitListening())) {
            Clients.assertEchoes(socket, new byte[1]);
            main.terminate();
            assertEquals(143, main.awaitExit());
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void stdoutThatNobodyReadsDoesNotStopTheEcho() throws Exception {
        try (MainProcess main = MainProcess.start("-p", "0", "-o", "verbose");
                Socket socket = Clients.connect(main.awaitListening())) {
            Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(4 * MIB, 2));
            List<String> lines = main.readLinesUntil("dropped");
            assertTrue(lines.get(lines.size() - 1).matches("\\.\\.\\. \\d+ lines dropped"));
        }
    }

    @Test
    void closedStdoutDoesNotStopTheEcho() throws Exception {
        try (MainProcess main = MainProcess.start("-p", "0", "-o", "verbose")) {
            InetSocketAddress address = main.awaitListening();
            main.stdout.close();
            for (int i = 0; i < 20; i++) {
                try (Socket socket = Clients.connect(address)) {
                    Clients.assertEchoesToTheEnd(socket, Clients.randomBytes(100_000, i));
                }
            }
            assertTrue(main.process.isAlive());
            main.terminate();
            assertEquals(OS.current() == OS.WINDOWS ? 1 : 143, main.awaitExit());
            assertNull(main.stderr.readLine());
        }
    }

    @Test
    void bufferThatCannotBeAllocatedRefusesConnectionsAndDoesNotEndTheServer() throws Exception {
        try (MainProcess main = MainProcess.start(
                List.of("-XX:MaxDirectMemorySize=1m"), "-p", "0", "-s", "67108864")) {
            try (Socket socket = Clients.connect(main.awaitListening())) {
                assertEquals(-1, readOrReset(socket));
            }
            List<String> lines = main.readLinesUntil(" ms");
            assertTrue(lines.get(lines.size() - 1).startsWith("cannot accept: "), lines::toString);
            assertTrue(main.process.isAlive());
            main.terminate();
            assertNull(main.stderr.readLine(), "the failure is told twice");
        }
    }

    private static void assertOneComplaint(int exitCode, String complaint, String... arguments)
            throws Exception {
        try (MainProcess main = MainProcess.start(arguments)) {
            List<String> lines = main.stderr.lines().toList();
            assertEquals(exitCode, main.awaitExit());
            assertEquals(1, lines.size(), lines::toString);
            assertTrue(lines.get(0).contains(complaint), lines::toString);
            assertFalse(lines.get(0).contains("Exception"), lines::toString);
            assertNull(main.stdout.readLine());
        }
    }

    /** Sends and checks what comes back; the server must end the stream, and not by a reset. */
    private static void streamUntilEndOfStream(
            InetSocketAddress address, CompletableFuture<Void> flowing) throws Exception {
        byte[] pattern = Clients.randomBytes(10_007, 7);
        try (Socket socket = Clients.connect(address)) {
            CompletableFuture<Void> writer = onThread(() -> {
                OutputStream out = socket.getOutputStream();
                while (!socket.isOutputShutdown()) {
                    out.write(pattern);
                }
            });
            InputStream in = socket.getInputStream();
            byte[] lap = in.readNBytes(pattern.length);
            while (lap.length == pattern.length) {
                assertArrayEquals(pattern, lap);
                flowing.complete(null);
                lap = in.readNBytes(pattern.length);
            }
            for (int i = 0; i < lap.length; i++) {
                assertEquals(pattern[i], lap[i]);
            }
            socket.shutdownOutput();
            writer.exceptionally(expected -> null).get();
        } finally {
            flowing.complete(null);
        }
    }

    private static int readOrReset(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -1;
        }
    }

    private static String connection(int id, Socket socket) {
        return "connection " + id + " from 127.0.0.1:" + socket.getLocalPort() + ": ";
    }

    private interface Task {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> onThread(Task task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
