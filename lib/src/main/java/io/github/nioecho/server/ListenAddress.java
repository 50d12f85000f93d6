package io.github.nioecho.server;

import io.github.nioecho.text.AddressText;
import java.net.BindException;
import java.net.InetSocketAddress;

/** Where a server is to listen: what can be wrong with that, in words. */
public final class ListenAddress {

    private static final int MAX_PORT = 65_535;

    private ListenAddress() {
    }

    /**
     * Checks a port.
     *
     * @throws IllegalArgumentException that names bound and value, if it is none
     */
    public static void requirePort(int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "port must be in 0.." + MAX_PORT + ", was " + port);
        }
    }

    /**
     * Says which address could not be had.
     *
     * @param protocol stands behind the address, such as {@code  (UDP)}; may be empty
     * @param cause what the platform said, which names no address
     */
    public static BindException unavailable(
            InetSocketAddress address, String protocol, BindException cause) {
        BindException named = new BindException("cannot listen on " + AddressText.of(address)
                + protocol + ": " + cause.getMessage());
        named.initCause(cause);
        return named;
    }
}
