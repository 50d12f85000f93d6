package io.github.nioecho;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * What identifies one connection of an {@link EchoServer}. Immutable.
 *
 * @param id a number that no other connection of the same server has; they count up from 1 in the
 *     order of acceptance
 * @param remoteAddress the client's address
 * @param localAddress the server's address on this connection
 */
public record ConnectionInfo(
        long id, InetSocketAddress remoteAddress, InetSocketAddress localAddress) {

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if an address is null
     */
    public ConnectionInfo {
        Objects.requireNonNull(remoteAddress, "remoteAddress");
        Objects.requireNonNull(localAddress, "localAddress");
    }
}
