package io.github.nioecho.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.Clients;
import io.github.nioecho.EchoServer;
import io.github.nioecho.LeakCheck;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class EchoServerPairTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void bothHalvesAnswerOnOneFreePortByDefault() throws Exception {
        try (EchoServerPair pair = EchoServerPair.start()) {
            assertTrue(pair.address().getAddress().isLoopbackAddress());
            assertEquals(pair.port(), pair.tcp().port());
            assertEquals(pair.address(), pair.udp().address());
            assertEchoes(pair.address());
        }
    }

    @Test
    void portAndAddressAreThoseOfTheTcpServer() throws Exception {
        EchoServerPair first = EchoServerPair.start();
        first.close();
        try (EchoServerPair second = EchoServerPair.start(
                EchoServer.builder()
                        .bindAddress(InetAddress.getByName("0.0.0.0")).port(first.port()),
                UdpEchoServer.builder())) {
            assertEquals(new InetSocketAddress("0.0.0.0", first.port()), second.address());
            assertEquals(second.address(), second.udp().address());
            assertEchoes(new InetSocketAddress(LOOPBACK, first.port()));
        }
    }

    @Test
    void portThatUdpHasNotFreeIsExchangedForAnother() throws Exception {
        List<DatagramSocket> takers = new ArrayList<>();
        List<EchoServer> started = new ArrayList<>();
        try (EchoServerPair pair = EchoServerPair.start(
                () -> start(started, takers, 3), UdpEchoServer.builder(), 4)) {
            assertEquals(4, started.size());
            assertEquals(started.get(3).port(), pair.port());
            for (EchoServer server : started.subList(0, 3)) {
                assertTrue(server.whenClosed().isDone(), "one of those given up is open");
            }
            assertEchoes(pair.address());
        } finally {
            takers.forEach(DatagramSocket::close);
        }
    }

    @Test
    void searchForAPortEnds() throws Exception {
        List<DatagramSocket> takers = new ArrayList<>();
        List<EchoServer> started = new ArrayList<>();
        try {
            BindException e = assertThrows(BindException.class, () -> EchoServerPair.start(
                    () -> start(started, takers, 100), UdpEchoServer.builder(), 4));
            assertTrue(e.getMessage().contains(started.get(3).port() + " (UDP): "),
                    e.getMessage());
            assertEquals(4, started.size());
            started.forEach(server -> assertTrue(server.whenClosed().isDone()));
        } finally {
            takers.forEach(DatagramSocket::close);
        }
    }

    @Test
    void takenPortIsABindExceptionThatLeavesNothingOpen() throws Exception {
        try (DatagramSocket udp = new DatagramSocket(0, LOOPBACK);
                ServerSocket tcp = new ServerSocket(0, 1, LOOPBACK)) {
            for (int port : new int[] {udp.getLocalPort(), tcp.getLocalPort()}) {
                for (int i = 0; i < 20; i++) {
                    assertThrows(BindException.class, () -> EchoServerPair.start(
                            EchoServer.builder().port(port), UdpEchoServer.builder()));
                }
            }
        }
    }

    @Test
    void optionThatUdpRefusesLeavesNothingOpen() {
        for (int i = 0; i < 20; i++) {
            assertThrows(IllegalArgumentException.class, () -> EchoServerPair.start(
                    EchoServer.builder(), UdpEchoServer.builder()
                            .socketOption(StandardSocketOptions.TCP_NODELAY, true)));
        }
    }

    @Test
    void closeClosesBoth() throws Exception {
        EchoServerPair pair = EchoServerPair.start();
        pair.close();
        assertTrue(pair.tcp().whenClosed().isDone());
        assertTrue(pair.udp().whenClosed().isDone());
        assertTrue(pair.udp().socket().isClosed());
        pair.close();
    }

    /** Starts a server on a port that UDP has not free, if it is one of the first ones. */
    private static EchoServer start(
            List<EchoServer> started, List<DatagramSocket> takers, int taken) throws IOException {
        EchoServer server = EchoServer.start();
        started.add(server);
        if (started.size() <= taken) {
            takers.add(new DatagramSocket(server.address()));
        }
        return server;
    }

    private static void assertEchoes(InetSocketAddress address) throws Exception {
        try (Socket socket = Clients.connect(address); UdpClient client = UdpClient.open()) {
            Clients.assertEchoesToTheEnd(socket, new byte[] {1, 2, 3});
            client.assertEchoes(address, new byte[] {4, 5});
        }
    }
}
