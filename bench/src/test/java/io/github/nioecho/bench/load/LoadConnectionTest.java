package io.github.nioecho.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nioecho.bench.messages.Messages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadConnectionTest {

    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 7);
    private static final LoadConnection.Echoes UNHEARD = (connection, message, size, nanos) -> { };

    @Test
    void connectionWithoutMessageIsNotAtSomeByteOfOne() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ReadyConnections ready = new ReadyConnections(1, 1)) {
            InetSocketAddress server = (InetSocketAddress) listener.getLocalSocketAddress();
            LoadConnection connection = LoadConnection.begin(
                    3, server, null, ready, new MessagePool(Messages.of(20), 862), UNHEARD);

            assertEquals("connection 3", connection.progress());

            connection.close();
        }
    }

    /** A kernel without a port left says the same as of an address that is not its own. */
    @Test
    void connectionWithoutPortIsExplained() throws IOException {
        InetAddress notOurs = InetAddress.getByName("192.0.2.1");
        MessagePool messages = new MessagePool(Messages.of(1), 862);
        try (ReadyConnections ready = new ReadyConnections(1, 1)) {
            String message = "connection 14207 to /127.0.0.1:7: Cannot assign requested address: no"
                    + " port is left to connect from; each connection takes one, and may keep it"
                    + " for a minute after its end";

            assertEquals(message, assertThrows(IOException.class, () -> LoadConnection.begin(
                    14_207, SERVER, notOurs, ready, messages, UNHEARD)).getMessage());
            assertEquals(message, assertThrows(IOException.class, () -> LoadConnection.open(
                    14_207, SERVER, notOurs, ready, messages, UNHEARD)).getMessage());
        }
    }
}
