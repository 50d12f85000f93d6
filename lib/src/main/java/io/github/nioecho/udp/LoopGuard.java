package io.github.nioecho.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;

/**
 * Tells the sources of datagrams that must get no answer. UDP proves no source, and whoever forges
 * one can make two services that answer everything feed each other for ever (CERT advisory
 * CA-1996-01). Such services have ports below 1024 by tradition, as echo has 7, or the number of
 * this server, where it runs on several machines. A broadcast or multicast address would make one
 * datagram many.
 */
final class LoopGuard {

    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private final int ownPort;
    private final boolean anyPort;

    /**
     * @param anyPort whether only what no client can have as its source is refused
     */
    LoopGuard(int ownPort, boolean anyPort) {
        this.ownPort = ownPort;
        this.anyPort = anyPort;
    }

    /** Returns why a source gets no answer, or {@link UdpOutcome#ANSWERED} if it does. */
    UdpOutcome check(InetSocketAddress source) {
        InetAddress address = source.getAddress();
        int port = source.getPort();
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || isBroadcast(address)) {
            return UdpOutcome.REFUSED_ADDRESS;
        }
        if (port == 0 || !anyPort && (port < FIRST_UNPRIVILEGED_PORT || port == ownPort)) {
            return UdpOutcome.REFUSED_PORT;
        }
        if (port == ownPort && isLocal(address)) {
            return UdpOutcome.REFUSED_ADDRESS;
        }
        return UdpOutcome.ANSWERED;
    }

    /** The broadcast addresses of subnets are the kernel's part: see {@link UdpEchoServer}. */
    private static boolean isBroadcast(InetAddress address) {
        return address instanceof Inet4Address
                && Arrays.equals(address.getAddress(), new byte[] {-1, -1, -1, -1});
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            // Not known: an answer too few does no harm.
            return true;
        }
    }
}
