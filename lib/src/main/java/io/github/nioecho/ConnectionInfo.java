package io.github.nioecho;

import java.net.SocketAddress;
import java.util.Objects;

/**
 * What identifies one connection of an {@link EchoServer}. Immutable.
 *
 * <p>The addresses are {@link java.net.InetSocketAddress}es, those of a connection by a
 * {@linkplain EchoServerBuilder#unixPath Unix domain socket} {@link
 * java.net.UnixDomainSocketAddress}es. A client of such a socket seldom has a name: its path is
 * empty then.
 *
 * @param id a number that no other connection of the same server has; they count up from 1 in the
 *     order of acceptance
 * @param remoteAddress the client's address
 * @param localAddress the server's address on this connection
 */
public record ConnectionInfo(
        long id, SocketAddress remoteAddress, SocketAddress localAddress) {

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
