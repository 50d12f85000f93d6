package org.example.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.EchoClient;
import io.github.nioecho.EchoServer;
import io.github.nioecho.junit.Echo;
import io.github.nioecho.junit.EchoServerExtension;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class EchoTest {

    @RegisterExtension
    final EchoServerExtension echo = EchoServerExtension.create().failOnOpenConnections();

    @Test
    void echoesToASocket() throws Exception {
        try (EchoServer server = EchoServer.start();
                Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write(42);
            assertEquals(42, socket.getInputStream().read());
        }
    }

    @Test
    void echoesToItsOwnClient() throws Exception {
        try (EchoServer server = EchoServer.start();
                EchoClient client = EchoClient.connect(server.address())
                        .get(30, TimeUnit.SECONDS)) {
            ByteBuffer echo = client.echo(ByteBuffer.wrap(new byte[] {4, 2}))
                    .get(30, TimeUnit.SECONDS);
            assertEquals(ByteBuffer.wrap(new byte[] {4, 2}), echo);
        }
    }

    @Test
    void echoesToASocketByTheExtension(@Echo EchoServer server) throws Exception {
        try (Socket socket = new Socket(echo.address().getAddress(), server.port())) {
            socket.getOutputStream().write(42);
            assertEquals(42, socket.getInputStream().read());
        }
    }

    @Test
    void isInItsNamedModule() {
        assertEquals("io.github.nioecho", EchoServer.class.getModule().getName());
    }
}
