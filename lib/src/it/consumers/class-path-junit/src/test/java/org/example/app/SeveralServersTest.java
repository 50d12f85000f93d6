package org.example.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.nioecho.EchoServer;
import io.github.nioecho.junit.Echo;
import io.github.nioecho.junit.EchoServerExtension;
import io.github.nioecho.udp.UdpEchoServer;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class SeveralServersTest {

    @RegisterExtension
    static final EchoServerExtension TCP = EchoServerExtension.create();

    @RegisterExtension
    private final EchoServerExtension udp = EchoServerExtension.createUdp();

    @Test
    void eachParameterIsForTheExtensionThatRunsIt(
            @Echo EchoServer tcpServer, @Echo UdpEchoServer udpServer) {
        assertSame(TCP.server(), tcpServer);
        assertSame(udp.udpServer(), udpServer);
    }

    @Test
    void parameterIsForTheExtensionThatItNames(
            @Echo("TCP") InetSocketAddress tcpAddress, @Echo("udp") InetSocketAddress udpAddress) {
        assertEquals(TCP.address(), tcpAddress);
        assertEquals(udp.address(), udpAddress);
    }

    @Nested
    class Inner {

        @RegisterExtension
        final EchoServerExtension another = EchoServerExtension.create();

        @Test
        void choosesAmongThoseAround(
                @Echo("another") EchoServer inner, @Echo("SeveralServersTest.TCP") EchoServer outer) {
            assertSame(another.server(), inner);
            assertSame(TCP.server(), outer);
        }
    }
}
