package io.github.nioecho.junit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.nioecho.EchoServer;
import io.github.nioecho.udp.UdpEchoServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class UdpExtensionTest {

    private static final byte[] HELLO = {1, 2, 3};
    private static final int TIMEOUT_MILLIS = 20_000;

    @RegisterExtension
    static final EchoServerExtension BOTH =
            EchoServerExtension.create().withUdp().failOnOpenConnections();

    @Test
    void parametersAreTheServersAndTheirAddress(
            @Echo UdpEchoServer udp, @Echo EchoServer tcp, @Echo InetSocketAddress address) {
        assertSame(BOTH.udpServer(), udp);
        assertSame(BOTH.server(), tcp);
        assertEquals(BOTH.address(), address);
    }

    @Test
    void bothAnswerOnOnePortNumber() throws IOException {
        assertEquals(BOTH.server().address(), BOTH.udpServer().address());
        assertEquals(BOTH.address(), BOTH.server().address());
        assertEchoesOverUdp(BOTH.address());
        try (Socket socket = new Socket(BOTH.address().getAddress(), BOTH.address().getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(HELLO);
            assertArrayEquals(HELLO, socket.getInputStream().readNBytes(HELLO.length));
        }
    }

    static void assertEchoesOverUdp(InetSocketAddress server) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.send(new DatagramPacket(HELLO, HELLO.length, server));
            DatagramPacket echo = new DatagramPacket(new byte[10], 10);
            socket.receive(echo);
            assertArrayEquals(HELLO, Arrays.copyOf(echo.getData(), echo.getLength()));
        }
    }

}
