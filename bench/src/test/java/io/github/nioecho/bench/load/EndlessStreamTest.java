package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndlessStreamTest {

    @Test
    void readsWhatAnEchoSendsBackWithoutEnd() throws Exception {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) ->
                        in.transferTo(out));
                EndlessStream stream = EndlessStream.connect(server.address())) {
            long bytes = 0;
            while (bytes < 20_000_000) {
                int count = stream.read();
                assertTrue(count > 0);
                bytes += count;
            }
        }
    }

    @Test
    void wrongByteIsAFailure() throws Exception {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) -> {
            byte[] bytes = in.readNBytes(100_000);
            bytes[70_000]++;
            out.write(bytes);
        });
                EndlessStream stream = EndlessStream.connect(server.address())) {
            IOException failure = assertThrows(IOException.class, () -> {
                while (true) {
                    stream.read();
                }
            });
            assertEquals("the server sent back a wrong byte", failure.getMessage());
        }
    }

    @Test
    void endOfTheStreamIsAFailure() throws Exception {
        try (ScriptedServer server = new ScriptedServer((connection, socket, in, out) ->
                        socket.shutdownOutput());
                EndlessStream stream = EndlessStream.connect(server.address())) {
            assertEquals("the server ended the connection",
                    assertThrows(IOException.class, stream::read).getMessage());
        }
    }
}
