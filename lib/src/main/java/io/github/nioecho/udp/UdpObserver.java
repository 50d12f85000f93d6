package io.github.nioecho.udp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Is told of each datagram that comes to a {@link UdpEchoServer}.
 *
 * <p><b>Threads.</b> The method runs on the server's thread, one call at a time. While it runs, no
 * other datagram is received: hand over to another thread what may block.
 *
 * <p><b>Errors.</b> Whatever it throws is contained and counted in
 * {@link UdpEchoMetrics#observerFailures}; the first time, the tenth, the hundredth and so on are
 * logged. The server goes on.
 */
@FunctionalInterface
public interface UdpObserver {

    /**
     * A datagram was received and dealt with.
     *
     * @param source where it came from
     * @param datagram its payload, read-only; valid during this call only, so copy what you keep
     * @param outcome what became of it
     */
    void received(InetSocketAddress source, ByteBuffer datagram, UdpOutcome outcome);
}
