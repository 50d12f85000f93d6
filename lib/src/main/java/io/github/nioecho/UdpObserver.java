package io.github.nioecho;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Is told of datagrams, on the server's thread. */
interface UdpObserver {

    /**
     * A datagram was received and dealt with.
     *
     * @param datagram its payload, during this call only
     */
    void received(InetSocketAddress source, ByteBuffer datagram, UdpOutcome outcome);
}
