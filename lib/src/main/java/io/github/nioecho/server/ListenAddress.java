package io.github.nioecho.server;

import io.github.nioecho.text.AddressText;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;

/** Where a server is to listen: what can be wrong with that, in words. */
public final class ListenAddress {

    private static final int MAX_PORT = 65_535;
    private static final byte[] BROADCAST = {-1, -1, -1, -1};

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
     * Checks that an address is one host's: Linux binds TCP to one of many hosts as well, where
     * nobody can connect to it.
     *
     * @throws IllegalArgumentException that says what it is, if it is one of many hosts
     */
    public static void requireOneHost(InetAddress address) {
        String kind = address.isMulticastAddress() ? "multicast"
                : Arrays.equals(address.getAddress(), BROADCAST) ? "broadcast" : null;
        if (kind != null) {
            throw new IllegalArgumentException("bindAddress must be an address of this machine, "
                    + "was the " + kind + " address " + address.getHostAddress());
        }
    }

    /**
     * Says which address could not be had.
     *
     * @param protocol stands behind the address, such as {@code  (UDP)}; may be empty
     * @param cause what the platform said, which names no address: not only that it is in use
     */
    public static BindException unavailable(
            InetSocketAddress address, String protocol, SocketException cause) {
        BindException named = new BindException("cannot listen on " + AddressText.of(address)
                + protocol + ": " + cause.getMessage());
        named.initCause(cause);
        return named;
    }
}
