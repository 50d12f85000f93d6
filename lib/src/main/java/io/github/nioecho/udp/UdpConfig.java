package io.github.nioecho.udp;

import io.github.nioecho.server.ListenAddress;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * The frozen options of one {@link UdpEchoServer}, and the only place that checks them. What each
 * one means stands at its method in {@link UdpEchoServerBuilder}.
 *
 * @param sockets opens the socket, unbound
 */
record UdpConfig(
        InetAddress bindAddress,
        int port,
        boolean answerAnyPort,
        Map<SocketOption<?>, Object> socketOptions,
        ThreadFactory threadFactory,
        UdpObserver observer,
        SocketFactory sockets) {

    /** Opens sockets: the platform's, or a test's own. */
    interface SocketFactory {
        DatagramSocket open() throws SocketException;
    }

    UdpConfig {
        Objects.requireNonNull(bindAddress, "bindAddress");
        ListenAddress.requireOneHost(bindAddress);
        ListenAddress.requirePort(port);
        Objects.requireNonNull(threadFactory, "threadFactory");
        Objects.requireNonNull(observer, "observer");
        socketOptions = Map.copyOf(socketOptions);
        if (Boolean.TRUE.equals(socketOptions.get(StandardSocketOptions.SO_BROADCAST))) {
            throw new IllegalArgumentException("socketOption SO_BROADCAST must be false, was true:"
                    + " an answer to a broadcast address would make one datagram many");
        }
    }
}
