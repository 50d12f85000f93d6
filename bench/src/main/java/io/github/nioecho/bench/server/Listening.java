package io.github.nioecho.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/**
 * The line by which a server says where it listens: {@code listening on 127.0.0.1:5000}, or {@code
 * listening on /tmp/echo.socket}. Who reads it knows a path by its separator, which no address has:
 * a path in the current folder, without one, is for people only.
 */
final class Listening {

    private static final String PREFIX = "listening on ";

    private Listening() {
    }

    static String format(SocketAddress address) {
        return PREFIX + name(address);
    }

    static SocketAddress parse(String line) throws IOException {
        if (line.startsWith(PREFIX) && (line.contains("/") || line.contains("\\"))) {
            return UnixDomainSocketAddress.of(line.substring(PREFIX.length()));
        }
        int colon = line.lastIndexOf(':');
        if (!line.startsWith(PREFIX) || colon < PREFIX.length()) {
            throw new IOException("the server's first line does not say where it listens: " + line);
        }
        try {
            return new InetSocketAddress(
                    InetAddress.getByName(line.substring(PREFIX.length(), colon)),
                    Integer.parseInt(line.substring(colon + 1)));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IOException("the server's first line has no address: " + line, e);
        }
    }

    /**
     * Returns {@code 127.0.0.1:5000}, {@code [0:0:0:0:0:0:0:1]:5000} or the path of a Unix domain
     * socket.
     */
    static String name(SocketAddress address) {
        if (!(address instanceof InetSocketAddress tcp)) {
            return address.toString();
        }
        String host = tcp.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + tcp.getPort();
    }
}
