package io.github.nioecho.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.Clients;
import io.github.nioecho.LeakCheck;
import java.io.File;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.net.echo.EchoUDPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that others wrote for the protocol. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class UdpForeignClientsTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void commonsNetGetsItsDatagramsBack() throws Exception {
        EchoUDPClient client = new EchoUDPClient();
        client.setDefaultTimeout(Duration.ofMillis(Clients.TIMEOUT_MILLIS));
        client.open();
        try (UdpEchoServer server = UdpEchoServer.start()) {
            for (int size : new int[] {0, 1, 1000, UdpClient.MOST_OVER_IPV4}) {
                byte[] payload = Clients.randomBytes(size, size);
                client.send(payload, size, LOOPBACK, server.port());
                byte[] echo = new byte[1 << 16];
                assertArrayEquals(payload, Arrays.copyOf(echo, client.receive(echo)));
            }
        } finally {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socat - UDP4:127.0.0.1:PORT", "nc -u 127.0.0.1 PORT"})
    void commandGetsItsLinesBack(String command) throws Exception {
        List<String> words = List.of(command.split(" "));
        assumeTrue(isInstalled(words.get(0)), words.get(0) + " is not installed here");
        try (UdpEchoServer server = UdpEchoServer.start()) {
            Process process = new ProcessBuilder(words.stream()
                    .map(word -> word.replace("PORT", String.valueOf(server.port())))
                    .toList()).start();
            // No time-out interrupts a read from a pipe: the end of the process does.
            CompletableFuture.delayedExecutor(20, TimeUnit.SECONDS)
                    .execute(process::destroyForcibly);
            try (var in = process.outputWriter(); var out = process.inputReader()) {
                for (String line : List.of("hello", "world")) {
                    in.write(line + "\n");
                    in.flush();
                    assertEquals(line, out.readLine());
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean isInstalled(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
