package io.github.nioecho.channels;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * Addresses as the kernel has them, sockaddr_in, sockaddr_in6 and sockaddr_un, and as Java has them.
 *
 * <p>As in the JDK, an internet socket is of IPv6 and serves both, unless the system has no IPv6 or
 * {@code java.net.preferIPv4Stack} says otherwise: an address of IPv4 is a mapped one there, and
 * comes out as one of IPv4 again.
 */
final class SocketAddresses {

    /** Room for any of them. */
    static final int BYTES = 112;

    /** What the system's names and messages are in. */
    static final Charset NATIVE_CHARSET =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private static final int PORT = 2;
    private static final int IN_ADDRESS = 4;
    private static final int IN_BYTES = 16;
    private static final int IN_ADDRESS_BYTES = 4;
    private static final int IN6_ADDRESS = 8;
    private static final int IN6_SCOPE = 24;
    private static final int IN6_BYTES = 28;
    private static final int IN6_ADDRESS_BYTES = 16;
    private static final int UN_PATH = 2;

    // sun_path has 108 bytes, of which one ends the path.
    private static final int UN_PATH_MAX_BYTES = 107;

    // Where an address of IPv4 lies in one of IPv6, after ten bytes of 0 and two of 255.
    private static final int MAPPED = 12;

    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddresses() {
    }

    /**
     * Returns the family of an internet socket: {@link Libc#AF_INET6} with IPv4 inside it, or
     * {@link Libc#AF_INET}.
     */
    static int internetFamily() {
        return Internet.FAMILY;
    }

    /**
     * Writes an address.
     *
     * @param address where to
     * @param family of the socket that it is for
     * @param to at least {@link #BYTES} bytes
     * @return how many bytes it took
     * @throws UnresolvedAddressException if it is of a name that is not resolved
     * @throws UnsupportedAddressTypeException if a socket of that family cannot have it
     * @throws SocketException if it is a path that is too long, or of IPv6 where there is none
     */
    static int write(SocketAddress address, int family, MemorySegment to) throws SocketException {
        to.asSlice(0, BYTES).fill((byte) 0);
        to.set(ValueLayout.JAVA_SHORT, 0, (short) family);
        if (family == Libc.AF_UNIX && address instanceof UnixDomainSocketAddress local) {
            return writePath(local, to);
        }
        if (family == Libc.AF_UNIX || !(address instanceof InetSocketAddress internet)) {
            throw new UnsupportedAddressTypeException();
        }
        if (internet.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
        to.set(NETWORK_SHORT, PORT, (short) internet.getPort());
        if (family == Libc.AF_INET6) {
            return writeInternet6(internet.getAddress(), to);
        }
        if (!(internet.getAddress() instanceof Inet4Address host)) {
            throw new SocketException("IPv6 protocol family unavailable");
        }
        put(host.getAddress(), to, IN_ADDRESS);
        return IN_BYTES;
    }

    /**
     * Writes an address to connect to, as {@link #write} does. The wildcard means this host there:
     * by IPv4 if it is one of IPv4, which bound to is one of IPv6.
     *
     * @throws ConnectException if it is of the Unix domain and has no name: nobody can be there
     */
    static int writeTarget(SocketAddress address, int family, MemorySegment to)
            throws SocketException {
        int bytes = write(address, family, to);
        if (family == Libc.AF_UNIX && bytes == UN_PATH) {
            throw new ConnectException(Libc.describe(Errno.ECONNREFUSED));
        }
        if (family == Libc.AF_INET6
                && ((InetSocketAddress) address).getAddress() instanceof Inet4Address) {
            putMapped(to);
        }
        return bytes;
    }

    private static void putMapped(MemorySegment to) {
        to.set(ValueLayout.JAVA_SHORT_UNALIGNED, IN6_ADDRESS + MAPPED - 2, (short) -1);
    }

    private static int writeInternet6(InetAddress host, MemorySegment to) {
        if (host instanceof Inet6Address host6) {
            put(host6.getAddress(), to, IN6_ADDRESS);
            to.set(ValueLayout.JAVA_INT, IN6_SCOPE, host6.getScopeId());
        } else if (!host.isAnyLocalAddress()) {
            putMapped(to);
            put(host.getAddress(), to, IN6_ADDRESS + MAPPED);
        }
        return IN6_BYTES;
    }

    private static int writePath(UnixDomainSocketAddress local, MemorySegment to)
            throws SocketException {
        byte[] path = local.getPath().toString().getBytes(NATIVE_CHARSET);
        if (path.length > UN_PATH_MAX_BYTES) {
            throw new SocketException("Unix domain path too long");
        }
        put(path, to, UN_PATH);
        // An address without a name is the family alone; one with a name ends with a 0.
        return path.length == 0 ? UN_PATH : UN_PATH + path.length + 1;
    }

    /**
     * Reads an address.
     *
     * @param from at least {@link #BYTES} bytes
     * @param bytes how many of them the kernel says it is long, which may be more than there are
     * @throws IOException if it is of a family that this class does not know
     */
    static SocketAddress read(MemorySegment from, int bytes) throws IOException {
        if (bytes < UN_PATH) {
            // What a peer without a name has on some calls.
            return UnixDomainSocketAddress.of("");
        }
        int family = from.get(ValueLayout.JAVA_SHORT, 0);
        return switch (family) {
            case Libc.AF_INET -> internet(
                    InetAddress.getByAddress(get(from, IN_ADDRESS, IN_ADDRESS_BYTES)), from);
            case Libc.AF_INET6 -> internet(host6(from), from);
            case Libc.AF_UNIX -> UnixDomainSocketAddress.of(
                    path(from, Math.min(bytes, BYTES) - UN_PATH));
            default -> throw new SocketException("an address of family " + family);
        };
    }

    private static InetSocketAddress internet(InetAddress host, MemorySegment from) {
        return new InetSocketAddress(host, from.get(NETWORK_SHORT, PORT) & 0xffff);
    }

    private static InetAddress host6(MemorySegment from) throws UnknownHostException {
        byte[] host = get(from, IN6_ADDRESS, IN6_ADDRESS_BYTES);
        int scope = from.get(ValueLayout.JAVA_INT, IN6_SCOPE);
        // A mapped address of IPv4 becomes one.
        return scope > 0 ? Inet6Address.getByAddress(null, host, scope)
                : InetAddress.getByAddress(host);
    }

    /** Names in the abstract name space begin with a 0: Java has none for them, nor has the JDK. */
    private static String path(MemorySegment from, int bytes) {
        byte[] path = get(from, UN_PATH, bytes);
        int length = 0;
        while (length < path.length && path[length] != 0) {
            length++;
        }
        return new String(Arrays.copyOf(path, length), NATIVE_CHARSET);
    }

    private static void put(byte[] bytes, MemorySegment to, int offset) {
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, offset, bytes.length);
    }

    private static byte[] get(MemorySegment from, int offset, int bytes) {
        return from.asSlice(offset, bytes).toArray(ValueLayout.JAVA_BYTE);
    }

    /** What the system has is asked for once, by whoever needs an internet socket first. */
    private static final class Internet {

        static final int FAMILY = family();

        private static int family() {
            if (Boolean.getBoolean("java.net.preferIPv4Stack")) {
                return Libc.AF_INET;
            }
            try {
                Libc.close(Libc.socket(Libc.AF_INET6));
                return Libc.AF_INET6;
            } catch (IOException e) {
                return Libc.AF_INET;
            }
        }
    }
}
