package io.github.nioecho.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FirstParkTest {

    private static final Duration LONG_ENOUGH_TO_WAIT = Duration.ofMillis(200);
    private static final ServerSpec SPEC = ServerSpec.onLoopback(1_024, 1);

    @Test
    void virtualThreadCanWaitForItsClientWhateverDescriptorsAreLeftByThen() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(DescriptorLimitTest.SHELL),
                "no shell whose ulimit could be used");
        Process process = DescriptorLimitTest.startWithFewDescriptors(
                List.of(FirstParkTest.class.getName()));
        try (BufferedReader out = process.inputReader();
                TestClient client = TestClient.connect(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(out.readLine())))) {
            client.expectSilence(LONG_ENOUGH_TO_WAIT);
            client.roundTrip();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /**
     * Runs a server on virtual threads until standard input ends, with one descriptor left for a
     * connection.
     *
     * @param args none
     * @throws Exception if the server does not start
     */
    public static void main(String[] args) throws Exception {
        // Loads the classes that serve a connection, which would take a descriptor later.
        try (RunningServer server = ServerVariant.BLOCKING.start(SPEC);
                TestClient client = TestClient.connect(server.address())) {
            client.roundTrip();
        }
        try (RunningServer server = ServerVariant.VIRTUAL.start(SPEC)) {
            takeAllDescriptors().get(0).close();
            System.out.println(Ports.of(server));
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static List<DatagramChannel> takeAllDescriptors() {
        List<DatagramChannel> taken = new ArrayList<>();
        try {
            for (;;) {
                taken.add(DatagramChannel.open());
            }
        } catch (IOException expected) {
            return taken;
        }
    }
}
