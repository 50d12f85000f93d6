package io.github.nioecho.junit;

import io.github.nioecho.EchoServer;
import io.github.nioecho.EchoServerBuilder;
import io.github.nioecho.udp.EchoServerPair;
import io.github.nioecho.udp.UdpEchoServer;
import io.github.nioecho.udp.UdpEchoServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * What runs for a test or a class: a TCP server, a UDP server, or both on one port number.
 *
 * @param tcp the TCP server, or null
 * @param udp the UDP server, or null
 */
record RunningServers(EchoServer tcp, UdpEchoServer udp) implements AutoCloseable {

    /** Starts them; null for no options leaves that server out. */
    static RunningServers start(
            Consumer<EchoServerBuilder> tcpOptions, Consumer<UdpEchoServerBuilder> udpOptions)
            throws IOException {
        EchoServerBuilder tcp = EchoServer.builder();
        if (tcpOptions != null) {
            tcpOptions.accept(tcp);
        }
        UdpEchoServerBuilder udp = UdpEchoServer.builder();
        if (udpOptions != null) {
            udpOptions.accept(udp);
        }
        if (udpOptions == null) {
            return new RunningServers(tcp.start(), null);
        }
        if (tcpOptions == null) {
            return new RunningServers(null, udp.start());
        }
        EchoServerPair pair = EchoServerPair.start(tcp, udp);
        return new RunningServers(pair.tcp(), pair.udp());
    }

    InetSocketAddress address() {
        return tcp == null ? udp.address() : tcp.address();
    }

    /** Returns the one that a parameter of this type is for; null if it does not run. */
    Object ofType(Class<?> type) {
        if (type == EchoServer.class) {
            return tcp;
        }
        return type == UdpEchoServer.class ? udp : address();
    }

    @Override
    public void close() {
        if (udp != null) {
            udp.close();
        }
        if (tcp != null) {
            tcp.close();
        }
    }
}
