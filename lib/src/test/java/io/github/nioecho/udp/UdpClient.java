package io.github.nioecho.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nioecho.Clients;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A plain datagram socket, with one datagram on its way at a time, so that none is lost. */
public final class UdpClient implements AutoCloseable {

    public static final int MOST_OVER_IPV4 = 65_507;
    public static final int MOST_OVER_IPV6 = 65_527;

    private final DatagramSocket socket;

    private UdpClient(DatagramSocket socket) throws SocketException {
        this.socket = socket;
        socket.setSoTimeout(Clients.TIMEOUT_MILLIS);
    }

    public static UdpClient open() throws SocketException {
        return new UdpClient(new DatagramSocket());
    }

    public static UdpClient openOn(InetAddress address, int port) throws SocketException {
        return new UdpClient(new DatagramSocket(port, address));
    }

    public int port() {
        return socket.getLocalPort();
    }

    public void send(byte[] payload, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(payload, payload.length, to));
    }

    public DatagramPacket receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
        socket.receive(packet);
        return packet;
    }

    /** Sends a payload, and expects just that to come back from where it was sent to. */
    public void assertEchoes(InetSocketAddress server, byte[] payload) throws IOException {
        send(payload, server);
        DatagramPacket echo = receive();
        assertEquals(server, echo.getSocketAddress());
        assertArrayEquals(payload, Arrays.copyOf(echo.getData(), echo.getLength()));
    }

    /** To be called when whatever could arrive has been sent. */
    public void assertNothingArrived() throws IOException {
        socket.setSoTimeout(1);
        assertThrows(SocketTimeoutException.class, this::receive);
        socket.setSoTimeout(Clients.TIMEOUT_MILLIS);
    }

    @Override
    public void close() {
        socket.close();
    }
}
