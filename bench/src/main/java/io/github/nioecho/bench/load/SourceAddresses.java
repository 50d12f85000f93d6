package io.github.nioecho.bench.load;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * Where the connections of a load come from. Linux has 28,232 ports for the connections of one
 * address to one server. Of these it leaves out, where it is to choose address and port, every
 * port that anybody has bound on any address, and who binds without naming a port is given odd ones
 * first: after a minute of connections from bound addresses, 14,116 are left. So many connections
 * to an IPv4 loopback address come from several loopback addresses, bound.
 *
 * <p>Where the system has no such addresses, as macOS, and to any other server, the kernel chooses.
 */
final class SourceAddresses {

    /** How many connections are left to the kernel, and how many each further address has. */
    static final int BLOCK = 10_000;

    /** How many addresses take turns. */
    static final int IN_TURN = 250;

    private final InetAddress[] addresses; // null leaves the choice to the kernel
    private final int block;

    private SourceAddresses(InetAddress[] addresses, int block) {
        this.addresses = addresses;
        this.block = block;
    }

    /** Returns those of connections that stay: an address until it has its block, then another. */
    static SourceAddresses inBlocks(SocketAddress server, int connections) throws IOException {
        InetAddress[] addresses = new InetAddress[1 + (connections - 1) / BLOCK];
        for (int i = 1; i < addresses.length; i++) {
            addresses[i] = loopback(0, 1 + i);
        }
        return new SourceAddresses(
                addresses.length > 1 && areOurs(server, addresses[1])
                        ? addresses : new InetAddress[1],
                BLOCK);
    }

    /** Returns those of connections that come and go: each from another one. */
    static SourceAddresses inTurn(SocketAddress server) throws IOException {
        InetAddress[] addresses = new InetAddress[IN_TURN];
        for (int i = 0; i < IN_TURN; i++) {
            addresses[i] = loopback(1, 1 + i);
        }
        return new SourceAddresses(
                areOurs(server, addresses[0]) ? addresses : new InetAddress[1], 1);
    }

    /** Returns the address that a connection comes from; null leaves the choice to the kernel. */
    InetAddress of(int connection) {
        return addresses[connection / block % addresses.length];
    }

    private static InetAddress loopback(int net, int host) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, (byte) net, (byte) host});
    }

    private static boolean areOurs(SocketAddress server, InetAddress first) {
        if (!(server instanceof InetSocketAddress tcp)
                || !(tcp.getAddress() instanceof Inet4Address)
                || !tcp.getAddress().isLoopbackAddress()) {
            return false;
        }
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(first, 0))) {
            return probe.isBound();
        } catch (SocketException expected) {
            // Not every system has all of 127.0.0.0/8.
            return false;
        }
    }
}
