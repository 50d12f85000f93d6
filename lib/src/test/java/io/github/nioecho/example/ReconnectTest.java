package io.github.nioecho.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nioecho.fault.EchoFault;
import io.github.nioecho.junit.EchoServerExtension;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReconnectTest {

    @RegisterExtension
    final EchoServerExtension echo = EchoServerExtension.create()
            .with(server -> server.fault(1, EchoFault.resetPeer(5)).recordReceived(1024))
            .failOnOpenConnections();

    @Test
    void theFirstConnectionIsResetAndTheSecondServed() throws Exception {
        try (Socket first = connect()) {
            first.getOutputStream().write("hello, world".getBytes());
            assertEquals("hello", new String(first.getInputStream().readNBytes(5)));
            assertThrows(SocketException.class, () -> first.getInputStream().read());
        }
        try (Socket second = connect()) {
            second.getOutputStream().write("hello again".getBytes());
            assertEquals("hello again", new String(second.getInputStream().readNBytes(11)));
        }
        echo.server().awaitConnections(2, Duration.ofSeconds(10));
        assertEquals("hello again", echo.server().recordings().get(1).text());
    }

    private Socket connect() throws Exception {
        return new Socket(echo.address().getAddress(), echo.address().getPort());
    }
}
