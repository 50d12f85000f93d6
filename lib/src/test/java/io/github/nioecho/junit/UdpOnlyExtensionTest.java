package io.github.nioecho.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class UdpOnlyExtensionTest {

    private final AtomicInteger options = new AtomicInteger();

    @RegisterExtension
    final EchoServerExtension udp = EchoServerExtension.createUdp()
            .withUdp(server -> options.addAndGet(1))
            .withUdp(server -> options.addAndGet(10))
            .failOnOpenConnections();

    @Test
    void answersAndHasAllItsOptions() throws IOException {
        assertEquals(11, options.get());
        assertEquals(udp.address(), udp.udpServer().address());
        UdpExtensionTest.assertEchoesOverUdp(udp.address());
    }

    @Test
    void serverThatDoesNotRunIsNamedWithTheRemedy() {
        assertEquals("no TCP echo server runs: add with(...) to the extension",
                assertThrows(IllegalStateException.class, udp::server).getMessage());
    }

    @Test
    void optionsMustBeThere() {
        EchoServerExtension extension = EchoServerExtension.create();
        assertThrows(NullPointerException.class, () -> extension.withUdp(null));
        assertThrows(NullPointerException.class, () -> extension.with(null));
    }
}
