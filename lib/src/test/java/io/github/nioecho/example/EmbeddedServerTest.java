package io.github.nioecho.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nioecho.EchoClient;
import io.github.nioecho.EchoServer;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples that the Javadoc shows. */
@Timeout(60)
class EmbeddedServerTest {

    // @start region="embedded"
    @Test
    void echoesWhatASocketSends() throws Exception {
        try (EchoServer server = EchoServer.start();
                Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write("hello".getBytes(UTF_8));
            assertEquals("hello", new String(socket.getInputStream().readNBytes(5), UTF_8));
        }
    }
    // @end

    // @start region="bounded"
    @Test
    void echoesWhatItsOwnClientSends() throws Exception {
        try (EchoServer server = EchoServer.builder()
                        .maxConnections(100)
                        .idleTimeout(Duration.ofSeconds(30))
                        .start();
                EchoClient client = EchoClient.connect(server.address()).get()) {
            ByteBuffer echo = client.echo(ByteBuffer.wrap("hello".getBytes(UTF_8))).get();
            assertEquals("hello", UTF_8.decode(echo).toString());
        }
    }
    // @end
}
