package io.github.nioecho.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.server.RunningServer;
import io.github.nioecho.bench.server.ServerSpec;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndpointsTest {

    @Test
    void tcpIsAnyPortOfLoopback() throws IOException {
        try (Endpoints endpoints = Endpoints.of(Transport.TCP)) {
            endpoints.open();
            assertEquals(ServerSpec.onLoopback(1_024, 2), endpoints.next(1_024, 2));
        }
    }

    @Test
    void everyServerHasASocketOfItsOwn() throws IOException {
        try (Endpoints endpoints = Endpoints.of(Transport.UNIX)) {
            endpoints.open();
            SocketAddress first = endpoints.next(1, 1).address();
            SocketAddress second = endpoints.next(1, 1).address();
            assertNotEquals(first, second);
            assertEquals(folder(first), folder(second));
        }
    }

    @Test
    void folderGoesWithWhatAKilledServerLeft() throws IOException {
        Path folder;
        try (Endpoints endpoints = Endpoints.of(Transport.UNIX)) {
            endpoints.open();
            ServerSpec spec = endpoints.next(1_024, 1);
            folder = folder(spec.address());
            assertTrue(Files.isDirectory(folder));
            try (RunningServer server = ServerVariant.SELECTOR.start(spec)) {
                assertEquals(spec.address(), server.address());
            }
            Files.createFile(Path.of(endpoints.next(1, 1).address().toString()));
        }
        assertFalse(Files.exists(folder));
    }

    @Test
    void closedBeforeItWasOpenedIsNothing() {
        Endpoints.of(Transport.UNIX).close();
    }

    private static Path folder(SocketAddress address) {
        return Path.of(address.toString()).getParent();
    }
}
