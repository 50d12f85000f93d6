package io.github.nioecho.channels;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * The options of sockets, as the kernel has them: those of the JDK's {@link SocketChannel} and
 * {@link ServerSocketChannel}. Those of {@code jdk.net} are known by their names, which they are
 * asked for, so that nothing here needs that module.
 */
final class NativeOptions {

    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_TCLASS = 67;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int LINGER_MAX_SECONDS = 65535;

    private static final Map<String, Key> KEYS = Map.ofEntries(
            Map.entry("SO_REUSEADDR", new Key(SOL_SOCKET, 2, Kind.NUMBER)),
            Map.entry("SO_SNDBUF", new Key(SOL_SOCKET, SO_SNDBUF, Kind.BUFFER)),
            Map.entry("SO_RCVBUF", new Key(SOL_SOCKET, SO_RCVBUF, Kind.BUFFER)),
            Map.entry("SO_KEEPALIVE", new Key(SOL_SOCKET, 9, Kind.NUMBER)),
            Map.entry("SO_OOBINLINE", new Key(SOL_SOCKET, 10, Kind.NUMBER)),
            Map.entry("SO_LINGER", new Key(SOL_SOCKET, 13, Kind.LINGER)),
            Map.entry("SO_REUSEPORT", new Key(SOL_SOCKET, 15, Kind.NUMBER)),
            Map.entry("SO_PEERCRED", new Key(SOL_SOCKET, 17, Kind.PEER)),
            Map.entry("SO_INCOMING_NAPI_ID", new Key(SOL_SOCKET, 56, Kind.READ_ONLY)),
            Map.entry("IP_TOS", new Key(IPPROTO_IP, 1, Kind.TRAFFIC_CLASS)),
            Map.entry("TCP_NODELAY", new Key(IPPROTO_TCP, 1, Kind.NUMBER)),
            Map.entry("TCP_KEEPIDLE", new Key(IPPROTO_TCP, 4, Kind.NUMBER)),
            Map.entry("TCP_KEEPINTERVAL", new Key(IPPROTO_TCP, 5, Kind.NUMBER)),
            Map.entry("TCP_KEEPCOUNT", new Key(IPPROTO_TCP, 6, Kind.NUMBER)),
            Map.entry("TCP_QUICKACK", new Key(IPPROTO_TCP, 12, Kind.NUMBER)));

    private static final Lookup STREAMS = new Lookup();
    private static final Lookup UNIX_STREAMS = new Lookup();
    private static final Lookup LISTENERS = new Lookup();
    private static final Lookup UNIX_LISTENERS = new Lookup();

    private NativeOptions() {
    }

    /** How an option's value is written. */
    private enum Kind { NUMBER, BUFFER, LINGER, READ_ONLY, PEER, TRAFFIC_CLASS }

    private record Key(int level, int name, Kind kind) {
    }

    /**
     * Returns the options of a connection's socket.
     *
     * @param family {@link Libc#AF_UNIX} or another
     * @throws UncheckedIOException if no socket can be had to look at
     */
    static Set<SocketOption<?>> ofStreams(int family) {
        return family == Libc.AF_UNIX
                ? UNIX_STREAMS.of(() -> SocketChannel.open(StandardProtocolFamily.UNIX))
                : STREAMS.of(SocketChannel::open);
    }

    /** Returns the options of a listener's socket, as {@link #ofStreams} does. */
    static Set<SocketOption<?>> ofListeners(int family) {
        return family == Libc.AF_UNIX
                ? UNIX_LISTENERS.of(() -> ServerSocketChannel.open(StandardProtocolFamily.UNIX))
                : LISTENERS.of(ServerSocketChannel::open);
    }

    /** Options that are looked up once; what fails is tried again. Any thread. */
    private static final class Lookup {

        private volatile Set<SocketOption<?>> found;

        Set<SocketOption<?>> of(Callable<NetworkChannel> open) {
            if (found == null) {
                try (NetworkChannel channel = open.call()) {
                    found = known(channel);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            return found;
        }
    }

    private static Set<SocketOption<?>> known(NetworkChannel channel) {
        return channel.supportedOptions().stream()
                .filter(option -> KEYS.containsKey(option.name()))
                .collect(toUnmodifiableSet());
    }

    /**
     * Sets an option.
     *
     * @param option one of {@link #ofStreams} or {@link #ofListeners}
     * @throws IllegalArgumentException if it cannot have the value
     */
    static void set(int fd, SocketOption<?> option, Object value) throws IOException {
        if (value == null) {
            throw new IllegalArgumentException("no value for " + option.name());
        }
        Key key = KEYS.get(option.name());
        if (key.kind == Kind.READ_ONLY || key.kind == Kind.PEER) {
            throw new SocketException(option.name() + " cannot be set");
        }
        int number = value instanceof Boolean on ? (on ? 1 : 0) : (Integer) value;
        try (Arena arena = Arena.ofConfined()) {
            switch (key.kind) {
                case LINGER -> Libc.setsockopt(fd, key.level, key.name, arena.allocateFrom(
                        ValueLayout.JAVA_INT, number < 0 ? 0 : 1,
                        Math.clamp(number, 0, LINGER_MAX_SECONDS)));
                default -> {
                    check(option, key, number);
                    MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_INT, number);
                    if (isDual(key)) {
                        Libc.setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, bytes);
                    }
                    Libc.setsockopt(fd, key.level, key.name, bytes);
                }
            }
        }
    }

    private static void check(SocketOption<?> option, Key key, int number) {
        if (key.kind == Kind.BUFFER && number < 0) {
            throw new IllegalArgumentException(option.name() + " must be >= 0, was " + number);
        }
        if (key.kind == Kind.TRAFFIC_CLASS && (number < 0 || number > 0xff)) {
            throw new IllegalArgumentException(
                    option.name() + " must be between 0 and 255, was " + number);
        }
    }

    /** Returns an option's value. */
    static Object get(int fd, SocketOption<?> option) throws IOException {
        Key key = KEYS.get(option.name());
        if (key.kind == Kind.PEER) {
            return PeerCredentials.of(fd, key.level, key.name, option);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(ValueLayout.JAVA_INT, 2);
            if (key.kind == Kind.LINGER) {
                Libc.getsockopt(fd, key.level, key.name, bytes);
                return bytes.getAtIndex(ValueLayout.JAVA_INT, 0) == 0
                        ? -1 : bytes.getAtIndex(ValueLayout.JAVA_INT, 1);
            }
            if (isDual(key)) {
                Libc.getsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, bytes.asSlice(0, Integer.BYTES));
            } else {
                Libc.getsockopt(fd, key.level, key.name, bytes.asSlice(0, Integer.BYTES));
            }
            int number = bytes.get(ValueLayout.JAVA_INT, 0);
            if (option.type() == Boolean.class) {
                return number != 0;
            }
            // The kernel doubles what it is told, for its own needs.
            return key.kind == Kind.BUFFER ? number / 2 : number;
        }
    }

    /** Returns whether an option of IPv4 has a sister that a socket of IPv6 needs besides. */
    private static boolean isDual(Key key) {
        return key.kind == Kind.TRAFFIC_CLASS
                && SocketAddresses.internetFamily() == Libc.AF_INET6;
    }
}
