package io.github.nioecho.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nioecho.Clients;
import io.github.nioecho.LeakCheck;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class LoopGuardTest {

    private static final int OWN_PORT = 5000;
    private static final byte[] PAYLOAD = {1, 2, 3};

    @ParameterizedTest
    @CsvSource({
        // source, port, by default, with any port
        "192.0.2.1,       40000, ANSWERED,        ANSWERED",
        "2001:db8::1,     40000, ANSWERED,        ANSWERED",
        "127.0.0.1,       40000, ANSWERED,        ANSWERED",
        "192.0.2.1,        1024, ANSWERED,        ANSWERED",
        "192.0.2.1,        1023, REFUSED_PORT,    ANSWERED",
        "192.0.2.1,           7, REFUSED_PORT,    ANSWERED",
        "192.0.2.1,           1, REFUSED_PORT,    ANSWERED",
        "192.0.2.1,           0, REFUSED_PORT,    REFUSED_PORT",
        "192.0.2.1,        5000, REFUSED_PORT,    ANSWERED",
        "127.0.0.1,        5000, REFUSED_PORT,    REFUSED_ADDRESS",
        "127.9.9.9,        5000, REFUSED_PORT,    REFUSED_ADDRESS",
        "::1,              5000, REFUSED_PORT,    REFUSED_ADDRESS",
        "0.0.0.0,         40000, REFUSED_ADDRESS, REFUSED_ADDRESS",
        "::,              40000, REFUSED_ADDRESS, REFUSED_ADDRESS",
        "255.255.255.255, 40000, REFUSED_ADDRESS, REFUSED_ADDRESS",
        "224.0.0.1,       40000, REFUSED_ADDRESS, REFUSED_ADDRESS",
        "239.255.255.255, 40000, REFUSED_ADDRESS, REFUSED_ADDRESS",
        "ff02::1,         40000, REFUSED_ADDRESS, REFUSED_ADDRESS",
    })
    void refusesSourcesThatCouldMakeALoopOrManyOfOne(
            String address, int port, UdpOutcome byDefault, UdpOutcome withAnyPort)
            throws IOException {
        InetSocketAddress source = new InetSocketAddress(InetAddress.getByName(address), port);
        assertEquals(byDefault, new LoopGuard(OWN_PORT, false).check(source));
        assertEquals(withAnyPort, new LoopGuard(OWN_PORT, true).check(source));
    }

    @Test
    void privilegedPortGetsNoAnswerUnlessAskedFor() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (UdpClient privileged = openPrivileged(loopback); UdpClient other = UdpClient.open()) {
            try (UdpEchoServer server = UdpEchoServer.start()) {
                privileged.send(PAYLOAD, server.address());
                // Answered in turn: what comes later shows that the first one was dealt with.
                other.assertEchoes(server.address(), PAYLOAD);
                privileged.assertNothingArrived();
                assertEquals(1, server.metrics().refusedPorts());
            }
            try (UdpEchoServer server = UdpEchoServer.builder().answerAnyPort(true).start()) {
                privileged.assertEchoes(server.address(), PAYLOAD);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void serverDoesNotAnswerItself(boolean anyPort) throws Exception {
        try (UdpEchoServer server = UdpEchoServer.builder().answerAnyPort(anyPort).start();
                UdpClient other = UdpClient.open()) {
            send(server, server.address());
            other.assertEchoes(server.address(), PAYLOAD);
            other.assertEchoes(server.address(), PAYLOAD);
            Clients.await("all are counted", () -> server.metrics().received() >= 3);
            assertEquals(new UdpEchoMetrics(3, 2, anyPort ? 0 : 1, anyPort ? 1 : 0, 0, 0, 0, 0),
                    server.metrics());
        }
    }

    /** Only Linux has every address of 127.0.0.0/8 without being told. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void serversOfOnePortNumberDoNotFeedEachOther() throws Exception {
        try (UdpEchoServer first = UdpEchoServer.start();
                UdpEchoServer second = UdpEchoServer.builder()
                        .bindAddress(InetAddress.getByName("127.0.0.2")).port(first.port())
                        .start();
                UdpClient other = UdpClient.open()) {
            send(first, second.address());
            other.assertEchoes(second.address(), PAYLOAD);
            assertEquals(1, second.metrics().refusedPorts());
            other.assertEchoes(first.address(), PAYLOAD);
            Clients.await("it is counted", () -> first.metrics().received() >= 1);
            assertEquals(1, first.metrics().received());
        }
    }

    /** What the guard is for, and what it cannot see: nothing else would ever end this. */
    @Test
    void serversOfDifferentPortNumbersFeedEachOther() throws Exception {
        try (UdpEchoServer first = UdpEchoServer.start();
                UdpEchoServer second = UdpEchoServer.start()) {
            send(first, second.address());
            Clients.await("it comes back many times", () -> first.metrics().answered() > 1000);
        }
    }

    /** The kernel knows which addresses are a subnet's broadcast addresses. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void kernelRefusesToSendToBroadcastAddressesOfSubnets() throws Exception {
        InetAddress wildcard = InetAddress.getByName("0.0.0.0");
        try (UdpEchoServer server = UdpEchoServer.builder().bindAddress(wildcard).start()) {
            assertThrows(SocketException.class, () -> send(
                    server, new InetSocketAddress("127.255.255.255", server.port())));
        }
    }

    private static void send(UdpEchoServer from, InetSocketAddress to) throws IOException {
        from.socket().send(new DatagramPacket(PAYLOAD, PAYLOAD.length, to));
    }

    private static UdpClient openPrivileged(InetAddress address) throws SocketException {
        UdpClient client = null;
        for (int port = 1023; port > 600 && client == null; port--) {
            try {
                client = UdpClient.openOn(address, port);
            } catch (BindException expected) {
                // Not free, or not for this user.
            }
        }
        assumeTrue(client != null, "this user may not open ports below 1024");
        return client;
    }
}
